"""What a call is given: positional arguments, keywords, a block."""

from dataclasses import dataclass, field

from pratique.analysis.languages.ruby.nodes import Node, Program

_NOT_POSITIONAL = frozenset(("pair", "block_argument", "hash_splat_argument", "heredoc_body"))
_CONSTANT_KEYS = frozenset(("hash_key_symbol", "simple_symbol", "string"))


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of one call."""

    positional: tuple[Node, ...] = ()
    pairs: dict[str, Node] = field(default_factory=dict)
    """Keyword arguments, and the pairs of a hash without braces, by their constant key."""
    others: tuple[Node, ...] = ()
    """Values of pairs whose key is no constant, and hashes splatted in."""
    block: Node | None = None
    passed: Node | None = None
    """What stands behind `&`."""

    def at(self, place: int) -> Node | None:
        """The positional argument there."""
        return self.positional[place] if place < len(self.positional) else None

    def rest(self) -> "Arguments":
        """The same without the first positional argument."""
        return Arguments(self.positional[1:], self.pairs, self.others, self.block, self.passed)

    def everything(self) -> tuple[Node, ...]:
        """All arguments, keywords and what stands behind `&` last."""
        passed = (self.passed,) if self.passed is not None else ()
        return (*self.positional, *self.pairs.values(), *self.others, *passed)


def arguments_of(node: Node, program: Program) -> Arguments:
    """Read the arguments of a call, a subscript, a `yield` or a command in backquotes."""
    if node.kind == "subshell":
        return Arguments((node,))
    if node.kind == "element_reference":
        return Arguments(tuple(node.children[1:]))
    listed = node.part("arguments")
    if listed is None and node.kind == "yield" and node.children:
        listed = node.children[0]
    block = node.part("block")
    if listed is None:
        return Arguments(block=block)
    pairs: dict[str, Node] = {}
    others: list[Node] = []
    passed: list[Node] = []
    for child in listed.children:
        if child.kind == "pair":
            _sort_in(child, program, pairs, others)
        elif child.kind == "hash_splat_argument":
            others += child.children
        elif child.kind == "block_argument":
            passed += child.children
    positional = tuple(child for child in listed.children if child.kind not in _NOT_POSITIONAL)
    return Arguments(positional, pairs, tuple(others), block, passed[0] if passed else None)


def _sort_in(pair: Node, program: Program, pairs: dict[str, Node], others: list[Node]) -> None:
    key, value = pair.part("key"), pair.part("value")
    if value is None:
        return
    if key is not None and key.kind in _CONSTANT_KEYS:
        pairs[program.text(key).strip(":\"'")] = value
    else:
        others.append(value)


def receiver_of(node: Node) -> Node | None:
    """The expression that a call is made on."""
    return node.part("receiver") or node.part("object")


def method_name(node: Node, program: Program) -> str:
    """The name of the method that a call names."""
    if node.kind == "call":
        named = node.part("method")
        return program.text(named) if named is not None else "()"
    if node.kind == "element_reference":
        return "[]"
    if node.kind == "subshell":
        return "`"
    return program.text(node) if node.kind == "identifier" else node.kind
