"""The walker: its state, its loop, and what every visit of a node needs.

Three rules keep it quick. A node that is kept is never asked for its children (`named_children` is remembered by
the node and would keep the whole tree in memory as objects): it is fetched a second time with `child`. A node
with very many children is gone through with a cursor. One or two children are fetched by number: `named_children`
makes an object of every sign between them first.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tree_sitter import Node

from pratique.analysis.languages.javascript.escapes import identifier, unescape
from pratique.analysis.languages.javascript.grammar import CLASSES, ERROR_KIND, FUNCTIONS, LEAVES, Kinds
from pratique.analysis.languages.javascript.scopes import (
    Bound,
    Class,
    Function,
    Given,
    How,
    Index,
    Scope,
)

MANY = 4096
"""Children above which a node is gone through with a cursor."""
SHORTEST_TEXT = 6
"""Bytes of a text literal, quotes included, below which it names nothing."""
_LONGEST_TEXT = 200_000
FEW = 2
"""Children up to which each is fetched by its number."""
_BATCH = 256
_NONE: list[Any] = []
"""In place of all lists that stay empty."""
_MOST_LOOKED_AT = 4
_MOST_PARENTHESES = 20
_MOST_PATH = 20
"""Levels of a pattern that is taken apart."""

Visit = Callable[["Walker", Node, Scope, list[Node]], None]


@dataclass(frozen=True, slots=True)
class Visits:
    """What to do with each kind of node, and the numbers of the kinds that visits ask about."""

    table: list[Visit | None]
    """By kind number; None: nothing below is of interest."""
    functions: frozenset[int]
    classes: frozenset[int]
    lexical: frozenset[int]
    """Declarations that belong to the block they stand in."""
    comments: frozenset[int]
    identifier: frozenset[int]
    member: frozenset[int]
    subscript: frozenset[int]
    parentheses: frozenset[int]
    computed: frozenset[int]
    """Names of properties that stand in brackets."""
    declarators: frozenset[int]
    strings: frozenset[int]
    types: frozenset[int]
    parameters: frozenset[int]
    block: frozenset[int]
    arrow: frozenset[int]


def visits(kinds: Kinds, handlers: dict[str, Visit]) -> Visits:
    """Number the handlers by the kinds of a grammar. A kind without handler is gone into."""
    table: list[Visit | None] = [into] * (ERROR_KIND + 1)
    for name in LEAVES:
        for number in kinds.of(name):
            table[number] = None
    for name, handler in handlers.items():
        for number in kinds.of(name):
            table[number] = handler
    table[ERROR_KIND] = _broken
    return Visits(
        table=table,
        functions=kinds.of(*FUNCTIONS),
        classes=kinds.of(*CLASSES),
        lexical=kinds.of(
            "lexical_declaration", "function_declaration", "generator_function_declaration", *CLASSES
        ),
        comments=kinds.of("comment", "html_comment"),
        identifier=kinds.of("identifier"),
        member=kinds.of("member_expression"),
        subscript=kinds.of("subscript_expression"),
        parentheses=kinds.of("parenthesized_expression"),
        computed=kinds.of("computed_property_name"),
        declarators=kinds.of("variable_declarator"),
        strings=kinds.of("string", "template_string"),
        types=kinds.of("type_annotation"),
        parameters=kinds.of("formal_parameters"),
        block=kinds.of("statement_block"),
        arrow=kinds.of("arrow_function"),
    )


class Walker:
    """Goes through a tree function by function and notes what it finds in `index`."""

    def __init__(self, source: bytes, root: Node, known: Visits) -> None:
        file = Function(root, None)
        self.source = source
        self.known = known
        self.table = known.table
        self.functions = known.functions
        self.comments = known.comments
        self.identifiers = known.identifier
        self.members = known.member
        self.slice = _slicer(source)
        """The bytes of a node."""
        self.name = _speller(source)
        """The bytes of a name, escapes carried out; the same object whenever a name comes again."""
        self._texts: dict[bytes, bytes] = {}
        self.index = Index(file, file.scope)
        self.spare_bytes = _MOST_LOOKED_AT * len(source)
        """Bytes of arrays that may yet be looked at in vain: those inside of each other are looked at again and again."""
        self.environment = b"env" in source
        """Whether the environment may be read at all."""
        self.runs_text = b"eval" in source or b"Function" in source
        """Whether `eval` or its like may be handed on."""
        self._pending: list[tuple[Node | Iterable[Node], Scope]] = []

    def run(self, root: Node) -> Index:
        """Walk everything below the root."""
        pending = self._pending
        pending.append((root, self.index.scope))
        del root
        while pending:
            waiting, scope = pending.pop()
            if isinstance(waiting, Node):
                many = waiting.child_count >= MANY
                nodes: Iterable[Node] = children(waiting) if many else waiting.named_children
            else:
                nodes = waiting if isinstance(waiting, list) else iter(waiting)
            # Whoever holds on to a node holds its children too, once they were asked for.
            del waiting
            if isinstance(nodes, list):
                self._walk(nodes, scope)
            else:
                while batch := list(islice(nodes, _BATCH)):
                    self._walk(batch, scope)
        for function in self.index.functions.values():
            # Nothing is added any more, and of tens of thousands most are empty.
            function.inner = function.inner or _NONE
            function.returns = function.returns or _NONE
            function.aliases = function.aliases or _NONE
            function.parameters = function.parameters or _NONE
        return self.index

    def _walk(self, stack: list[Node], scope: Scope) -> None:
        table = self.table
        pop = stack.pop
        while stack:
            node = pop()
            visit = table[node.kind_id]
            if visit is None:
                continue
            if visit is not into:
                visit(self, node, scope, stack)
                continue
            # `into`, written out: a quarter of all nodes have one child or two, and most of these are leaves.
            count = node.named_child_count
            if count > FEW:
                if node.child_count >= MANY:
                    self.later(children(node), scope)
                else:
                    stack += node.named_children
            elif count:
                first = node.named_child(0)
                if table[first.kind_id] is not None:
                    stack.append(first)
                if count > 1:
                    last = node.named_child(1)
                    if table[last.kind_id] is not None:
                        stack.append(last)

    def later(self, nodes: Node | Iterable[Node], scope: Scope) -> None:
        """Put nodes, or the children of one node, aside: to be walked in another scope, or one by one."""
        self._pending.append((nodes, scope))

    def block(self, scope: Scope) -> Scope:
        """A new scope for a block of the same function."""
        inner = Scope(scope, scope.function)
        self.index.blocks.append(inner)
        return inner

    def key(self, node: Node) -> bytes | None:
        """The name of a property as written before a colon or in brackets; None when it is computed."""
        kind = node.type
        if kind in {"property_identifier", "private_property_identifier", "identifier", "number"}:
            return self.name(node)
        if kind == "string":
            return unescape(self.slice(node)[1:-1]).encode("utf-8", "replace")
        return None

    def text(self, node: Node, scope: Scope) -> None:
        """Keep a text literal or a piece of a template for a look at it."""
        start, end = node.start_byte, node.end_byte
        if end - start >= SHORTEST_TEXT:
            raw = self.source[start : end if end - start < _LONGEST_TEXT else start + _LONGEST_TEXT]
            self.index.texts.add(self._texts.setdefault(raw, raw), start, scope)

    def push(self, node: Node | None, stack: list[Node]) -> None:
        """Walk a node next, unless nothing below it is of interest."""
        if node is not None and self.table[node.kind_id] is not None:
            stack.append(node)

    def unwrapped(self, node: Node) -> Node:
        """What stands inside parentheses."""
        for _ in range(_MOST_PARENTHESES):
            if node.kind_id not in self.known.parentheses:
                break
            inner = next((child for child in node.named_children if child.kind_id not in self.comments), None)
            if inner is None:
                break
            node = inner
        return node

    def function(
        self, node: Node, scope: Scope, given: Given | None = None, owner: Class | None = None
    ) -> Function:
        """Note a function and put its body aside."""
        known = self.known
        function = Function(node, scope, given, owner)
        self.index.functions[node.id] = function
        scope.function.inner.append(function)
        last = node.child_count - 1
        for number in range(last):
            part = node.child(number)
            kind = part.kind_id
            if kind in known.parameters:
                self._parameters(part, function)
            elif kind in known.identifier:
                self._head(node, part, function)
        body = node.child(last)
        if body.kind_id in known.block:
            self._pending.append((body, function.scope))
        else:
            function.arrow = True
            function.returns.append((body, function.scope))
            again = node.child(last)
            if self.table[again.kind_id] is not None:
                self.later([again], function.scope)
        return function

    def _head(self, node: Node, part: Node, function: Function) -> None:
        """An identifier before the body: the name of the function, or the only parameter of an arrow function."""
        if node.kind_id in self.known.arrow:
            function.arrow = True
            self._parameter(part, function, 0)
        elif node.type == "function_expression":
            bound = Bound(How.LOCAL, function.scope, target=function)
            function.scope.names.setdefault(self.name(part), []).append(bound)

    def _parameters(self, whole: Node, function: Function) -> None:
        if whole.child_count > MANY:
            return
        count = whole.named_child_count
        place = 0
        for parameter in map(whole.named_child, range(count)) if count <= FEW else whole.named_children:
            if parameter.kind_id not in self.comments:
                self._parameter(parameter, function, place)
                place += 1

    def _parameter(self, node: Node, function: Function, place: int) -> None:
        scope = function.scope
        if node.kind_id in self.identifiers:
            name = self.name(node)
            bound = Bound(How.PARAMETER, scope, None, (), function, place)
            scope.names.setdefault(name, []).append(bound)
            function.parameters.append(name)
            return
        pattern: Node | None = node
        default = None
        if node.type in {"required_parameter", "optional_parameter"}:
            default = node.child_by_field_name("value")
            pattern = node.child_by_field_name("pattern")
        elif node.type == "assignment_pattern":
            default = node.child_by_field_name("right")
            pattern = node.child_by_field_name("left")
        if pattern is None:
            return
        if default is not None:
            self.later([default], scope)
            default = node.child_by_field_name("right") or node.child_by_field_name("value")
        for name, path in self.bindings(pattern, scope):
            bound = Bound(How.PARAMETER, scope, default, path, function, place)
            scope.names.setdefault(name, []).append(bound)
        function.parameters.append(self.name(pattern) if pattern.kind_id in self.identifiers else b"")
        function.rest = function.rest or pattern.type == "rest_pattern"

    def bindings(self, pattern: Node, scope: Scope) -> Iterator[tuple[bytes, tuple[bytes | int, ...]]]:
        """Give each name that a pattern binds, with the path to its value; defaults are put aside to be walked."""
        waiting: list[tuple[Node, tuple[bytes | int, ...]]] = [(pattern, ())]
        while waiting:
            node, path = waiting.pop()
            if len(path) > _MOST_PATH:
                continue
            kind = node.type
            if kind in {"identifier", "shorthand_property_identifier_pattern"}:
                name = self.name(node)
                yield name, path if kind == "identifier" else (*path, name)
            elif kind == "array_pattern" and node.child_count < MANY:
                waiting.extend((child, (*path, place)) for place, child in _elements(node))
            elif kind in {"object_pattern", "rest_pattern"} and node.child_count < MANY:
                waiting.extend((child, path) for child in node.named_children)
            elif kind == "pair_pattern":
                key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
                if key is not None and value is not None:
                    waiting.append((value, (*path, self.key(key) or b"")))
            elif kind in {"assignment_pattern", "object_assignment_pattern"}:
                left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
                if left is not None and right is not None:
                    waiting.append((left, path))
                    self.later([right], scope)


def _slicer(source: bytes) -> Callable[[Node], bytes]:
    def sliced(node: Node) -> bytes:
        return source[node.start_byte : node.end_byte]

    return sliced


def _speller(source: bytes) -> Callable[[Node], bytes]:
    """What gives a name: each of them lies in memory once, where a bundle has a hundred thousand of a few."""
    names: dict[bytes, bytes] = {}
    once = names.setdefault
    if b"\\u" not in source:

        def plain(node: Node) -> bytes:
            found = source[node.start_byte : node.end_byte]
            return once(found, found)

        return plain

    def spelt(node: Node) -> bytes:
        found = source[node.start_byte : node.end_byte]
        name = identifier(found) if b"\\" in found else found
        return once(name, name)

    return spelt


def into(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    """Walk the children of a node in the same scope; the loop does so by itself when it meets this visit."""
    if node.child_count < MANY:
        stack += node.named_children
    else:
        walker.later(children(node), scope)


def children(node: Node) -> Iterator[Node]:
    """The named children of a node, one at a time: none is kept."""
    cursor = node.walk()
    if node.child_count < MANY and cursor.node is not None:
        # The cursor's node is another one, which remembers its children no longer than this loop lasts.
        yield from cursor.node.named_children
        return
    more = cursor.goto_first_child()
    while more:
        if cursor.node is not None and cursor.node.is_named:
            # The cursor keeps its node: the one that is given is made anew.
            child = cursor.node.walk().node
            assert child is not None
            given = [child]
            del child
            yield given.pop()
        more = cursor.goto_next_sibling()


def _broken(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    walker.index.broken_bytes += node.end_byte - node.start_byte
    into(walker, node, scope, stack)


def _elements(node: Node) -> Iterator[tuple[int, Node]]:
    """The elements of an array pattern with their places, which count the holes."""
    place = 0
    for child in node.children:
        if child.type == ",":
            place += 1
        elif child.is_named:
            yield place, child
