"""One walk over a tree that notes scopes, bindings, calls, and literals worth a look. Without recursion."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from pratique.analysis.languages.places import WORTH_A_LOOK
from pratique.analysis.languages.ruby import misreading, vocabulary
from pratique.analysis.languages.ruby.binding import DECLARING, LISTS, Binder, visible
from pratique.analysis.languages.ruby.nodes import Node, Program
from pratique.analysis.languages.ruby.scopes import (
    MOST_NESTED,
    Binding,
    Branch,
    Called,
    Index,
    Scope,
    ScopeKind,
    Seen,
)

_TEXTS = frozenset(
    ("string", "heredoc_beginning", "chained_string", "delimited_symbol", "subshell", "simple_symbol")
)
_ARMS = frozenset(("then", "else", "elsif", "when", "in_clause", "rescue"))
_MODIFIERS = frozenset(("if_modifier", "unless_modifier", "rescue_modifier"))
_LOOP_MODIFIERS = frozenset(("while_modifier", "until_modifier"))
_REPEATING = vocabulary.ITERATORS | {"loop"}
_SHORT_CIRCUIT = frozenset(("&&", "||", "and", "or"))
_FILE_IS_MAIN = frozenset(("$0", "$PROGRAM_NAME"))
_OPERATOR_BINDINGS = {
    "||=": Binding.DEFAULT,
    "&&=": Binding.DEFAULT,
    "+=": Binding.GROW,
    "<<=": Binding.GROW,
}
_MOST_JOINS = 5_000
_MOST_HINTED = 200_000


def collect(program: Program) -> Index:
    """Walk a tree once."""
    return _Walk(program).run()


class _Walk:
    def __init__(self, program: Program) -> None:
        self._program = program
        scope = Scope(ScopeKind.PROGRAM, program.root)
        self.index = Index(program, scope, [scope], {id(program.root): scope})
        self._binder = Binder(self.index)
        self._stack: list[tuple[Node, Scope, Branch]] = []
        self._given: dict[int, Called] = {}
        """Blocks by their node, with the call that they are given to."""
        self._joined: set[int] = set()

    def run(self) -> Index:
        misreading.note_comments(self._program)
        self._push(self._program.root.children, self.index.scope, self.index.scope.branch)
        stack, handlers = self._stack, self._HANDLERS
        while stack:
            node, scope, branch = stack.pop()
            handler = handlers.get(node.kind)
            if handler is not None:
                handler(self, node, scope, branch)
            elif node.kind in _ARMS:
                self._push(node.children, scope, Branch(branch))
            else:
                self._push(node.children, scope, branch)
        return self.index

    def _push(self, nodes: Sequence[Node], scope: Scope, branch: Branch) -> None:
        if self._program.broken_bytes:
            misreading.note_neighbours(self._program, nodes)
        if scope.depth > MOST_NESTED:
            self.index.too_deep = True
            return
        handlers = self._HANDLERS
        self._stack += [
            (node, scope, branch) for node in reversed(nodes) if node.children or node.kind in handlers
        ]

    def _open(self, kind: ScopeKind, node: Node, scope: Scope, branch: Branch, name: str = "") -> Scope:
        inner = Scope(kind, node, scope, name, branch, depth=scope.depth + 1)
        scope.inner.append(inner)
        self.index.scopes.append(inner)
        self.index.by_node[id(node)] = inner
        return inner

    def _called(self, node: Node, method: str, scope: Scope, branch: Branch) -> Called:
        called = Called(node, method, scope, branch)
        scope.calls.append(called)
        return called

    # What opens scopes

    def _on_method(self, node: Node, scope: Scope, branch: Branch) -> None:
        named = node.part("name")
        name = self._program.text(named) if named is not None else ""
        inner = self._open(ScopeKind.METHOD, node, scope, branch, name)
        in_singleton = scope.kind is ScopeKind.BODY and scope.node.kind == "singleton_class"
        inner.singleton = node.kind == "singleton_method" or in_singleton
        self.index.methods.setdefault(name, []).append(inner)
        self._enter(inner, Branch())
        self._push(_present(node.part("object")), scope, branch)

    def _on_body(self, node: Node, scope: Scope, branch: Branch) -> None:
        named = node.part("name")
        name = self._program.text(named) if named is not None else ""
        inner = self._open(ScopeKind.BODY, node, scope, branch, name)
        superclass = node.part("superclass")
        if superclass is not None and superclass.children:
            inner.bases = (self._program.text(superclass.children[0]),)
        if name:
            self.index.bodies.setdefault(name.rpartition("::")[2], []).append(inner)
        self._push(_present(node.part("body")), inner, Branch())
        self._push(_present(named, superclass, node.part("value")), scope, branch)

    def _on_block(self, node: Node, scope: Scope, branch: Branch) -> None:
        inner = self._open(ScopeKind.BLOCK, node, scope, branch)
        inner.call = self._given.pop(id(node), None)
        self._binder.define(inner)
        loops = inner.call is not None and inner.call.method in _REPEATING
        self._enter(inner, Branch(branch, loop=loops))

    def _on_lambda(self, node: Node, scope: Scope, branch: Branch) -> None:
        self._enter(self._open(ScopeKind.BLOCK, node, scope, branch), Branch(branch))

    def _enter(self, scope: Scope, branch: Branch) -> None:
        """Bind the parameters of a method or block, and go on with their defaults and its body."""
        defaults = [*self._binder.parameters(scope.node.part("parameters"), scope)]
        body = scope.node.part("body")
        is_lambda = body is not None and scope.node.kind == "lambda"
        self._push(
            [*defaults, *(body.children if body is not None and is_lambda else _present(body))], scope, branch
        )

    # What binds names

    def _on_assignment(self, node: Node, scope: Scope, branch: Branch) -> None:
        left, right = node.part("left"), node.part("right")
        if left is None or right is None:
            self._push(node.children, scope, branch)
            return
        self._binder.assign(left, Binding.ASSIGN, right, scope, branch, node.end)
        self._push([*_within_target(left), right], scope, branch)

    def _on_operator_assignment(self, node: Node, scope: Scope, branch: Branch) -> None:
        left, right = node.part("left"), node.part("right")
        if left is None or right is None:
            self._push(node.children, scope, branch)
            return
        how = _OPERATOR_BINDINGS.get(node.operator, Binding.SET)
        if left.kind == "identifier" and visible(self._program.text(left), scope) is None:
            self._binder.assign(left, Binding.OTHER, None, scope, branch, node.start)
        self._binder.assign(left, how, right, scope, branch, node.end)
        self._push([*_within_target(left), right], scope, branch)

    def _on_for(self, node: Node, scope: Scope, branch: Branch) -> None:
        pattern, value = node.part("pattern"), node.part("value")
        self._push(_present(node.part("body")), scope, Branch(branch, loop=True))
        if pattern is not None and value is not None and value.children:
            self._binder.assign(pattern, Binding.ELEMENT, value.children[0], scope, branch, value.end)
            self._push([*_within_target(pattern), value], scope, branch)

    def _on_case(self, node: Node, scope: Scope, branch: Branch) -> None:
        value = node.part("value")
        for clause in node.children:
            pattern = clause.part("pattern") if clause.kind == "in_clause" else None
            if pattern is not None:
                self._binder.match(pattern, value, scope, branch, pattern.end)
        self._push(node.children, scope, branch)

    def _on_match(self, node: Node, scope: Scope, branch: Branch) -> None:
        pattern = node.part("pattern")
        if pattern is not None:
            self._binder.match(pattern, node.part("value"), scope, branch, node.end)
        self._push(node.children, scope, branch)

    def _on_exception(self, node: Node, scope: Scope, branch: Branch) -> None:
        for child in node.children:
            self._binder.assign(child, Binding.OTHER, None, scope, branch, node.end)
            self._push(_within_target(child), scope, branch)

    def _on_alias(self, node: Node, _scope: Scope, _branch: Branch) -> None:
        new, old = node.part("name"), node.part("alias")
        if new is not None and old is not None:
            text = self._program.text
            self.index.aliases[text(new).lstrip(":")] = text(old).lstrip(":")

    # What branches

    def _on_if(self, node: Node, scope: Scope, branch: Branch) -> None:
        condition = node.part("condition")
        main = condition is not None and self._is_main(condition)
        for child in reversed(node.children):
            arm = (
                branch
                if child is condition
                else Branch(branch, main=main and child is not node.part("alternative"))
            )
            self._push([child], scope, arm)

    def _is_main(self, condition: Node) -> bool:
        left, right = condition.part("left"), condition.part("right")
        if condition.operator != "==" or left is None or right is None:
            return False
        sides = {self._program.text(left), self._program.text(right)}
        return "__FILE__" in sides and bool(sides & _FILE_IS_MAIN)

    def _on_loop(self, node: Node, scope: Scope, branch: Branch) -> None:
        looped = Branch(branch, loop=True)
        self._push(node.children, scope, looped)

    # What is noted

    def _on_call(self, node: Node, scope: Scope, branch: Branch) -> None:
        named = node.part("method")
        method = self._program.text(named) if named is not None else "()"
        receiver, arguments, block = node.part("receiver"), node.part("arguments"), node.part("block")
        parts = arguments.children if arguments is not None else []
        called = self._called(node, method, scope, branch)
        if block is not None:
            self._given[id(block)] = called
        if method == "decrypt":
            self.index.says_decrypt = True
        if receiver is not None:
            self._binder.grow(receiver, method, parts, scope, branch, node.end)
            if method.endswith("!") and len(method) > 1:
                self._binder.change(receiver, node, scope, branch)
        if method in DECLARING:
            self._binder.declare(called, parts, receiver, branch)
        # The name of the method is no expression of its own, unless it is `(...)` behind a call.
        self._push([child for child in node.children if child is not named or child.children], scope, branch)

    def _on_identifier(self, node: Node, scope: Scope, branch: Branch) -> None:
        name = self._program.text(node)
        if visible(name, scope) is None and not self._binder.implicit(name, scope):
            self._called(node, name, scope, branch)

    def _on_subshell(self, node: Node, scope: Scope, branch: Branch) -> None:
        self._called(node, "`", scope, branch)
        self._on_string(node, scope, branch)

    def _on_super(self, node: Node, scope: Scope, branch: Branch) -> None:
        self._called(node, "super", scope, branch)

    def _on_pair(self, node: Node, scope: Scope, branch: Branch) -> None:
        key = node.part("key")
        if key is not None and key.kind == "hash_key_symbol" and node.part("value") is None:
            # `name:` alone is `name: name`.
            value = Node("identifier", key.start, key.end)
            node.parts["value"] = value
            node.children.append(value)
        self._push(node.children, scope, branch)

    def _on_element(self, node: Node, scope: Scope, branch: Branch) -> None:
        self._called(node, "[]", scope, branch)
        self._push(node.children, scope, branch)

    def _on_yield(self, node: Node, scope: Scope, branch: Branch) -> None:
        self._called(node, "yield", scope, branch)
        self._push(node.children, scope, branch)

    def _on_return(self, node: Node, scope: Scope, branch: Branch) -> None:
        home = scope.frame if node.kind == "return" else scope
        for child in node.children:
            for first in child.children[:1]:
                misreading.note_label(self._program, first)
            home.returns.extend(child.children[:1] if len(child.children) == 1 else [child])
        self._push(node.children, scope, branch)

    def _on_binary(self, node: Node, scope: Scope, branch: Branch) -> None:
        left, right = node.part("left"), node.part("right")
        misreading.note_leaving(self._program, node)
        if node.operator in _SHORT_CIRCUIT and left is not None and right is not None:
            self._push([right], scope, Branch(branch))
            self._push([left], scope, branch)
            return
        if node.operator == "<<" and left is not None and right is not None:
            self._binder.grow(left, "<<", [right], scope, branch, node.end)
        if node.operator == "=~" and left is not None and right is not None and left.kind == "regex":
            self._binder.captures(left, right, scope, branch, node.end)
        if node.operator in {"+", "<<"} and id(node) not in self._joined:
            self._join(node, scope, branch)
        self._push(node.children, scope, branch)

    def _join(self, top: Node, scope: Scope, branch: Branch) -> None:
        """Note a sum with at least two texts in it."""
        texts, node = 0, top
        while node.kind == "binary" and node.operator in {"+", "<<"}:
            self._joined.add(id(node))
            right, left = node.part("right"), node.part("left")
            if right is None or left is None:
                break
            texts += right.kind in _TEXTS
            node = left
        if texts + (node.kind in _TEXTS) >= 2 and len(self.index.joins) < _MOST_JOINS:
            self.index.joins.append(Seen(top, scope, branch))

    def _on_string(self, node: Node, scope: Scope, branch: Branch) -> None:
        self._check(node, scope)
        self._on_text(node, scope, branch)

    def _on_text(self, node: Node, scope: Scope, branch: Branch) -> None:
        body = node.body if node.body is not None else node
        text = self._program.text(body)
        if WORTH_A_LOOK(text, 0, _MOST_HINTED) is not None:
            self.index.literals.append(Seen(node, scope, branch))
        elif len(node.children) > 1 and len(text) < _MOST_HINTED and len(self.index.joins) < _MOST_JOINS:
            self.index.joins.append(Seen(node, scope, branch))
        self._push(node.children, scope, branch)

    def _on_chain(self, node: Node, scope: Scope, branch: Branch) -> None:
        misreading.note_neighbours(self._program, node.children)
        self._on_text(node, scope, branch)

    def _on_literal(self, node: Node, scope: Scope, branch: Branch) -> None:
        self._check(node, scope)
        self._push(node.children, scope, branch)

    def _on_end(self, node: Node, _scope: Scope, _branch: Branch) -> None:
        misreading.note_end(self._program, node)

    def _check(self, literal: Node, scope: Scope) -> None:
        misreading.note_literal(self._program, literal, lambda name: self._binder.is_variable(name, scope))

    _HANDLERS: ClassVar[Mapping[str, Callable[["_Walk", Node, Scope, Branch], None]]] = {
        **dict.fromkeys(("method", "singleton_method"), _on_method),
        **dict.fromkeys(("class", "module", "singleton_class"), _on_body),
        **dict.fromkeys(("block", "do_block"), _on_block),
        "lambda": _on_lambda,
        "assignment": _on_assignment,
        "operator_assignment": _on_operator_assignment,
        "for": _on_for,
        "case_match": _on_case,
        **dict.fromkeys(("match_pattern", "test_pattern"), _on_match),
        "exception_variable": _on_exception,
        "alias": _on_alias,
        **dict.fromkeys(("if", "unless", "conditional", *_MODIFIERS), _on_if),
        **dict.fromkeys(("while", "until", *_LOOP_MODIFIERS), _on_loop),
        "call": _on_call,
        "identifier": _on_identifier,
        "subshell": _on_subshell,
        "element_reference": _on_element,
        "yield": _on_yield,
        "super": _on_super,
        "pair": _on_pair,
        **dict.fromkeys(("return", "next", "break"), _on_return),
        "binary": _on_binary,
        **dict.fromkeys(("string", "heredoc_beginning"), _on_string),
        "bare_string": _on_text,
        "chained_string": _on_chain,
        **dict.fromkeys(
            ("regex", "string_array", "symbol_array", "delimited_symbol", "character"), _on_literal
        ),
        "uninterpreted": _on_end,
    }


def _present(*nodes: Node | None) -> list[Node]:
    return [node for node in nodes if node is not None]


def _within_target(target: Node) -> list[Node]:
    """The expressions inside what is assigned to: `a.b[c] = 1` asks for `a.b` and `c`."""
    found, waiting = list[Node](), [target]
    while waiting:
        part = waiting.pop()
        if part.kind in {"call", "element_reference"}:
            named = part.part("method")
            found += [child for child in part.children if child is not named]
        elif part.kind in LISTS:
            waiting += reversed(part.children)
    return found
