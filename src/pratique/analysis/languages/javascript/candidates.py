"""Which calls are worth a look: those whose name can be one of an API at all.

A name of an API starts with a module that the file asks for, or with a global that it mentions. Both are known
before the calls are looked at, so a call of `get` in a file that asks for no network module is passed over.
"""

from collections.abc import Iterator

from pratique.analysis.languages.javascript import names
from pratique.analysis.languages.javascript.apis import APIS
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.scopes import (
    Bound,
    Call,
    Function,
    Given,
    How,
    Index,
    Scope,
    lookup,
)

_GLOBALS = frozenset(
    name.encode()
    for name in (
        *(name for name in APIS if "." not in name and name not in names.PACKAGES),
        *names.REQUIRERS,
        *names.TIMERS,
        *names.FUNCTION_MAKERS,
        *("Worker", "createRequire", "pipeline", "Reflect"),
    )
)
_NAMING = frozenset(
    (
        *("identifier", "member_expression", "subscript_expression", "call_expression", "ternary_expression"),
        *("binary_expression", "parenthesized_expression", "sequence_expression", "assignment_expression"),
        *(
            "await_expression",
            "as_expression",
            "non_null_expression",
            "satisfies_expression",
            "new_expression",
        ),
    )
)
"""Kinds of expressions that may stand for an API."""
_ALWAYS = frozenset(
    (
        *(b"", b"constructor", b"construct", b"pipe", b"pipeline", b"require", b"_load", b"getBuiltinModule"),
        *(b"createRequire", b"createRequireFromPath"),
    )
)
"""Last words that matter whatever else the file mentions; those that ask for modules are among them."""
_COMMON = frozenset((b"get", b"bind", b"call", b"apply", b"remove", b"delete", b"emit", b"from", b"reverse"))
_BORROWING = frozenset((b"call", b"apply", b"bind"))


class Candidates:
    """Finds the calls of one source that are worth a look."""

    def __init__(self, index: Index, evaluator: Evaluator) -> None:
        self._index = index
        self._evaluator = evaluator
        self._present: dict[str, bool] = {}
        self._keys: dict[bytes, bool] = {}
        self._imports = b"import(" in evaluator.source
        self._roots: set[str] = set()
        """First words of the modules that the file asks for."""
        for asked in index.imports:
            self.asks_for(asked.module)

    def asks_for(self, module: str) -> None:
        """Note a module that the file asks for."""
        self._roots.add(names.module_name(module).partition(".")[0])

    def named(self) -> Iterator[Call]:
        """Calls of a plain name that is a global, or a variable that may hold an API."""
        bindings = self._evaluator.bindings
        for name in self._index.named_calls:
            for owner, calls in bindings.owners(name):
                if owner is None:
                    if name in _GLOBALS or bindings.assigned(None, name):
                        yield from calls
                    continue
                bounds = [*owner.names[name], *bindings.assigned(owner, name)]
                if name.decode("utf-8", "replace") in names.PLAIN_GLOBALS or any(map(self._bound, bounds)):
                    self._evaluator.glance()
                    if self._evaluator.named(owner, name).name:
                        yield from calls

    def members(self) -> Iterator[Call]:
        """Calls of a member by a name that an API of a module or global at hand has."""
        for call in self._index.member_calls:
            if call.name in _ALWAYS or (call.name in _BORROWING and self._borrows(call)):
                yield call
        # By now all modules that are asked for in a roundabout way are known too.
        for call in self._index.member_calls:
            if call.name not in _ALWAYS and call.name not in _BORROWING and self.possible(call.name):
                yield call

    def possible(self, key: bytes) -> bool:
        """Whether an API of a module or global at hand has this last word."""
        known = self._keys.get(key)
        if known is None:
            roots = names.KEY_ROOTS.get(key, names.GLOBAL_ROOTS if key in names.CALLED_KEYS else ())
            known = self._keys[key] = any(map(self._has, roots))
        return known

    def _has(self, root: str) -> bool:
        """Whether a file can come to names of a first word: by a module it asks for, or a global it mentions."""
        return any(map(self._is_at_hand, names.IMPLIED.get(root, (root,))))

    def _is_at_hand(self, root: str) -> bool:
        if root in self._roots:
            return True
        known = self._present.get(root)
        if known is None:
            known = root in names.GLOBAL_ROOTS and (
                self._index.hides_globals or root.encode() in self._evaluator.source
            )
            self._present[root] = known
        return known

    def _borrows(self, call: Call) -> bool:
        """Whether `x.call(...)` may call an API: `x` is a variable that may hold one, or a member of a telling name."""
        owner = call.node.child(0).child(0) if not call.new and call.node.child(0).child_count else call.node
        if owner.type == "identifier":
            return self._may_name(self._evaluator.slice(owner), call.scope)
        if owner.type == "member_expression":
            key = self._evaluator.slice(owner.child(owner.child_count - 1))
            return key == b"require" or (key in names.CALLED_KEYS and key not in _COMMON)
        return owner.type == "subscript_expression"

    def _may_name(self, name: bytes, scope: Scope) -> bool:
        owner = lookup(scope, name)
        if owner is None:
            return name in _GLOBALS
        return any(map(self._bound, (*owner.names[name], *self._evaluator.bindings.assigned(owner, name))))

    def _bound(self, bound: Bound) -> bool:
        return _may_name(bound) or (self._imports and _of_promise(bound))


def _of_promise(bound: Bound) -> bool:
    """Whether a name is taken out of what a promise gives: `import("fs").then(({readFile}) => ...)`."""
    if bound.how is not How.PARAMETER or not isinstance(bound.target, Function) or bound.place:
        return False
    given = bound.target.given
    if given is None or given.place != 0 or given.call.child_count < 1:
        return False
    callee = given.call.child(0)
    return callee.type == "member_expression" and callee.child(
        callee.child_count - 1
    ).end_byte - callee.child(callee.child_count - 1).start_byte == len("then")


def _of_list(given: Given | None) -> bool:
    """Whether a function is handed to a method of an array that is written out: `[eval].forEach(f)`."""
    if given is None or given.call.child_count < 1:
        return False
    callee = given.call.child(0)
    return callee.type == "member_expression" and callee.child(0).type == "array"


def _may_name(bound: Bound) -> bool:
    """Whether what a name is given may be an API."""
    if bound.how is How.IMPORT:
        return True
    if bound.how is How.ASSIGN:
        return bound.node is not None and (bool(bound.path) or bound.node.type in _NAMING)
    if bound.how is How.PARAMETER and isinstance(bound.target, Function):
        given = bound.target.given
        on_the_spot = given is not None and (given.place is None or given.call.type == "new_expression")
        return on_the_spot or bool(bound.target.aliases) or bool(bound.target.key) or _of_list(given)
    return False
