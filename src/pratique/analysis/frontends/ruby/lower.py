"""From the tree of a Ruby source to its representation for the engine, in one walk without recursion.

Each handler makes the node of an expression, and schedules the expressions inside it with the place in the node where
they go. Statements give no node, but bind names, open scopes and note calls.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from pratique.analysis.engine.ir import (
    OTHER,
    PASSED,
    Binding,
    Branch,
    Call,
    Node,
    Op,
    Scope,
    ScopeKind,
    Seen,
    Unit,
    visible,
)
from pratique.analysis.engine.places import WORTH_A_LOOK
from pratique.analysis.frontends.ruby import literals, misreading, vocabulary
from pratique.analysis.frontends.ruby.binding import DECLARING, Binder, reach, within_target
from pratique.analysis.frontends.ruby.nodes import Node as Raw
from pratique.analysis.frontends.ruby.nodes import Program, is_main, present, value_of

MOST_NESTED = 100
"""Scopes inside each other that are read."""
_MOST_JOINS = 5_000
_MOST_HINTED = 200_000
_MOST_PIECES = 20_000
_MOST_ITEMS = 200_000
_MOST_SPINE = 20_000
_TEXTS = frozenset(
    ("string", "heredoc_beginning", "chained_string", "delimited_symbol", "subshell", "simple_symbol")
)
_SHORT_CIRCUIT = frozenset(("&&", "||", "and", "or"))
_SIDES = frozenset(("rescue", "else"))
_PIECES = frozenset(("string_content", "heredoc_content", "escape_sequence"))
_WORDS = frozenset(("bare_string", "bare_symbol"))
_NO_VALUE = frozenset(("rescue", "ensure", "else", "heredoc_body", "uninterpreted"))
_CONSTANT_KEYS = frozenset(("hash_key_symbol", "simple_symbol", "string"))
_OPERATOR_BINDINGS = {
    "||=": Binding.DEFAULT,
    "&&=": Binding.DEFAULT,
    "+=": Binding.GROW,
    "<<=": Binding.GROW,
}
_REPEATING = vocabulary.ITERATORS | {"loop"}
OWN_PLACE = {"__FILE__": "./__FILE__", "__dir__": "."}
"""What stands for the place of the file: paths worked out from it are relative to the file."""
_ARGUMENT_VARIABLES = frozenset(("$*", "$ARGV"))

_Slot = tuple[list[Node | None], int]
_NOWHERE: _Slot = ([None], 0)


def lower(program: Program) -> Unit:
    """Make the representation of a source."""
    return _Lowering(program).run()


class _Lowering:
    def __init__(self, program: Program) -> None:
        self._program = program
        scope = Scope(ScopeKind.PROGRAM, 0, reach=reach)
        self._unit = Unit(program.source, program.line_at, program.text_between, scope, [scope])
        self._binder = Binder(program, self._unit)
        self._stack: list[tuple[Raw, Scope, Branch, _Slot]] = []
        self._given: dict[int, Call] = {}
        """Blocks by their raw nodes, with the call that they are given to."""
        self._defined: dict[int, str] = {}
        """Names of the methods that calls define by their blocks, by call."""
        self._bodies: set[int] = set()
        """Bodies of heredocs, which are read where the heredoc begins."""

    def run(self) -> Unit:
        misreading.note_comments(self._program)
        scope, raws = self._unit.scope, self._program.root.children
        scope.results.append(None)
        last = next((raw for raw in reversed(raws) if raw.kind not in _NO_VALUE), None)
        slots = [(raw, (scope.results, 0) if raw is last else _NOWHERE) for raw in raws]
        self._read([(raw, scope.branch, slot) for raw, slot in slots], scope)
        stack, handlers = self._stack, self._HANDLERS
        while stack:
            raw, scope, branch, (holder, place) = stack.pop()
            handler = handlers.get(raw.kind)
            if handler is None:
                self._push(raw.children, scope, branch)
            else:
                holder[place] = handler(self, raw, scope, branch)
        return self._unit

    # What is read next

    def _push(self, raws: Sequence[Raw], scope: Scope, branch: Branch) -> None:
        """Read these next, the first one first; nothing asks for their values."""
        self._read([(raw, branch, _NOWHERE) for raw in raws], scope)

    def _read(self, raws: Sequence[tuple[Raw, Branch, _Slot]], scope: Scope) -> None:
        """Read these next, the first one first. Each node goes to its slot."""
        if self._program.broken_bytes:
            misreading.note_neighbours(self._program, [raw for raw, _, _ in raws])
        if scope.depth > MOST_NESTED:
            self._unit.too_deep = True
            return
        handlers = self._HANDLERS
        for raw, branch, slot in reversed(raws):
            if raw.children or raw.kind in handlers:
                self._stack.append((raw, scope, branch, slot))

    def _node(self, op: Op, raw: Raw, value: object = None, parts: int = 0) -> Node:
        return Node(op, raw.start, raw.end, value, [None] * parts)

    def _same(self, raw: Raw) -> Node:
        return self._node(Op.SAME, raw, 0, 1)

    def _of(self, op: Op, raw: Raw, raws: Sequence[Raw], scope: Scope, branch: Branch) -> Node:
        """Make a node whose parts are these."""
        node = self._node(op, raw, None, len(raws))
        self._read([(part, branch, (node.parts, place)) for place, part in enumerate(raws)], scope)
        return node

    def _text(self, raw: Raw) -> str:
        return self._program.text(raw)

    def _open(self, kind: ScopeKind, raw: Raw, scope: Scope, branch: Branch) -> Scope:
        named = raw.part("name")
        name = self._text(named) if named is not None and kind is not ScopeKind.BLOCK else ""
        inner = Scope(kind, raw.start, scope, name, branch, depth=scope.depth + 1)
        scope.inner.append(inner)
        self._unit.scopes.append(inner)
        return inner

    # What opens scopes

    def _on_method(self, raw: Raw, scope: Scope, branch: Branch) -> None:
        inner = self._open(ScopeKind.METHOD, raw, scope, branch)
        inner.of_class = raw.kind == "singleton_method" or scope.of_class
        self._unit.methods.setdefault(inner.name, []).append(inner)
        self._enter(inner, raw, Branch())
        self._push(present(raw.part("object")), scope, branch)

    def _on_body(self, raw: Raw, scope: Scope, branch: Branch) -> None:
        inner = self._open(ScopeKind.BODY, raw, scope, branch)
        inner.of_class, inner.is_module = raw.kind == "singleton_class", raw.kind == "module"
        superclass = raw.part("superclass")
        if superclass is not None and superclass.children:
            inner.bases = (self._text(superclass.children[0]),)
        if inner.name:
            self._unit.bodies.setdefault(inner.name.rpartition("::")[2], []).append(inner)
        self._push(present(raw.part("body")), inner, Branch())
        self._push(present(raw.part("name"), superclass, raw.part("value")), scope, branch)

    def _on_block(self, raw: Raw, scope: Scope, branch: Branch) -> None:
        inner = self._open(ScopeKind.BLOCK, raw, scope, branch)
        call = inner.call = self._given.pop(id(raw), None)
        if call is not None:
            call.block = inner
            if call.method in vocabulary.DEFINERS and (name := self._defined.pop(id(call), "")):
                self._unit.methods.setdefault(name, []).append(inner)
        loops = call is not None and call.method in _REPEATING
        self._enter(inner, raw, Branch(branch, loop=loops))

    def _on_lambda(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        inner = self._open(ScopeKind.BLOCK, raw, scope, branch)
        self._enter(inner, raw, Branch(branch))
        return self._node(Op.FUNCTION, raw, inner)

    def _enter(self, scope: Scope, raw: Raw, branch: Branch) -> None:
        """Bind the parameters of a method or block, and read their defaults and the body."""
        body = raw.part("body")
        if body is not None and raw.kind == "lambda":
            body = body.part("body")
        scope.results.append(None)
        parts = self._parameters(raw.part("parameters"), scope, branch)
        parts += [(part, branch, (scope.results, 0)) for part in present(body)]
        self._read(parts, scope)

    def _parameters(self, raw: Raw | None, scope: Scope, branch: Branch) -> list[tuple[Raw, Branch, _Slot]]:
        names: list[str] = []
        defaults: list[tuple[Raw, Branch, _Slot]] = []
        for child in raw.children if raw is not None else ():
            named = child.part("name") or (child if child.kind == "identifier" else None)
            if named is None:
                for inner in child.children:
                    if inner.kind == "identifier":
                        self._binder.parameter(self._text(inner), scope)
                names.append("")
                continue
            name = self._text(named)
            self._binder.parameter(name, scope)
            if child.kind in {"identifier", "optional_parameter"}:
                names.append(name)
            elif child.kind == "block_parameter":
                scope.block_parameter = name
            default = child.part("value")
            if default is not None:
                node = scope.defaults[name] = self._same(default)
                defaults.append((default, branch, (node.parts, 0)))
        scope.parameters = tuple(names)
        return defaults

    # What binds names

    def _on_assignment(self, raw: Raw, scope: Scope, branch: Branch) -> Node | None:
        left, right = raw.part("left"), raw.part("right")
        if left is None or right is None:
            self._push(raw.children, scope, branch)
            return None
        how = Binding.ASSIGN
        if raw.kind == "operator_assignment":
            how = _OPERATOR_BINDINGS.get(raw.operator, Binding.SET)
            if left.kind == "identifier" and visible(self._text(left), scope) is None:
                self._binder.assign(left, Binding.OTHER, None, scope, branch, raw.start)
        node = self._same(right)
        node.start, node.end = raw.start, raw.end
        self._binder.assign(left, how, node, scope, branch, raw.end)
        inner = [(part, branch, _NOWHERE) for part in within_target(left)]
        self._read([*inner, (right, branch, (node.parts, 0))], scope)
        return node

    def _on_for(self, raw: Raw, scope: Scope, branch: Branch) -> None:
        pattern, value = raw.part("pattern"), raw.part("value")
        self._push(present(raw.part("body")), scope, Branch(branch, loop=True))
        if pattern is not None and value is not None and value.children:
            node = self._same(value.children[0])
            self._binder.assign(pattern, Binding.ELEMENT, node, scope, branch, value.end)
            inner = [(part, branch, _NOWHERE) for part in within_target(pattern)]
            self._read([*inner, (value.children[0], branch, (node.parts, 0))], scope)

    def _on_exception(self, raw: Raw, scope: Scope, branch: Branch) -> None:
        for child in raw.children:
            self._binder.assign(child, Binding.OTHER, None, scope, branch, raw.end)
            self._push(within_target(child), scope, branch)

    def _on_alias(self, raw: Raw, _scope: Scope, _branch: Branch) -> None:
        new, old = raw.part("name"), raw.part("alias")
        if new is not None and old is not None:
            self._unit.aliases[self._text(new).lstrip(":")] = self._text(old).lstrip(":")

    # What branches

    def _on_arms(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        """`if` and its like: the condition, and the parts of which one is the value."""
        condition = raw.part("condition")
        main = condition is not None and is_main(self._program, condition)
        names = ("body", "handler") if raw.part("body") is not None else ("consequence", "alternative")
        node = self._node(Op.EITHER, raw, None, 2)
        parts: list[tuple[Raw, Branch, _Slot]] = []
        for child in raw.children:
            arm = branch
            if child is not condition:
                arm = Branch(branch, main=main and child is not raw.part("alternative"))
            place = next((place for place, name in enumerate(names) if child is raw.part(name)), None)
            parts.append((child, arm, (node.parts, place) if place is not None else _NOWHERE))
        self._read(parts, scope)
        return node

    def _on_case(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        value = raw.part("value")
        held = self._same(value or raw)
        for clause in raw.children:
            pattern = clause.part("pattern") if clause.kind == "in_clause" else None
            if pattern is not None:
                self._binder.match(pattern, held, scope, branch, pattern.end)
        node = self._node(Op.EITHER, raw, None, len(raw.children))
        self._read(
            [
                (child, branch, (held.parts, 0) if child is value else (node.parts, place))
                for place, child in enumerate(raw.children)
            ],
            scope,
        )
        return node

    def _on_match(self, raw: Raw, scope: Scope, branch: Branch) -> None:
        pattern, value = raw.part("pattern"), raw.part("value")
        held = self._same(value or raw)
        if pattern is not None:
            self._binder.match(pattern, held, scope, branch, raw.end)
        self._read(
            [(child, branch, (held.parts, 0) if child is value else _NOWHERE) for child in raw.children],
            scope,
        )

    def _on_arm(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        """`then`, `else`, `when`, `in`, `rescue`: statements that may run or not."""
        return self._statements(raw, scope, Branch(branch))

    def _statements(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        """Read statements. The last is the value, or what a `rescue` or `else` gives."""
        clause = raw.kind in {"when", "in_clause", "rescue"}
        plain = [child for child in raw.children if child.kind not in _NO_VALUE]
        last = plain[-1] if plain and (not clause or plain[-1].kind == "then") else None
        tails = [child for child in raw.children if child is last or child.kind in _SIDES]
        node = self._node(Op.EITHER, raw, None, len(tails))
        slots = {id(child): (node.parts, place) for place, child in enumerate(tails)}
        self._read([(child, branch, slots.get(id(child), _NOWHERE)) for child in raw.children], scope)
        return node

    def _on_loop(self, raw: Raw, scope: Scope, branch: Branch) -> None:
        self._push(raw.children, scope, Branch(branch, loop=True))

    def _on_return(self, raw: Raw, scope: Scope, branch: Branch) -> None:
        home = scope.frame if raw.kind == "return" else scope
        parts: list[tuple[Raw, Branch, _Slot]] = []
        for child in raw.children:
            for first in child.children[:1]:
                misreading.note_label(self._program, first)
            value = child.children[0] if len(child.children) == 1 else child
            home.results.append(None)
            parts.append((value, branch, (home.results, len(home.results) - 1)))
        self._read(parts, scope)

    # Calls

    def _call(self, raw: Raw, name: str, scope: Scope, branch: Branch) -> Call:
        call = Call(Op.CALL, raw.start, raw.end, name, [None], scope=scope, branch=branch)
        scope.calls.append(call)
        return call

    def _arguments(self, call: Call, raws: Sequence[Raw]) -> list[tuple[Raw, Branch, _Slot]]:
        """Give a call its arguments; return what is to be read of them."""
        keys: list[str] = []
        waiting: list[tuple[Raw, Branch, _Slot]] = []

        def add(key: str, raw: Raw) -> None:
            keys.append(key)
            call.parts.append(None)
            waiting.append((raw, call.branch, (call.parts, len(keys))))

        for raw in raws:
            if raw.kind == "pair":
                key, value = raw.part("key"), value_of(raw)
                if key is not None and key.kind in _CONSTANT_KEYS:
                    add(self._text(key).strip(":\"'"), value)
                else:
                    waiting += [(part, call.branch, _NOWHERE) for part in present(key)]
                    add(OTHER, value)
            elif raw.kind in {"hash_splat_argument", "block_argument"}:
                for child in raw.children[:1]:
                    add(OTHER if raw.kind == "hash_splat_argument" else PASSED, child)
            elif raw.kind == "heredoc_body":
                waiting.append((raw, call.branch, _NOWHERE))
            else:
                add("", raw)
        call.keys = tuple(keys)
        return waiting

    def _on_call(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        named, receiver = raw.part("method"), raw.part("receiver")
        arguments, block = raw.part("arguments"), raw.part("block")
        name = self._text(named) if named is not None else "()"
        call = self._call(raw, name, scope, branch)
        call.written = True
        if block is not None:
            self._given[id(block)] = call
        self._unit.decrypts |= name == "decrypt"
        raws = arguments.children if arguments is not None else []
        parts = self._arguments(call, raws)
        if receiver is not None:
            parts.insert(0, (receiver, branch, (call.parts, 0)))
            self._binder.grow(receiver, call)
        if name in DECLARING:
            self._binder.declare(call, raws, receiver)
        if name in vocabulary.DEFINERS and raws:
            self._defined[id(call)] = self._binder.literal(raws[0])
        call.forwards = named is not None and named.kind == "super" and arguments is None
        known = {id(part) for part in (named, receiver, arguments, block)}
        rest = [child for child in raw.children if id(child) not in known]
        others = [*rest, *([named] if named is not None and named.children else []), *present(block)]
        self._read([*parts, *((part, branch, _NOWHERE) for part in others)], scope)
        return call

    def _on_identifier(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        name = self._text(raw)
        if name in OWN_PLACE:
            return self._node(Op.PATH, raw, name)
        if visible(name, scope) is None and not self._binder.implicit(name, scope):
            return self._call(raw, name, scope, branch)
        return self._node(Op.NAME, raw, name)

    def _on_subshell(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        call = self._call(raw, "`", scope, branch)
        call.keys = ("",)
        call.parts.append(self._on_string(raw, scope, branch))
        return call

    def _on_super(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        call = self._call(raw, "super", scope, branch)
        call.forwards = True
        return call

    def _on_element(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        call = self._call(raw, "[]", scope, branch)
        parts = self._arguments(call, raw.children[1:])
        self._read([(raw.children[0], branch, (call.parts, 0)), *parts] if raw.children else [], scope)
        return call

    def _on_yield(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        call = self._call(raw, "yield", scope, branch)
        self._read(self._arguments(call, raw.children[0].children if raw.children else []), scope)
        return call

    # Operators

    def _on_binary(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        operators, rights, current = list[str](), list[Raw](), raw
        short = raw.operator in _SHORT_CIRCUIT
        while current.kind == "binary" and len(rights) < _MOST_SPINE:
            left, right = current.part("left"), current.part("right")
            if left is None or right is None or (current.operator in _SHORT_CIRCUIT) != short:
                break
            misreading.note_leaving(self._program, current)
            operators.append(current.operator)
            rights.append(right)
            current = left
        raws = [current, *reversed(rights)]
        if not operators:
            self._push(raw.children, scope, branch)
            return self._node(Op.EITHER, raw)
        node = self._node(Op.EITHER if short else Op.OPERATOR, raw, tuple(reversed(operators)), len(raws))
        self._binder.operate(node, raws[0], scope, branch, raws[1].end)
        if all(operator in {"+", "<<"} for operator in operators):
            self._join(node, sum(part.kind in _TEXTS for part in raws) >= 2, scope, branch)
        arm = Branch(branch) if short else branch
        self._read(
            [(part, arm if place else branch, (node.parts, place)) for place, part in enumerate(raws)], scope
        )
        return node

    def _join(self, node: Node, wanted: bool, scope: Scope, branch: Branch) -> None:  # noqa: FBT001
        if wanted and len(self._unit.joins) < _MOST_JOINS:
            self._unit.joins.append(Seen(node, scope, branch))

    def _on_unary(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        node = self._of(Op.UNARY, raw, present(raw.part("operand")), scope, branch)
        node.value = raw.operator
        return node

    def _on_range(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        node = self._node(Op.RANGE, raw, raw.operator == "...", 2)
        ends = ((raw.part("begin"), 0), (raw.part("end"), 1))
        self._read([(part, branch, (node.parts, at)) for part, at in ends if part is not None], scope)
        return node

    # Texts and other literals

    def _on_string(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        self._check(raw, scope)
        return self._on_text(raw, scope, branch)

    def _on_text(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        body = raw.body if raw.body is not None else raw
        self._bodies.add(id(body))
        return self._noted(self._pieces(raw, body, scope, branch), body, scope, branch)

    def _noted(self, node: Node, body: Raw, scope: Scope, branch: Branch) -> Node:
        """Note a text that may name an address or a place, or is put together."""
        text = self._text(body)
        if WORTH_A_LOOK(text, 0, _MOST_HINTED) is not None:
            self._unit.literals.append(Seen(node, scope, branch))
        else:
            self._join(node, len(body.children) > 1 and len(text) < _MOST_HINTED, scope, branch)
        return node

    def _pieces(self, raw: Raw, body: Raw, scope: Scope, branch: Branch) -> Node:
        opening = self._text(raw)[: 40 if raw.body is not None else 3]
        is_raw = literals.is_raw(opening)
        node = self._node(Op.TEXT, raw, literals.after(opening, words=raw.kind in _WORDS))
        waiting: list[tuple[Raw, Branch, _Slot]] = []
        for child in body.children[:_MOST_PIECES]:
            if child.kind == "interpolation":
                waiting += [(inner, branch, _NOWHERE) for inner in child.children[:-1]]
                waiting += [(inner, branch, (node.parts, len(node.parts))) for inner in child.children[-1:]]
                node.parts.append(None if child.children else self._node(Op.CONST, child, ""))
            elif child.kind in _PIECES:
                piece = literals.piece(child.kind, self._text(child), is_raw=is_raw)
                node.parts.append(self._node(Op.CONST, child, piece))
        if len(body.children) > _MOST_PIECES:
            node.parts.append(None)
        if all(part is not None and part.op is Op.CONST for part in node.parts):
            whole = "".join(str(part.value) for part in node.parts if part is not None)
            return self._node(Op.CONST, raw, node.value(whole) if callable(node.value) else whole)
        self._read(waiting, scope)
        return node

    def _on_chain(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        misreading.note_neighbours(self._program, raw.children)
        node = self._of(Op.OPERATOR, raw, raw.children[:_MOST_PIECES], scope, branch)
        node.value = ("+",) * (len(node.parts) - 1)
        return self._noted(node, raw, scope, branch)

    def _on_heredoc(self, raw: Raw, scope: Scope, branch: Branch) -> None:
        if id(raw) not in self._bodies:
            self._push(raw.children, scope, branch)

    def _on_constant_text(self, raw: Raw, scope: Scope, _branch: Branch) -> Node | None:
        if raw.kind == "character":
            self._check(raw, scope)
        found = literals.CONSTANTS[raw.kind](self._text(raw))
        return self._node(Op.CONST, raw, found) if found is not None or raw.kind == "nil" else None

    def _on_regex(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        self._check(raw, scope)
        self._push(raw.children, scope, branch)
        return self._node(Op.PATTERN, raw, self._text(raw))

    def _on_list(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        if raw.kind in {"string_array", "symbol_array"}:
            self._check(raw, scope)
        return self._of(Op.LIST, raw, raw.children[:_MOST_ITEMS], scope, branch)

    def _on_hash(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        return self._of(Op.MAP, raw, raw.children[:_MOST_ITEMS], scope, branch)

    def _on_pair(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        node = self._same(raw)
        keys = [(part, branch, _NOWHERE) for part in present(raw.part("key"))]
        self._read([*keys, (value_of(raw), branch, (node.parts, 0))], scope)
        return node

    def _on_inner(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        return self._of(Op.SAME, raw, raw.children[-1:], scope, branch)

    def _on_splat(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        return self._of(Op.SPLAT, raw, raw.children[-1:], scope, branch)

    def _on_variable(self, raw: Raw, _scope: Scope, _branch: Branch) -> Node:
        name = self._text(raw)
        if name in _ARGUMENT_VARIABLES:
            return self._node(Op.PATH, raw, "ARGV")
        return self._node(Op.NAME, raw, name)

    def _on_constant(self, raw: Raw, scope: Scope, branch: Branch) -> Node:
        node = self._of(Op.PATH, raw, present(raw.part("scope")), scope, branch)
        node.value = self._text(raw).removeprefix("::")
        return node

    def _on_end(self, raw: Raw, _scope: Scope, _branch: Branch) -> None:
        misreading.note_end(self._program, raw)
        self._unit.own_data = self._node(Op.CONST, raw, self._text(raw).removeprefix("\n"))

    def _check(self, literal: Raw, scope: Scope) -> None:
        misreading.note_literal(self._program, literal, lambda name: self._binder.is_variable(name, scope))

    _HANDLERS: ClassVar[Mapping[str, Callable[["_Lowering", Raw, Scope, Branch], Node | None]]] = {
        **dict.fromkeys(("method", "singleton_method"), _on_method),
        **dict.fromkeys(("class", "module", "singleton_class"), _on_body),
        **dict.fromkeys(("block", "do_block"), _on_block),
        "lambda": _on_lambda,
        **dict.fromkeys(("assignment", "operator_assignment"), _on_assignment),
        "for": _on_for,
        **dict.fromkeys(("case", "case_match"), _on_case),
        **dict.fromkeys(("match_pattern", "test_pattern"), _on_match),
        "exception_variable": _on_exception,
        "alias": _on_alias,
        **dict.fromkeys(
            ("if", "unless", "conditional", "if_modifier", "unless_modifier", "rescue_modifier", "elsif"),
            _on_arms,
        ),
        **dict.fromkeys(("then", "else", "when", "in_clause", "rescue"), _on_arm),
        **dict.fromkeys(
            ("begin", "body_statement", "block_body", "parenthesized_statements", "do"), _statements
        ),
        **dict.fromkeys(("while", "until", "while_modifier", "until_modifier"), _on_loop),
        **dict.fromkeys(("return", "next", "break"), _on_return),
        "call": _on_call,
        "identifier": _on_identifier,
        "subshell": _on_subshell,
        "element_reference": _on_element,
        "yield": _on_yield,
        "super": _on_super,
        "binary": _on_binary,
        "unary": _on_unary,
        "range": _on_range,
        **dict.fromkeys(("string", "heredoc_beginning", "delimited_symbol"), _on_string),
        **dict.fromkeys(_WORDS, _on_text),
        "chained_string": _on_chain,
        "heredoc_body": _on_heredoc,
        **dict.fromkeys(literals.CONSTANTS, _on_constant_text),
        "regex": _on_regex,
        **dict.fromkeys(
            ("array", "string_array", "symbol_array", "right_assignment_list", "argument_list"), _on_list
        ),
        "hash": _on_hash,
        "pair": _on_pair,
        **dict.fromkeys(("block_argument", "hash_splat_argument", "in"), _on_inner),
        "splat_argument": _on_splat,
        **dict.fromkeys(("instance_variable", "class_variable", "global_variable"), _on_variable),
        **dict.fromkeys(("constant", "scope_resolution"), _on_constant),
        "self": lambda _lowering, raw, _scope, _branch: Node(Op.SELF, raw.start, raw.end),
        "uninterpreted": _on_end,
    }
