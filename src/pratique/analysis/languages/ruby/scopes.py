"""What is known of a Ruby source after one walk: scopes, bindings, calls, literals worth a look."""

from dataclasses import dataclass, field
from enum import Enum, auto

from pratique.analysis.languages.ruby.nodes import Node, Program

MOST_NESTED = 100
"""Scopes inside each other that are walked into."""
_MOST_DEEP = 300


class ScopeKind(Enum):
    """What opens a scope."""

    PROGRAM = auto()
    BODY = auto()
    """A class, module or singleton class."""
    METHOD = auto()
    BLOCK = auto()
    """A block or lambda: it sees the variables around it."""


class Binding(Enum):
    """How a name gets its value."""

    ASSIGN = auto()
    UNPACK = auto()
    """One element of the value; `place` is its position."""
    DEFAULT = auto()
    """`name ||= value`."""
    GROW = auto()
    """`name << value` and its like: the value becomes a part of it at its end."""
    SET = auto()
    """`name[key] = value`, `name.key = value`: the value becomes a part of it somewhere."""
    PARAMETER = auto()
    ELEMENT = auto()
    """Each element of the value in turn: `for`."""
    OTHER = auto()
    """Caught, matched: nothing is known."""


@dataclass(slots=True, eq=False)
class Branch:
    """A part of a scope that runs as a whole: an arm of an `if`, the body of a loop."""

    parent: "Branch | None" = None
    loop: bool = False
    main: bool = False
    """Below `if __FILE__ == $0`."""

    def __post_init__(self) -> None:
        """What stands inside the main part belongs to it."""
        self.main = self.main or (self.parent is not None and self.parent.main)

    def within(self, other: "Branch") -> bool:
        """Whether it is `other` or inside it; looked for up to a depth that no source reaches."""
        branch: Branch | None = self
        for _ in range(_MOST_DEEP):
            if branch is None or branch is other:
                break
            branch = branch.parent
        return branch is other

    def loop_around(self) -> "Branch | None":
        """The innermost loop that it is in."""
        branch: Branch | None = self
        for _ in range(_MOST_DEEP):
            if branch is None or branch.loop:
                return branch
            branch = branch.parent
        return None


@dataclass(slots=True, eq=False)
class Bound:
    """One place where a name gets a value."""

    how: Binding
    scope: "Scope"
    branch: Branch
    start: int
    """The byte at which the value is complete."""
    node: Node | None = None
    place: int = 0


@dataclass(slots=True, eq=False)
class Scope:
    """A program, class or module body, method, block."""

    kind: ScopeKind
    node: Node
    parent: "Scope | None" = None
    name: str = ""
    branch: Branch = field(default_factory=Branch)
    """The part of the scope around it in which it stands."""
    singleton: bool = False
    """A method of the class itself (`def self.name`)."""
    names: dict[str, list[Bound]] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()
    defaults: dict[str, Node] = field(default_factory=dict)
    returns: list[Node] = field(default_factory=list)
    """Arguments of `return`."""
    calls: list["Called"] = field(default_factory=list)
    inner: list["Scope"] = field(default_factory=list)
    call: "Called | None" = None
    """Of a block: the call that it is given to."""
    bases: tuple[str, ...] = ()
    """Of a body: the superclass and the modules that it takes in, as written."""
    depth: int = 0
    """Scopes around it."""

    @property
    def owner(self) -> "Scope":
        """The class, module or program that it belongs to."""
        scope = self
        while scope.kind in {ScopeKind.METHOD, ScopeKind.BLOCK} and scope.parent is not None:
            scope = scope.parent
        return scope

    @property
    def frame(self) -> "Scope":
        """The method, body or program whose variables it sees."""
        scope = self
        while scope.kind is ScopeKind.BLOCK and scope.parent is not None:
            scope = scope.parent
        return scope


@dataclass(slots=True, eq=False)
class Called:
    """One call and where it is."""

    node: Node
    method: str
    scope: Scope
    branch: Branch


@dataclass(slots=True, eq=False)
class Seen:
    """An expression worth a look, and where it is."""

    node: Node
    scope: Scope
    branch: Branch


@dataclass(slots=True, eq=False)
class Index:
    """All that the walk found."""

    program: Program
    scope: Scope
    """The program's own level."""
    scopes: list[Scope] = field(default_factory=list)
    by_node: dict[int, Scope] = field(default_factory=dict)
    """Scopes by the identity of the node that opens them."""
    bodies: dict[str, list[Scope]] = field(default_factory=dict)
    """Classes and modules by the last word of their name."""
    methods: dict[str, list[Scope]] = field(default_factory=dict)
    constants: dict[str, list[Bound]] = field(default_factory=dict)
    """Constants by their last word, wherever they are assigned."""
    aliases: dict[str, str] = field(default_factory=dict)
    literals: list[Seen] = field(default_factory=list)
    joins: list[Seen] = field(default_factory=list)
    """Texts put together from at least two pieces."""
    too_deep: bool = False
    """Whether scopes nest deeper than they are walked into."""
    says_decrypt: bool = False
    """Whether `decrypt` is called anywhere."""

    def release(self) -> None:
        """Cut the links between scopes and what is in them, so that the tree is freed without a collection."""
        for scope in self.scopes:
            scope.names.clear()
            scope.calls.clear()
            scope.inner.clear()
            scope.returns.clear()
            scope.defaults.clear()
        for table in (self.by_node, self.bodies, self.methods, self.constants):
            table.clear()
        self.scopes.clear()
        self.literals.clear()
        self.joins.clear()
