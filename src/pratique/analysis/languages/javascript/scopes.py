"""Scopes, functions and bindings of a JavaScript source, as the walk finds them."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from tree_sitter import Node


class How(Enum):
    """How a name gets its value."""

    ASSIGN = auto()
    ELEMENT = auto()
    """Each element of the value in turn: `for (const x of value)`."""
    EXTEND = auto()
    """`name += value`, `name.push(value)`, `name[index] = value`."""
    FILLED = auto()
    """`form.append(key, value)`, `address.searchParams.set(key, value)`: it stays what it is, and holds the value."""
    IMPORT = auto()
    """From `module`."""
    LOCAL = auto()
    """A function or class of the file."""
    PARAMETER = auto()
    """Parameter number `place` of `target`."""
    CAUGHT = auto()
    """What a `try` throws, whose `catch` is `node`; only one that reads the answer of a request."""
    OTHER = auto()
    """Declared without value, caught, or taken apart in a way that is not followed."""


@dataclass(slots=True, eq=False)
class Scope:
    """A function's or block's names. `function` is what its code belongs to."""

    parent: "Scope | None"
    function: "Function"
    names: dict[bytes, list["Bound"]] = field(default_factory=dict)


class Texts:
    """Text literals with their quotes, pieces of templates without: bytes, place of the first byte, scope.

    They are kept in columns: a tuple for each of a hundred thousand takes three times the memory.
    """

    __slots__ = ("_raws", "_scopes", "_starts")

    def __init__(self) -> None:
        self._raws: list[bytes] = []
        self._starts = array("I")
        self._scopes: list[Scope] = []

    def __iter__(self) -> Iterator[tuple[bytes, int, Scope]]:
        return zip(self._raws, self._starts, self._scopes, strict=True)

    def add(self, raw: bytes, start: int, scope: Scope) -> None:
        """Keep one, behind those that are kept already."""
        self._raws.append(raw)
        self._starts.append(start)
        self._scopes.append(scope)


@dataclass(slots=True, eq=False)
class Bound:
    """One place where a name gets a value; `node` is the value's expression, to be read in `scope`."""

    how: How
    scope: Scope
    node: Node | None = None
    path: tuple[bytes | int, ...] = ()
    """The way from the value to what the name holds, for one that is taken apart."""
    target: "Function | Class | None" = None
    place: int = 0
    """The number of a parameter, whose default is `node`."""
    module: str = ""


@dataclass(slots=True, eq=False)
class Given:
    """A function handed to a call: as argument number `place`, or called on the spot when `place` is None."""

    call: Node
    scope: Scope
    place: int | None


@dataclass(slots=True, eq=False)
class Function:
    """A function, method, arrow function, or the whole file."""

    node: Node
    outer: Scope | None
    """The scope in which it stands; None for the file."""
    given: Given | None = None
    owner: "Class | None" = None
    arrow: bool = False
    scope: Scope = field(init=False)
    parameters: list[bytes] = field(default_factory=list)
    """Names of the parameters, in order; empty for one that is taken apart."""
    returns: list[tuple[Node, Scope]] = field(default_factory=list)
    inner: list["Function"] = field(default_factory=list)
    rest: bool = False
    """Whether its last parameter takes all further arguments."""
    aliases: list[tuple[Scope, bytes]] = field(default_factory=list)
    """Names it is known by, each seen from a scope."""
    key: bytes = b""
    """The property it is known by."""

    def __post_init__(self) -> None:
        self.scope = Scope(self.outer, self)


@dataclass(slots=True, eq=False)
class Class:
    """A class; `constructor` stands for its field initialisers, which run for each instance."""

    constructor: Function
    body: Function | None = None
    """The constructor that the source spells out."""
    base: "Bound | None" = None
    """The class that it extends."""
    methods: dict[bytes, Function] = field(default_factory=dict)
    fields: dict[bytes, Bound] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Call:
    """A call or `new`, and the scope it stands in. `name` is the called identifier or the last property."""

    node: Node
    scope: Scope
    name: bytes
    new: bool = False


@dataclass(slots=True, eq=False)
class Asked:
    """A module asked for by a statement."""

    module: str
    line: int


@dataclass(slots=True, eq=False)
class Set:
    """`object.name = value`, or a property given to an object in another way."""

    object: Node
    bound: Bound
    written: bytes = b""
    """The left side as the source has it, where a call makes the name."""


@dataclass(slots=True, eq=False)
class Exported:
    """What a statement exports under a name: a name of the file, an expression, or what `path` names in `module`.

    `name` is empty where all of a module is handed on (`export * from "./b"`).
    """

    name: bytes
    scope: Scope
    local: bytes = b""
    node: Node | None = None
    module: str = ""
    path: tuple[bytes, ...] = ()


@dataclass(slots=True, eq=False)
class Index:
    """All that the walk found."""

    file: Function
    scope: Scope
    functions: dict[int, Function] = field(default_factory=dict)
    """By the id of its node."""
    classes: dict[int, Class] = field(default_factory=dict)
    blocks: list[Scope] = field(default_factory=list)
    """Scopes of blocks."""
    named_calls: dict[bytes, list[Call]] = field(default_factory=dict)
    """Calls of a plain identifier, by its name."""
    member_calls: list[Call] = field(default_factory=list)
    """Calls of a member that some table names, of a computed member, or of another expression."""
    method_calls: list[Call] = field(default_factory=list)
    """All other calls of a member."""
    handing: list[Call] = field(default_factory=list)
    """Calls that are given `eval` or its like as an argument."""
    reads: list[tuple[Node, Scope]] = field(default_factory=list)
    """Members that some table names, standing elsewhere than in a call."""
    unpacked: list[tuple[Node, Node, Scope]] = field(default_factory=list)
    """Pattern and value of `const {a, b} = value`."""
    imports: list[Asked] = field(default_factory=list)
    exported: list[Exported] = field(default_factory=list)
    texts: Texts = field(default_factory=Texts)
    assigned: dict[bytes, list[Bound]] = field(default_factory=dict)
    """Assignments to names, each to be resolved from its own scope."""
    properties: dict[bytes, list[Set]] = field(default_factory=dict)
    """Assignments to properties, by the property's name."""
    computed: list[tuple[Node, Node, Bound]] = field(default_factory=list)
    """Functions that are given to a property whose name a call makes: object, name and function."""
    methods: set[bytes] = field(default_factory=set)
    """Names under which some function of the file is a property."""
    imported: list[tuple[Bound, int]] = field(default_factory=list)
    """Names that import statements bind, and the lines of these."""
    kept_environments: list[tuple[Node, Scope]] = field(default_factory=list)
    environment_names: set[bytes] = field(default_factory=set)
    upper_reads: dict[bytes, list[tuple[Node, Scope]]] = field(default_factory=dict)
    """`name.UPPER` by the name: what may be variables of an environment that a variable keeps."""
    """`process.env` where a variable keeps it: what is read of it is told where it is read."""
    hides_globals: bool = False
    """Whether a member of a global object is asked for by a name that is put together."""
    broken_bytes: int = 0
    """Bytes that the parser could not make sense of."""

    def release(self) -> None:
        """Take apart what refers to itself, so that all is freed at once and no collector has to look for it."""
        for scope in self.blocks:
            scope.names.clear()
        for made in self.classes.values():
            _release(made.constructor)
        for function in (self.file, *self.functions.values()):
            _release(function)


def lookup(scope: Scope | None, name: bytes) -> Scope | None:
    """The scope that declares a name, seen from `scope`; None for a global."""
    while scope is not None:
        if name in scope.names:
            return scope
        scope = scope.parent
    return None


def _release(function: Function) -> None:
    function.scope.names.clear()
    function.inner.clear()
    function.returns.clear()
    function.aliases.clear()
    function.given = function.owner = None
    del function.scope
