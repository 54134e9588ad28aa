"""The names that a module exports, and what stands behind each: a function or class of the file, or something of another file."""

from collections.abc import Iterator

from tree_sitter import Node

from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.literals import properties_of
from pratique.analysis.languages.javascript.nearby import Near, is_near, text_of
from pratique.analysis.languages.javascript.scopes import Class, Exported, Function, How, Scope, Set, lookup
from pratique.analysis.languages.javascript.source import Source
from pratique.analysis.languages.values import Value

Held = Function | Class | str
"""What a name stands for; text is a name in another file, as `nearby.text_of` has it."""

WHOLE = "default"
"""The name of what a module is as a whole: `module.exports = f`, `export default f`."""
ALL = "*"
_OF_MODULE = frozenset((b"exports", b"module.exports"))
_GETTERS = frozenset((b"__export", b"_export", b"__exportAll"))
"""Functions that compilers write, which give an object getters: `__export(exports, {go: () => go})`."""
_HANDING_ON = frozenset((b"__exportStar", b"_exportStar", b"__reExport", b"_export_star"))
_MADE = frozenset(("new_expression", "object"))
_MOST_NAMES = 2_000
_MOST_DEEP = 3
_MOST_MEMBERS = 200
_MOST_WRAPPED = 3


def exported(source: Source, near: Near | None) -> Iterator[tuple[str, Held]]:
    """Give each exported name with what it stands for; the members of objects and classes by dotted names."""
    work = _Exports(source, near)
    for name, held in work.all():
        yield name.removeprefix(f"{WHOLE}.") or WHOLE, held


class _Exports:
    def __init__(self, source: Source, near: Near | None) -> None:
        self._index = source.index
        self._evaluator: Evaluator = source.evaluator
        self._near = near
        self._left = _MOST_NAMES
        self._set_on: dict[bytes, list[tuple[bytes, Set]]] | None = None
        self._following: set[tuple[int, bytes]] = set()
        """The variables behind which is being looked: minified code gives one to the other and back."""

    def all(self) -> Iterator[tuple[str, Held]]:
        for one in self._index.exported:
            yield from self._by_statement(one)
        for key, places in self._index.properties.items():
            for place in places:
                owner = place.object
                text = self._evaluator.slice(owner) if owner.end_byte - owner.start_byte < 20 else b""
                whole = text == b"this" and place.bound.scope.function.outer is None
                if whole or text in _OF_MODULE:
                    yield from self._of(_spelt(key), place.bound.node, place.bound.scope, 0)
                elif key == b"exports" and text == b"module":
                    yield from self._of(WHOLE, place.bound.node, place.bound.scope, 0)
        for name in sorted(_GETTERS | _HANDING_ON):
            for call in self._index.named_calls.get(name, ()):
                yield from self._by_compiler(call.node, call.scope, handing_on=name in _HANDING_ON)
        yield from self._defined()

    def _by_statement(self, one: Exported) -> Iterator[tuple[str, Held]]:
        if one.module:
            if is_near(one.module):
                target = text_of((one.module, tuple(map(_spelt, one.path))))
                yield _spelt(one.name) or ALL, target
        elif one.local:
            yield from self._of_name(_spelt(one.name), one.local, one.scope, 0)
        else:
            yield from self._of(_spelt(one.name), one.node, one.scope, 0)

    def _by_compiler(self, node: Node, scope: Scope, *, handing_on: bool) -> Iterator[tuple[str, Held]]:
        arguments = node.child(node.child_count - 1)
        given = [arguments.named_child(place) for place in range(min(arguments.named_child_count, 3))]
        for argument in given:
            found = self._near.of(argument, scope) if handing_on and self._near is not None else None
            if found is not None:
                yield ALL, text_of(found)
            elif not handing_on and argument.type == "object":
                yield from self._getters(argument, scope)

    def _getters(self, node: Node, scope: Scope) -> Iterator[tuple[str, Held]]:
        value = self._evaluator.ask(node, scope)
        for key, held in properties_of(self._evaluator, value.literal).items() if value.literal else ():
            getter = self._index.functions.get(held.id)
            for returned, inside in getter.returns[:1] if getter is not None else ():
                yield from self._of(_spelt(key), returned, inside, 0)

    def _defined(self) -> Iterator[tuple[str, Held]]:
        """`Object.defineProperty(exports, "go", {get: function () { return go; }})`, `Object.assign(exports, {go})`."""
        source = self._evaluator.source
        if b"defineProperty" not in source and b"assign" not in source:
            return
        for call in (*self._index.member_calls, *self._index.method_calls):
            if call.name == b"defineProperty":
                yield from self._by_definition(call.node, call.scope)
            elif call.name == b"assign":
                yield from self._by_assigning(call.node, call.scope)

    def _by_assigning(self, node: Node, scope: Scope) -> Iterator[tuple[str, Held]]:
        arguments = node.child(node.child_count - 1)
        given = [
            arguments.named_child(place) for place in range(min(arguments.named_child_count, _MOST_WRAPPED))
        ]
        if given and self._evaluator.slice(given[0]) in _OF_MODULE:
            for argument in given[1:]:
                found = self._near.of(argument, scope) if self._near is not None else None
                if found is not None:
                    yield ALL, text_of(found)
                else:
                    yield from self._of(WHOLE, argument, scope, 0)

    def _by_definition(self, node: Node, scope: Scope) -> Iterator[tuple[str, Held]]:
        arguments = node.child(node.child_count - 1)
        if (
            arguments.named_child_count < 3
            or self._evaluator.slice(arguments.named_child(0)) not in _OF_MODULE
        ):
            return
        key, what = arguments.named_child(1), arguments.named_child(2)
        literal = self._evaluator.ask(what, scope).literal
        if key.type != "string" or literal is None:
            return
        name = _spelt(self._evaluator.slice(key)[1:-1])
        for kind, held in properties_of(self._evaluator, literal).items():
            getter = self._index.functions.get(held.id)
            if kind == b"value":
                yield from self._of(name, held, literal.scope, 0)
            elif kind == b"get" and getter is not None:
                for returned, inside in getter.returns[:1]:
                    yield from self._of(name, returned, inside, 0)

    # What stands behind a name

    def _of_name(self, name: str, local: bytes, scope: Scope, deep: int) -> Iterator[tuple[str, Held]]:
        owner = lookup(scope, local)
        place = (id(owner), local)
        if owner is None or place in self._following:
            return
        self._following.add(place)
        yield from self._behind(name, local, owner, deep)
        self._following.discard(place)

    def _behind(self, name: str, local: bytes, owner: Scope, deep: int) -> Iterator[tuple[str, Held]]:
        if deep <= _MOST_DEEP:
            yield from self._members(name, local, deep)
        for bound in owner.names[local][:2]:
            if bound.how is How.LOCAL and bound.target is not None:
                yield from self._of_target(name, bound.target, deep)
            elif bound.how is How.IMPORT or bound.path:
                found = self._near.bound(bound) if self._near is not None else None
                if found is not None:
                    yield name, text_of(found)
            elif bound.how is How.ASSIGN:
                yield from self._of(name, bound.node, bound.scope, deep)

    def _of(self, name: str, node: Node | None, scope: Scope, deep: int) -> Iterator[tuple[str, Held]]:
        if node is None or not name or deep > _MOST_DEEP or self._left <= 0:
            return
        self._left -= 1
        if node.type == "assignment_expression":
            # `exports = module.exports = f`
            yield from self._of(name, node.child(node.child_count - 1), scope, deep)
            return
        target: Function | Class | None = self._index.functions.get(node.id) or self._index.classes.get(
            node.id
        )
        if target is not None:
            yield from self._of_target(name, target, deep)
            return
        if node.type == "identifier":
            yield from self._of_name(name, self._evaluator.slice(node), scope, deep)
            return
        found = self._near.of(node, scope) if self._near is not None else None
        if found is not None:
            yield name, text_of(found)
            return
        if node.type in {"string", "number", "template_string", "true", "false", "array"}:
            return
        yield from self._of_value(name, node, self._evaluator.ask(node, scope), scope, deep)

    def _of_value(
        self, name: str, node: Node, value: Value, scope: Scope, deep: int
    ) -> Iterator[tuple[str, Held]]:
        if isinstance(value.target, Function | Class):
            yield from self._of_target(name, value.target, deep)
        elif value.literal is not None and value.literal.node.type == "object":
            literal = value.literal
            for key, held in list(properties_of(self._evaluator, literal).items())[:_MOST_MEMBERS]:
                member = f"{name}.{_spelt(key)}"
                if held.type == "shorthand_property_identifier":
                    yield from self._of_name(member, self._evaluator.slice(held), literal.scope, deep + 1)
                else:
                    yield from self._of(member, held, literal.scope, deep + 1)
            yield from self._spread(name, literal.node, literal.scope)
        elif node.type in {"call_expression", "new_expression"}:
            arguments = node.child(node.child_count - 1)
            for place in range(min(arguments.named_child_count, _MOST_WRAPPED)):
                yield from self._of(name, arguments.named_child(place), scope, deep + 1)

    def _spread(self, name: str, node: Node, scope: Scope) -> Iterator[tuple[str, Held]]:
        """`{...require("./b")}`."""
        count = min(node.named_child_count, _MOST_MEMBERS)
        for place in range(count if self._near is not None else 0):
            child = node.named_child(place)
            if child.type == "spread_element" and child.named_child_count and self._near is not None:
                found = self._near.of(child.named_child(0), scope)
                if found is not None:
                    yield f"{name}.{ALL}" if name != WHOLE else ALL, text_of(found)

    def _of_target(self, name: str, target: Function | Class, deep: int) -> Iterator[tuple[str, Held]]:
        yield name, target
        self._left -= 1
        if deep > _MOST_DEEP or self._left <= 0:
            return
        if isinstance(target, Class):
            yield from self._of_class(name, target, deep)
            return
        found = self._near.returned(target) if self._near is not None else None
        if found is not None:
            yield name, text_of(found)
        for returned, scope in target.returns[:1]:
            if self._makes(returned, scope):
                yield from self._of(name, returned, scope, deep + 1)
        for _, alias in target.aliases[:2]:
            yield from self._members(name, alias, deep)

    def _of_class(self, name: str, target: Class, deep: int) -> Iterator[tuple[str, Held]]:
        for key, method in list(target.methods.items())[:_MOST_MEMBERS]:
            yield from self._of_target(f"{name}.{_spelt(key)}", method, deep + 1)
        for key, field in list(target.fields.items())[:_MOST_MEMBERS]:
            yield from self._of(f"{name}.{_spelt(key)}", field.node, field.scope, deep + 1)
        if target.base is None:
            return
        base = self._near.bound(target.base) if self._near is not None else None
        within = self._evaluator.bound(target.base).target
        if base is not None:
            yield name, text_of(base)
        elif isinstance(within, Class) and within is not target:
            yield from self._of_target(name, within, deep + 1)

    def _makes(self, node: Node, scope: Scope) -> bool:
        """Whether an expression is a new object, or a variable that holds one: what a function gives has members then."""
        if node.type == "identifier":
            name = self._evaluator.slice(node)
            owner = lookup(scope, name)
            bounds = owner.names[name] if owner is not None else []
            held = bounds[0].node if len(bounds) == 1 and bounds[0].how is How.ASSIGN else None
            return held is not None and held.type in _MADE
        while node.type == "parenthesized_expression" and node.named_child_count == 1:
            node = node.named_child(0)
        return node.type in _MADE

    def _members(self, name: str, alias: bytes, deep: int) -> Iterator[tuple[str, Held]]:
        """What is given to properties of a variable, of what it makes, and of its prototype."""
        for key, place in self._on(alias):
            member = name if key == b"prototype" else f"{name}.{_spelt(key)}"
            yield from self._of(member, place.bound.node, place.bound.scope, deep + 1)

    def _on(self, alias: bytes) -> list[tuple[bytes, Set]]:
        """What is set on a function of that name, on its prototype, and on `this` in it."""
        if self._set_on is None:
            self._set_on = {}
            for key, places in self._index.properties.items():
                for place in places:
                    owner = place.object
                    text = self._evaluator.slice(owner) if owner.end_byte - owner.start_byte < 100 else b""
                    if text == b"this":
                        names = [name for _, name in place.bound.scope.function.aliases[:1]]
                    else:
                        names = [text.removesuffix(b".prototype")]
                    for name in names:
                        self._set_on.setdefault(name, []).append((key, place))
        return self._set_on.get(alias, [])[:_MOST_MEMBERS]


def _spelt(key: bytes) -> str:
    return key.decode("utf-8", "replace")
