"""What expressions are of other files of the package: `require("./lib/core").go` is `./lib/core#go`.

Names alone decide, little is evaluated: what a file keeps of a module that it asks for by a path is followed through variables,
members, what compilers put around `require`, `await import()`, and `new`.
"""

import re
from collections.abc import Callable

from tree_sitter import Node

from pratique.analysis.languages.javascript import started, targets
from pratique.analysis.languages.javascript.callbacks import EACH
from pratique.analysis.languages.javascript.escapes import unescape
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.literals import properties_of
from pratique.analysis.languages.javascript.names import INTEROP
from pratique.analysis.languages.javascript.scopes import Bound, Function, How, Scope, lookup

Name = tuple[str, tuple[str, ...]]
"""A module as it is asked for, and the names in it."""

_NEAR = tuple(quote + path for quote in (b'"', b"'", b"`") for path in (b"./", b"../"))
_NEAR_CALLS = (
    re.compile(rb"require\s{0,9}\(\s{0,9}(?:(?![\"'`)])|[\"'`]\.{1,2}[\"'`])"),
    re.compile(rb"import\s{0,9}\(\s{0,9}(?:(?![\"'`)])|[\"'`]\.{1,2}[\"'`])"),
    re.compile(rb"from\s{0,9}[\"']\.{1,2}[\"']"),
)
"""Without any of these, a source asks for no file by a path. Each begins with a word, which is quick to look for."""
_WORD = re.compile(r"[\w$]{1,100}\Z")
ANY = b"*"
"""In place of a name: any that a module has."""
_MOST_DEEP = 12
_MOST_STEPS = 200
"""For one question."""
_MOST_STEPS_IN_ALL = 400_000
_MOST_SITES = 5
_MOST_RETURNS = 2
_MOST_BOUNDS = 6
_MOST_PATH = 8
_LONGEST = 40
"""Bytes of a name that is one of compilers or of such libraries."""
_INSIDE = frozenset(
    (
        "parenthesized_expression",
        "await_expression",
        "as_expression",
        "satisfies_expression",
        "non_null_expression",
    )
)
_SAME = INTEROP | {
    *(b"promisify", b"once", b"pify", b"thenify", b"callbackify", b"deprecate", b"promisifyAll"),
    *(b"freeze", b"seal", b"assign", b"resolve", b"create", b"memoize", b"debounce", b"throttle"),
}
"""Calls that give their first argument again, or something that acts like it, by their last name."""
_LAST = frozenset(("sequence_expression", "assignment_expression"))
_KEEPING = frozenset(("identifier", "this", "member_expression"))
_CHOOSING = frozenset(("||", "??", "&&"))


def text_of(name: Name) -> str:
    """A name as `facts.Call` and `facts.Definition` have it."""
    return f"{name[0]}#{'.'.join(name[1])}"


def may_be_near(source: bytes) -> bool:
    """Whether a source may ask for files of its own package at all."""
    return any(path in source for path in _NEAR) or any(call.search(source) for call in _NEAR_CALLS)


class Near:
    """Answers what expressions of one source are of other files."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._known: dict[tuple[int, bytes], Name | None] = {}
        self._modules: dict[int, str | None] = {}
        self._steps = _MOST_STEPS
        self._all_steps = _MOST_STEPS_IN_ALL

    @property
    def exhausted(self) -> bool:
        """Whether so many steps were taken that later questions had no answer."""
        return self._all_steps < 0

    def of(self, node: "Node | None", scope: Scope, deep: int = 0) -> Name | None:
        """The name of an expression in another file; None when it is of none."""
        if not deep:
            self._steps = _MOST_STEPS
        self._steps -= 1
        self._all_steps -= 1
        if node is None or deep > _MOST_DEEP or self._steps < 0 or self._all_steps < 0:
            return None
        kind = node.type
        handler = _HANDLERS.get(kind)
        if handler is not None:
            return handler(self, node, scope, deep)
        if kind in _LAST:
            return self.of(node.child(node.child_count - 1), scope, deep + 1)
        if kind in _INSIDE and node.named_child_count:
            return self.of(node.named_child(0), scope, deep + 1)
        return None

    def identifier(self, node: Node, scope: Scope, deep: int) -> Name | None:
        """A variable."""
        return self.named(self._evaluator.slice(node), scope, deep)

    def made(self, node: Node, scope: Scope, deep: int) -> Name | None:
        """`new Core()`: a method of what it makes is told as one of the class."""
        return self.of(node.child_by_field_name("constructor"), scope, deep + 1)

    def chosen(self, node: Node, scope: Scope, deep: int) -> Name | None:
        """`a || require("./core")`."""
        if node.child(1).type not in _CHOOSING:
            return None
        return self.of(node.child(2), scope, deep + 1) or self.of(node.child(0), scope, deep + 1)

    def named(self, name: bytes, scope: Scope, deep: int = 0) -> Name | None:
        """The name in another file of what a variable holds."""
        owner = lookup(scope, name)
        key = (id(owner), name)
        if key in self._known:
            return self._known[key]
        self._known[key] = None
        bounds = owner.names[name][:_MOST_BOUNDS] if owner is not None else []
        for bound in (*bounds, *self._evaluator.bindings.assigned(owner, name)[:_MOST_BOUNDS]):
            found = self.bound(bound, deep + 1)
            if found is not None:
                self._known[key] = found
                return found
        return None

    def bound(self, bound: Bound, deep: int = 0) -> Name | None:
        """The name in another file of what one place gives to a variable or property."""
        found: Name | None = None
        if bound.how is How.IMPORT:
            found = (bound.module, ()) if is_near(bound.module) else None
        elif bound.how is How.ASSIGN:
            found = self.of(bound.node, bound.scope, deep)
        elif bound.how is How.ELEMENT:
            found = self._element(bound.node, bound.scope, deep)
        elif bound.how is How.PARAMETER and isinstance(bound.target, Function):
            found = self._given(bound, bound.target, deep)
        for part in bound.path if found is not None else ():
            found = _with(found, part) if found is not None and isinstance(part, bytes) else None
        return found

    def _given(self, bound: Bound, function: Function, deep: int) -> Name | None:
        """What a parameter is given: by the calls of its function, by what that is handed to, or by itself."""
        for scope, alias in function.aliases[:1]:
            for call in self._evaluator.bindings.calls(lookup(scope, alias), alias)[:_MOST_SITES]:
                found = self.of(_argument(call.node, bound.place), call.scope, deep + 1)
                if found is not None:
                    return found
        handed = self._handed(function, deep) if bound.place == 0 else None
        return handed or self.of(bound.node, bound.scope, deep + 1)

    def _handed(self, function: Function, deep: int) -> Name | None:
        """`import("./core").then(core => ...)`, `Object.values(core).forEach(f => ...)`: what the first parameter is."""
        given = function.given
        if given is None or given.place != 0 or given.call.type != "call_expression":
            return None
        callee = given.call.child(0)
        if callee.type != "member_expression":
            return None
        key = self._evaluator.slice(callee.child(callee.child_count - 1))
        if key == b"then":
            return self.of(callee.child(0), given.scope, deep + 1)
        return (
            self._element(callee.child(0), given.scope, deep)
            if key.decode("utf-8", "replace") in EACH
            else None
        )

    def _element(self, node: "Node | None", scope: Scope, deep: int) -> Name | None:
        """Any element of an array of what another file has: `[core.go]`, `Object.values(core)`."""
        if node is None:
            return None
        if node.type == "array":
            inside = (node.named_child(place) for place in range(min(node.named_child_count, _MOST_SITES)))
            return next((name for one in inside if (name := self.of(one, scope, deep + 1)) is not None), None)
        if node.type != "call_expression" or self._evaluator.slice(node.child(0)) != b"Object.values":
            return None
        found = self.of(_argument(node, 0), scope, deep + 1)
        return _with(found, ANY) if found is not None else None

    def member(self, node: Node, scope: Scope, deep: int) -> Name | None:
        """`core.go`, `core["go"]`, `core[name]`."""
        if node.type == "member_expression":
            key = self._evaluator.slice(node.child(node.child_count - 1))
        else:
            index = node.child_by_field_name("index")
            # Which one is called by a name that is put together is not known: any may be.
            key = ANY
            if index is not None and index.type == "string":
                key = unescape(self._evaluator.slice(index)[1:-1]).encode("utf-8", "replace")
        owner = node.child(0)
        found = self.of(owner, scope, deep + 1)
        return _with(found, key) if found is not None else self._kept(owner, key, scope, deep)

    def _kept(self, owner: Node, key: bytes, scope: Scope, deep: int) -> Name | None:
        """What the file gave to a property, or has in an object of that name: `this.core = require("./core")`."""
        kind = owner.type
        if kind not in _KEEPING:
            return None
        text = self._evaluator.slice(owner)
        for place in self._evaluator.index.properties.get(key, ())[:_MOST_BOUNDS]:
            if self._evaluator.slice(place.object) == text:
                found = self.bound(place.bound, deep + 1)
                if found is not None:
                    return found
        return self._in_object(text, key, scope, deep) if kind == "identifier" else None

    def _in_object(self, name: bytes, key: bytes, scope: Scope, deep: int) -> Name | None:
        owner = lookup(scope, name)
        bounds = owner.names[name] if owner is not None else []
        if len(bounds) != 1 or bounds[0].node is None or bounds[0].node.type != "object":
            return None
        value = self._evaluator.ask(bounds[0].node, bounds[0].scope)
        literal = value.literal
        if literal is None:
            return None
        return self.of(properties_of(self._evaluator, literal).get(key), literal.scope, deep + 1)

    def call(self, node: Node, scope: Scope, deep: int) -> Name | None:
        """`require("./core")`, and what a call of something near or of a function of the file gives."""
        callee, first = node.child(0), _argument(node, 0)
        if callee.type == "import" or (
            callee.type == "identifier" and self._evaluator.slice(callee) == b"require"
        ):
            module = self._module(node, first, scope)
            return (module, ()) if module is not None else None
        last = callee.child(callee.child_count - 1) if callee.type == "member_expression" else callee
        key = self._evaluator.slice(last) if last.end_byte - last.start_byte < _LONGEST else b""
        if key == b"bind" and last is not callee:
            return self.of(callee.child(0), scope, deep + 1)
        same = self.of(first, scope, deep + 1) if key in _SAME else None
        if same is not None:
            return same
        made = self._returned(key, scope, deep) if callee.type == "identifier" else None
        if made is not None:
            return made
        # What a function of another file gives has its members under that function's name.
        found = self.of(callee, scope, deep + 1)
        return found if found is not None and found[1] else None

    def _returned(self, name: bytes, scope: Scope, deep: int) -> Name | None:
        """What a function of the file gives: `function load() { return require("./core"); }`."""
        owner = lookup(scope, name)
        for bound in owner.names[name][:1] if owner is not None else ():
            function = bound.target
            if bound.node is not None and bound.how is How.ASSIGN:
                function = self._evaluator.index.functions.get(bound.node.id)
            if isinstance(function, Function):
                return self.returned(function, deep + 1)
        return None

    def returned(self, function: Function, deep: int = 0) -> Name | None:
        """The name in another file of what a function gives."""
        if deep <= _MOST_DEEP:
            for node, scope in function.returns[:_MOST_RETURNS]:
                found = self.of(node, scope, deep)
                if found is not None:
                    return found
        return None

    def _module(self, node: Node, first: "Node | None", scope: Scope) -> str | None:
        if first is None:
            return None
        if first.type == "call_expression" and self._evaluator.slice(first.child(0)) == b"require.resolve":
            first = _argument(first, 0) or first
        if first.type == "string":
            module = unescape(self._evaluator.slice(first)[1:-1])
        else:
            if node.id not in self._modules:
                self._evaluator.glance()
                called = self._evaluator.called(node, scope)
                text = self._evaluator.argument(called, 0).text
                place = text if text is not None else targets.first_argument(self._evaluator, called)
                self._modules[node.id] = started.relative(place)
            module = self._modules[node.id] or ""
        return module if is_near(module) and "#" not in module else None


def is_near(module: str) -> bool:
    """Whether a module is asked for by a path from the file that asks."""
    return (module.startswith(("./", "../")) or module in {".", ".."}) and not targets.is_open(module)


def _argument(call: Node, place: int) -> "Node | None":
    arguments = call.child(call.child_count - 1)
    return arguments.named_child(place) if arguments.named_child_count > place else None


def _with(name: Name, key: bytes) -> Name | None:
    text = key.decode("utf-8", "replace")
    if (key != ANY and not _WORD.match(text)) or len(name[1]) >= _MOST_PATH:
        return None
    # Methods by which a function is called are not the function's own.
    return name if text in {"call", "apply", "bind", "prototype"} and name[1] else (name[0], (*name[1], text))


# A table of an instance's own methods would keep it, and the whole tree, until a collector came by.
_HANDLERS: dict[str, Callable[[Near, Node, Scope, int], Name | None]] = {
    "identifier": Near.identifier,
    "shorthand_property_identifier": Near.identifier,
    "member_expression": Near.member,
    "subscript_expression": Near.member,
    "call_expression": Near.call,
    "new_expression": Near.made,
    "binary_expression": Near.chosen,
}
