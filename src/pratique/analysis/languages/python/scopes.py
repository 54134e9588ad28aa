"""What is known of a Python source after one walk: scopes, bindings, calls, imports, literals worth a look."""

import ast
from dataclasses import dataclass, field
from enum import Enum, auto


class Binding(Enum):
    """How a name gets its value."""

    ASSIGN = auto()
    UNPACK = auto()
    """One element of the value; `place` is its position."""
    EXTEND = auto()
    """`name += value`."""
    GROW = auto()
    """`name.append(value)` and its like: the value becomes a part of it."""
    ELEMENT = auto()
    """Each element of the value in turn: loops and comprehensions."""
    ENTER = auto()
    """`with value as name`."""
    IMPORT = auto()
    LOCAL = auto()
    """A function or class of the file."""
    PARAMETER = auto()
    OTHER = auto()
    """Deleted, matched, caught: nothing is known."""


@dataclass(slots=True, eq=False)
class Block:
    """A part of a scope that runs as a whole: an arm of an `if`, the body of a loop."""

    parent: "Block | None" = None
    loop: bool = False
    main: bool = False
    """Below `if __name__ == "__main__"`."""
    never: bool = False
    """Below `if TYPE_CHECKING`."""

    def within(self, other: "Block") -> bool:
        """Whether it is `other` or inside it."""
        block: Block | None = self
        while block is not None:
            if block is other:
                return True
            block = block.parent
        return False


@dataclass(slots=True, eq=False)
class Bound:
    """One place where a name gets a value."""

    how: Binding
    scope: "Scope"
    block: Block
    line: int
    node: ast.expr | None = None
    name: str = ""
    """The dotted name of an import."""
    target: "Scope | None" = None
    place: int = 0


@dataclass(slots=True, eq=False)
class Scope:
    """A module, class, function or lambda."""

    node: ast.AST
    parent: "Scope | None" = None
    name: str = ""
    names: dict[str, list[Bound]] = field(default_factory=dict)
    attributes: dict[str, list[Bound]] = field(default_factory=dict)
    """Of a class: what its methods assign to `self`."""
    parameters: tuple[str, ...] = ()
    defaults: dict[str, ast.expr] = field(default_factory=dict)
    returns: list[tuple[ast.expr, Block]] = field(default_factory=list)
    calls: list["Called"] = field(default_factory=list)
    elsewhere: set[str] = field(default_factory=set)
    """Names declared `global` or `nonlocal`."""

    is_class: bool = field(init=False)
    """Whether it is the body of a class."""

    def __post_init__(self) -> None:
        self.is_class = self.node.__class__ is ast.ClassDef


@dataclass(slots=True, eq=False)
class Called:
    """One call and where it is."""

    node: ast.Call
    scope: Scope
    block: Block


@dataclass(slots=True, eq=False)
class Seen:
    """An expression worth a look, and where it is."""

    node: ast.expr
    scope: Scope
    block: Block


@dataclass(slots=True, eq=False)
class Asked:
    """An import statement's module."""

    module: str
    line: int
    scope: Scope
    block: Block


@dataclass(slots=True, eq=False)
class Index:
    """All that the walk found."""

    module: Scope
    block: Block
    """The module's own level."""
    scopes: list[Scope] = field(default_factory=list)
    imports: list[Asked] = field(default_factory=list)
    literals: list[Seen] = field(default_factory=list)
    blobs: list[Seen] = field(default_factory=list)
    """Long texts and bytes, which may be something encoded."""
    joins: list[Seen] = field(default_factory=list)
    """Sums with two text constants side by side, paths put together, and subscripts of text: a search does not find what they spell."""
    patched: list[tuple[str, ast.expr, Scope]] = field(default_factory=list)
    """Names given to methods of other objects (`command.run = run`): method, name, where."""
    replaced: list[tuple[Seen, ast.expr | None]] = field(default_factory=list)
    """Attributes of others that are given a name, or that bear one of a function by which keys are made or used; and the value."""
    lookups: list[Seen] = field(default_factory=list)
    """Reads of `environ`, and names of `exec` and `eval` wherever they stand."""

    def release(self) -> None:
        """Cut the links from scopes to what is in them, so that the tree is freed without a garbage collection."""
        for scope in self.scopes:
            scope.names.clear()
            scope.attributes.clear()
            scope.calls.clear()
        self.scopes.clear()


def is_main(test: ast.expr) -> bool:
    """Whether a test is `__name__ == "__main__"`."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not isinstance(test.ops[0], ast.Eq):
        return False
    sides = (test.left, test.comparators[0])
    name = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    return name and any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)


def function_line(scope: Scope) -> int:
    """The line on which the function or class begins that code of the scope stands in; 0 at the level of the module."""
    current: Scope | None = scope
    while current is not None and isinstance(current.node, ast.Lambda):
        current = current.parent
    return int(getattr(current.node, "lineno", 0)) if current is not None else 0


def class_of(scope: Scope) -> Scope | None:
    """The class that a method, or a function inside it, belongs to."""
    current: Scope | None = scope
    while current is not None and not current.is_class:
        current = current.parent
    return current


def line_of(node: ast.AST) -> int:
    """The line of a node; 0 when it has none."""
    return int(getattr(node, "lineno", 0))
