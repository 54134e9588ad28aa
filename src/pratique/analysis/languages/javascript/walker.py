"""The walker: its state, its loop, and what every visit of a node needs.

Two rules keep it quick. A node that is kept is never asked for its children (`named_children` is remembered by
the node and would keep the whole tree in memory as objects): it is fetched a second time with `child`. A node
with very many children is gone through with a cursor.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

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
    Text,
)

MANY = 4096
"""Children above which a node is gone through with a cursor."""
SHORTEST_TEXT = 6
"""Bytes of a text literal, quotes included, below which it names nothing."""
_LONGEST_TEXT = 200_000
_MOST_PARENTHESES = 20

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
    strings: frozenset[int]
    calls: frozenset[int]


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
        strings=kinds.of("string", "template_string"),
        calls=kinds.of("call_expression", "new_expression"),
    )


class Walker:
    """Goes through a tree function by function and notes what it finds in `index`."""

    def __init__(self, source: bytes, root: Node, known: Visits) -> None:
        file = Function(root, None)
        self.source = source
        self.known = known
        self.index = Index(file, file.scope)
        self._pending: list[tuple[Iterable[Node], Scope]] = []

    def run(self, nodes: Iterable[Node]) -> Index:
        """Walk from the children of the root."""
        pending = self._pending
        pending.append((nodes, self.index.scope))
        while pending:
            waiting, scope = pending.pop()
            for node in waiting:
                self._walk(node, scope)
        return self.index

    def _walk(self, start: Node, scope: Scope) -> None:
        table = self.known.table
        stack = [start]
        pop = stack.pop
        while stack:
            node = pop()
            visit = table[node.kind_id]
            if visit is None:
                continue
            if visit is into:
                if node.child_count < MANY:
                    stack += node.named_children
                else:
                    self.later(children(node), scope)
            else:
                visit(self, node, scope, stack)

    def later(self, nodes: Iterable[Node], scope: Scope) -> None:
        """Put nodes aside, to be walked in another scope or one by one."""
        self._pending.append((nodes, scope))

    def slice(self, node: Node) -> bytes:
        """The bytes of a node."""
        return self.source[node.start_byte : node.end_byte]

    def name(self, node: Node) -> bytes:
        """The bytes of a name, escapes carried out."""
        found = self.source[node.start_byte : node.end_byte]
        return identifier(found) if b"\\" in found else found

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
        if end - start < SHORTEST_TEXT:
            return
        raw = self.source[start : min(end, start + _LONGEST_TEXT)]
        plain = b"\\" not in raw
        self.index.texts.append(
            Text(raw if plain else unescape(raw).encode("utf-8", "replace"), start, scope, plain)
        )

    def push(self, node: Node | None, stack: list[Node]) -> None:
        """Walk a node next, unless nothing below it is of interest."""
        if node is not None and self.known.table[node.kind_id] is not None:
            stack.append(node)

    def unwrapped(self, node: Node) -> Node:
        """What stands inside parentheses."""
        for _ in range(_MOST_PARENTHESES):
            if node.kind_id not in self.known.parentheses:
                break
            inner = next(
                (child for child in node.named_children if child.kind_id not in self.known.comments), None
            )
            if inner is None:
                break
            node = inner
        return node

    def function(
        self, node: Node, scope: Scope, *, given: Given | None = None, owner: Class | None = None
    ) -> Function:
        """Note a function and put its body aside."""
        function = Function(node, scope, given=given, owner=owner, arrow=node.type == "arrow_function")
        self.index.functions[node.id] = function
        scope.function.inner.append(function)
        self._parameters(node, function)
        name = node.child_by_field_name("name")
        if name is not None and node.type == "function_expression":
            function.scope.names.setdefault(self.name(name), []).append(
                Bound(How.LOCAL, function.scope, target=function)
            )
        body = node.child_by_field_name("body")
        if body is None:
            return function
        if body.type == "statement_block":
            self.later(children(body), function.scope)
        else:
            function.returns.append((body, function.scope))
            again = node.child_by_field_name("body")
            self.later([again] if again is not None else [], function.scope)
        return function

    def _parameters(self, node: Node, function: Function) -> None:
        single = node.child_by_field_name("parameter")
        if single is not None:
            self._parameter(single, function, 0)
            return
        whole = node.child_by_field_name("parameters")
        if whole is None or whole.child_count > MANY:
            return
        place = 0
        for parameter in whole.named_children:
            if parameter.kind_id not in self.known.comments:
                self._parameter(parameter, function, place)
                place += 1

    def _parameter(self, node: Node, function: Function, place: int) -> None:
        if node.type in {"required_parameter", "optional_parameter"}:
            default = node.child_by_field_name("value")
            pattern = node.child_by_field_name("pattern")
        elif node.type == "assignment_pattern":
            default = node.child_by_field_name("right")
            pattern = node.child_by_field_name("left")
        else:
            default, pattern = None, node
        if pattern is None:
            return
        if default is not None:
            self.later([default], function.scope)
            default = node.child_by_field_name("right") or node.child_by_field_name("value")
        for name, path in self.bindings(pattern, function.scope):
            bound = Bound(How.PARAMETER, function.scope, default, path, function, place=place)
            function.scope.names.setdefault(name, []).append(bound)
        function.parameters.append(self.name(pattern) if pattern.type == "identifier" else b"")
        function.rest = function.rest or pattern.type == "rest_pattern"

    def bindings(self, pattern: Node, scope: Scope) -> Iterator[tuple[bytes, tuple[bytes | int, ...]]]:
        """Give each name that a pattern binds, with the path to its value; defaults are put aside to be walked."""
        waiting: list[tuple[Node, tuple[bytes | int, ...]]] = [(pattern, ())]
        while waiting:
            node, path = waiting.pop()
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


def into(walker: Walker, node: Node, scope: Scope, stack: list[Node]) -> None:
    """Walk the children of a node in the same scope; the loop does so by itself when it meets this visit."""
    if node.child_count < MANY:
        stack += node.named_children
    else:
        walker.later(children(node), scope)


def children(node: Node) -> Iterator[Node]:
    """The named children of a node, one at a time: none is kept."""
    cursor = node.walk()
    more = cursor.goto_first_child()
    while more:
        child = cursor.node
        if child is not None and child.is_named:
            yield child
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
