"""The intermediate representation of a source: expressions as nodes, and scopes with the bindings of their names.

A front end makes it, the engine reads it. An expression is a `Node`: what it does (`Op`), a value that needs no evaluation
(a constant, a name, an operator), and the expressions inside it. A part that is no expression is None. Statements are not
kept: what matters of them is in the scopes (names and their bindings, calls, results).

For example, a source in a language with functions:

    host = "a.invalid"
    function report(name)
      send("https://" + host, name)
    end
    report(getenv("USER"))

gives a `Unit` whose `scope` is the program, here written in short (bytes and branches left out):

    Scope(PROGRAM)
      names    host: Bound(ASSIGN, held=Node(CONST, "a.invalid"))
      calls    Call("report", parts=[None, Call("getenv")]), Call("getenv", parts=[None, Node(CONST, "USER")])
      inner    Scope(FUNCTION, "report", parameters=("name",))
                 names    name: Bound(PARAMETER)
                 calls    Call("send", parts=[None, Node(OPERATOR, ("+",)), Node(NAME, "name")])
                            and the parts of the operator: Node(CONST, "https://"), Node(NAME, "host")

`unit.scopes` has both scopes, and `unit.methods` the function by its name. That is all: the engine finds by itself that
`report` is called at load, that `name` may be what `getenv` gives, and that the text is an address. The `Model` of the
language says that `getenv` is a source and `send` a sink.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, auto

_MOST_DEEP = 300
_MOST_REFERENCES = 10


class UnparsableError(Exception):
    """A source that is not read, and why; never leaves the analysis."""


class Op(IntEnum):
    """What an expression does."""

    CONST = auto()
    """Gives `value`."""
    NAME = auto()
    """Reads the variable named `value`."""
    PATH = auto()
    """Reads the constant or module named `value` (`Net::HTTP`); the part is what stands before the last name."""
    TEXT = auto()
    """Joins its parts to a text. `value` is a function that is applied to the whole text, or None."""
    OPERATOR = auto()
    """Applies the operators `value` (one fewer than parts) from left to right."""
    UNARY = auto()
    """Applies the operator `value` to its part."""
    EITHER = auto()
    """Gives one of its parts: branches, `a || b`, the last statement of a block."""
    PATTERN = auto()
    """A regular expression; `value` is its source."""
    RANGE = auto()
    """Counts from the first part to the second. `value` tells whether it stops before that."""
    LIST = auto()
    MAP = auto()
    """A hash or dictionary; its parts are the values."""
    SPLAT = auto()
    """The elements of its part, in a list or among arguments."""
    CALL = auto()
    FUNCTION = auto()
    """A lambda or closure; `value` is its scope."""
    SELF = auto()
    SAME = auto()
    """Gives the part with the number `value`: a reference to an expression that another node holds."""


@dataclass(slots=True, eq=False)
class Node:
    """An expression between two bytes of the source."""

    op: Op
    start: int
    end: int
    value: object = None
    parts: "list[Node | None]" = field(default_factory=list)

    @property
    def first(self) -> "Node | None":
        """The first part."""
        return self.parts[0] if self.parts else None


@dataclass(slots=True, eq=False)
class Call(Node):
    """A call of `value`, a name. The first part is the receiver, or the called expression if the name is "()".

    `keys` belong to the other parts: "" for a positional argument, the name of a keyword, `OTHER` or `PASSED`.
    """

    scope: "Scope" = field(kw_only=True)
    branch: "Branch" = field(kw_only=True)
    keys: tuple[str, ...] = ()
    block: "Scope | None" = None
    """A block of code that the call is given beside its arguments."""
    written: bool = False
    """Whether the source writes it as a call, and not as a plain name, an index or an operator."""
    forwards: bool = False
    """Whether it passes on the arguments of the method that it stands in: `super` without arguments."""

    @property
    def method(self) -> str:
        """The name of what is called."""
        return str(self.value)


OTHER = "**"
"""The key of an argument whose keyword is not known."""
PASSED = "&"
"""The key of a function that is handed over in place of a block."""


class ScopeKind(IntEnum):
    """What opens a scope."""

    PROGRAM = auto()
    BODY = auto()
    """A class or module."""
    METHOD = auto()
    """A function that does not see the variables around it."""
    FUNCTION = auto()
    """A function that sees the variables around it, and whose own are its own: it belongs to no class."""
    BLOCK = auto()
    """A closure that shares the variables around it: what it assigns is a variable of the function around it."""


CLOSURES = frozenset((ScopeKind.FUNCTION, ScopeKind.BLOCK))
_OWNERS = frozenset((ScopeKind.PROGRAM, ScopeKind.BODY))


class Reach(IntEnum):
    """To what a name belongs."""

    LOCAL = auto()
    """The function, and the closures in it."""
    OWNER = auto()
    """The class around it, or its instances."""
    AROUND = auto()
    """Whatever scope around it binds it, methods not excepted."""
    PROGRAM = auto()


def local(_name: str) -> Reach:
    """Return the reach of names in a language where all are local."""
    return Reach.LOCAL


class Binding(IntEnum):
    """How a name gets its value."""

    ASSIGN = auto()
    UNPACK = auto()
    """One element of the value; `place` is its position."""
    DEFAULT = auto()
    """The value if the name has none: `name ||= value`."""
    GROW = auto()
    """The value becomes a part of it at its end: `name << value`."""
    SET = auto()
    """The value becomes a part of it somewhere: `name[key] = value`."""
    PARAMETER = auto()
    ELEMENT = auto()
    """Each element of the value in turn."""
    OTHER = auto()
    """Nothing is known of the value."""


@dataclass(slots=True, eq=False)
class Branch:
    """A part of a scope that runs as a whole: an arm of an `if`, the body of a loop."""

    parent: "Branch | None" = None
    loop: bool = False
    main: bool = False
    """Below the test that the file is started as a program."""

    def __post_init__(self) -> None:
        """Inherit `main` from the branch around it."""
        self.main = self.main or (self.parent is not None and self.parent.main)

    def _around(self) -> "Iterator[Branch]":
        branch: Branch | None = self
        for _ in range(_MOST_DEEP):
            if branch is None:
                return
            yield branch
            branch = branch.parent

    def within(self, other: "Branch") -> bool:
        """Return True if it is `other` or inside it, up to a depth that no source reaches."""
        return any(branch is other for branch in self._around())

    def loop_around(self) -> "Branch | None":
        """Return the innermost loop that it is in."""
        return next((branch for branch in self._around() if branch.loop), None)


@dataclass(slots=True, eq=False)
class Bound:
    """One place where a name gets a value. `start` is the byte at which the value is complete."""

    how: Binding
    scope: "Scope"
    branch: Branch
    start: int
    held: Node | None = None
    place: int = 0

    @property
    def node(self) -> Node | None:
        """The expression of the value."""
        node = self.held
        for _ in range(_MOST_REFERENCES):
            if node is None or node.op is not Op.SAME or not isinstance(node.value, int):
                break
            node = node.parts[node.value] if node.value < len(node.parts) else None
        return node


@dataclass(slots=True, eq=False)
class Scope:
    """A program, class body, function or block."""

    kind: ScopeKind
    start: int
    parent: "Scope | None" = None
    name: str = ""
    branch: Branch = field(default_factory=Branch)
    """The part of the scope around it in which it stands."""
    of_class: bool = False
    """Of a method: whether it is called on the class and not on an instance. Of a body: whether its methods are."""
    is_module: bool = False
    """Of a body: whether its methods may be called on itself and on what takes it in."""
    names: dict[str, list[Bound]] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()
    """Names of positional parameters; "" for one that is taken apart."""
    block_parameter: str = ""
    """The parameter that is the block of the call."""
    defaults: dict[str, Node] = field(default_factory=dict)
    results: list[Node | None] = field(default_factory=list)
    """What it may give: the value of its last statement and of each `return`."""
    calls: list[Call] = field(default_factory=list)
    inner: "list[Scope]" = field(default_factory=list)
    call: Call | None = None
    """Of a block: the call that it is given to."""
    bases: tuple[str, ...] = ()
    """Of a body: the superclass and the modules that it takes in, as written."""
    depth: int = 0
    """Scopes around it."""
    reach: Callable[[str], Reach] = local
    """Tells to what a name belongs; a scope has it from the scope around it."""

    def __post_init__(self) -> None:
        """Take over what the scope around it knows."""
        if self.parent is not None:
            self.reach = self.parent.reach

    @property
    def owner(self) -> "Scope":
        """The class body or program that it belongs to."""
        scope = self
        while scope.kind not in _OWNERS and scope.parent is not None:
            scope = scope.parent
        return scope

    @property
    def frame(self) -> "Scope":
        """The function, body or program whose variables it sees."""
        scope = self
        while scope.kind is ScopeKind.BLOCK and scope.parent is not None:
            scope = scope.parent
        return scope


@dataclass(slots=True, eq=False)
class Seen:
    """An expression whose text is looked at, and where it stands."""

    node: Node
    scope: Scope
    branch: Branch


@dataclass(slots=True, eq=False)
class Unit:
    """A source in this representation."""

    source: bytes
    line_at: Callable[[int], int]
    """Gives the line of a byte, from 1."""
    text: Callable[[int, int], str]
    """Gives the source between two bytes."""
    scope: Scope
    scopes: list[Scope] = field(default_factory=list)
    bodies: dict[str, list[Scope]] = field(default_factory=dict)
    """Classes and modules by the last word of their name."""
    methods: dict[str, list[Scope]] = field(default_factory=dict)
    constants: dict[str, list[Bound]] = field(default_factory=dict)
    """Constants by their last word, wherever they are assigned."""
    aliases: dict[str, str] = field(default_factory=dict)
    literals: list[Seen] = field(default_factory=list)
    """Texts that may name an address or a place."""
    joins: list[Seen] = field(default_factory=list)
    """Texts that are put together from several parts."""
    own_data: Node | None = None
    """Data that the source keeps behind its end."""
    problems: list[str] = field(default_factory=list)
    """Why parts of the source may not be read."""
    is_code: bool = True
    """Whether most of it parses."""
    too_deep: bool = False
    """Whether scopes nest deeper than they are read."""
    decrypts: bool = False
    """Whether a method named `decrypt` is called anywhere."""

    def line(self, node: Node) -> int:
        """Return the line of a node."""
        return self.line_at(node.start)

    def release(self) -> None:
        """Cut the references between scopes and what is in them, so that they are freed without a collection."""
        for scope in self.scopes:
            for table in (scope.names, scope.calls, scope.inner, scope.results, scope.defaults):
                table.clear()
        for kept in (self.bodies, self.methods, self.constants, self.scopes, self.literals, self.joins):
            kept.clear()


def visible(name: str, scope: Scope) -> list[Bound] | None:
    """Return the bindings of a variable as a scope sees it; None if it has none."""
    reach = scope.reach(name)
    if reach is Reach.OWNER:
        return scope.owner.names.get(name)
    current: Scope | None = scope
    if reach is Reach.PROGRAM:
        while current is not None and current.parent is not None:
            current = current.parent
    around = reach is Reach.AROUND
    left_function = False
    while current is not None:
        # A function does not see what the body of the class around it binds.
        if not left_function or current.kind is not ScopeKind.BODY:
            found = current.names.get(name)
            if found is not None:
                return found
            if current.kind not in CLOSURES and not around:
                return None
        left_function = left_function or current.kind is ScopeKind.FUNCTION
        current = current.parent
    return None


def inside(nodes: Sequence[Node | None], most: int) -> Iterator[Node]:
    """Yield expressions and the expressions inside them, at most so many."""
    waiting = [node for node in nodes if node is not None]
    for _ in range(most):
        if not waiting:
            return
        node = waiting.pop(0)
        yield node
        waiting += [part for part in node.parts if part is not None]
