"""Calls in the machine: functions and classes of the file, built-ins, code in texts; what is handed to whom is noted."""

import ast
from typing import Any

from pratique.analysis.languages.python import apis
from pratique.analysis.languages.python.machine_expressions import Expressing
from pratique.analysis.languages.python.machine_library import items_of, library, method
from pratique.analysis.languages.python.machine_values import (
    UNKNOWN,
    Class,
    Code,
    Frame,
    Function,
    Instance,
    Method,
    Named,
    Namespace,
    Seen,
    known,
    size_of,
)
from pratique.analysis.languages.python.parse import parse_text
from pratique.analysis.languages.python.vocabulary import BUILTINS, canonical

_MOST_SEEN = 6
_MOST_SEEN_INSIDE = 40
_MOST_CALLS = 400
_MOST_CODE = 8
_CODE = frozenset(("exec", "eval"))
_GETTERS = frozenset(("getattr", "__import__", "importlib.import_module", "importlib.__import__"))
_CARRIED = frozenset(("marshal.loads", "types.FunctionType", "types.CodeType"))


class Calling(Expressing):
    """What calls give."""

    def on_call(self, node: ast.Call, frame: Frame) -> Any:
        """The value of a call."""
        function = self.value(node.func, frame)
        arguments: list[Any] = []
        for part in node.args:
            value = self.value(part.value if isinstance(part, ast.Starred) else part, frame)
            items = items_of(value) if isinstance(part, ast.Starred) else [value]
            arguments.extend(items if items is not None else [UNKNOWN])
        keywords = {word.arg: self.value(word.value, frame) for word in node.keywords if word.arg}
        return self.call(function, arguments, keywords, node, frame)

    def call(
        self,
        function: Any,
        arguments: list[Any],
        keywords: dict[str, Any],
        node: ast.Call | None = None,
        frame: Frame | None = None,
    ) -> Any:
        """What a function gives for arguments."""
        self.spend(1)
        if isinstance(function, Function):
            return self._local(function, [*function.bound, *arguments], keywords)
        if isinstance(function, Class):
            return self._construct(function, arguments, keywords)
        if isinstance(function, Method):
            return self._method(function, arguments)
        if isinstance(function, Named):
            return self._named(function.name, arguments, keywords, node, frame or self.module)
        return UNKNOWN

    def _local(self, function: Function, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        if self.deep >= self.MOST_DEEP:
            return UNKNOWN
        parameters = function.node.args
        inner = Frame(parent=function.frame, module=self.module)
        plain = [*parameters.posonlyargs, *parameters.args]
        for name in (*plain, *parameters.kwonlyargs):
            inner.names[name.arg] = UNKNOWN
        for name, default in zip(reversed(plain), reversed(parameters.defaults), strict=False):
            inner.names[name.arg] = self.value(default, function.frame)
        for name, given in zip(parameters.kwonlyargs, parameters.kw_defaults, strict=False):
            if given is not None:
                inner.names[name.arg] = self.value(given, function.frame)
        inner.names.update({name.arg: value for name, value in zip(plain, arguments, strict=False)})
        inner.names.update({name: value for name, value in keywords.items() if name in inner.names})
        if parameters.vararg is not None:
            inner.names[parameters.vararg.arg] = list(arguments[len(plain) :])
        if parameters.kwarg is not None:
            inner.names[parameters.kwarg.arg] = dict(keywords)
        self.deep += 1
        try:
            return self.run_body(function, inner)
        finally:
            self.deep -= 1

    def run_body(self, function: Function, frame: Frame) -> Any:
        """What a function returns, its parameters bound in `frame`."""
        raise NotImplementedError

    def run_text(self, body: list[ast.stmt], frame: Frame) -> None:
        """Carry out code that a text turned out to be."""
        raise NotImplementedError

    def _construct(self, made: Class, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        instance = Instance(made)
        for name in ("__new__", "__init__", "__post_init__"):
            start = made.frame.names.get(name)
            if isinstance(start, Function):
                given = [] if name == "__post_init__" else arguments
                owner = made if name == "__new__" else instance
                self.call(start, [owner, *given], {} if name == "__post_init__" else keywords)
        return instance

    def _method(self, function: Method, arguments: list[Any]) -> Any:
        owner, name = function.owner, function.name
        if isinstance(owner, dict) and name == "get" and arguments and known(arguments[0]):
            try:
                return owner.get(arguments[0], arguments[1] if len(arguments) > 1 else None)
            except TypeError:
                return UNKNOWN
        if isinstance(owner, list) and name in {"append", "insert"} and arguments:
            owner.append(arguments[-1]) if name == "append" else owner.insert(
                arguments[0] if isinstance(arguments[0], int) else 0, arguments[-1]
            )
            return None
        if isinstance(owner, list) and name == "sort":
            return UNKNOWN
        found = method(owner, name, tuple(arguments))
        return self.made(found)

    # Libraries and built-ins

    def _named(  # noqa: C901, PLR0911 - one answer for each kind of call
        self, name: str, arguments: list[Any], keywords: dict[str, Any], node: ast.Call | None, frame: Frame
    ) -> Any:
        self._note(name, arguments, node)
        first = arguments[0] if arguments else UNKNOWN
        if name in _GETTERS:
            return self._got(name, arguments)
        if name == "vars" and isinstance(first, Named | Instance):
            return first if isinstance(first, Named) else first.names
        if name in {"globals", "locals", "vars"} and not arguments:
            return Namespace(self.module if name == "globals" else frame)
        if name in _CODE:
            return self._run(first, frame, node, evaluate=name == "eval")
        if name == "compile":
            return (
                Code(first)
                if isinstance(first, str | bytes)
                else first
                if isinstance(first, Code)
                else UNKNOWN
            )
        if name in {"map", "filter"} and len(arguments) > 1:
            return self._mapped(name, arguments)
        if name in {"sorted", "max", "min"} and isinstance(keywords.get("key"), Function):
            return self._sorted(name, first, keywords)
        if name == "functools.partial":
            return self._partial(first, arguments[1:])
        if name == "functools.reduce":
            return self._reduced(arguments)
        if name in _CARRIED and arguments:
            return first
        if name == "setattr" and len(arguments) > 2 and isinstance(first, Instance):
            first.names[str(arguments[1])] = arguments[2]
        self.spend(sum(size_of(value) for value in arguments) // 2_000)
        found = library(name, tuple(arguments), keywords)
        if found is UNKNOWN and name not in BUILTINS:
            return Named(f"{name}()") if len(name) < 120 else UNKNOWN
        return self.made(found)

    def _note(self, name: str, arguments: list[Any], node: ast.Call | None) -> None:
        """Write down what a call of interest is given."""
        if node is None or (name not in apis.CAPABILITIES and name not in _GETTERS):
            return
        place = self.top or id(node)
        known_calls = self.seen.get(place)
        if known_calls is None:
            if len(self.seen) >= _MOST_CALLS:
                return
            known_calls = self.seen[place] = []
        if len(known_calls) < (_MOST_SEEN_INSIDE if self.top else _MOST_SEEN):
            known_calls.append(Seen(name, tuple(arguments[:3]), inside=self.top is not None))

    def _got(self, name: str, arguments: list[Any]) -> Any:
        if name != "getattr":
            module = arguments[0] if arguments else UNKNOWN
            if not isinstance(module, str):
                return UNKNOWN
            whole = name != "__import__" or len(arguments) > 3
            return Named(canonical(module if whole else module.partition(".")[0]))
        if len(arguments) < 2 or not isinstance(arguments[1], str):
            return UNKNOWN
        return self.member(arguments[0], arguments[1])

    def _mapped(self, name: str, arguments: list[Any]) -> Any:
        columns = [items_of(part) for part in arguments[1:]]
        if any(column is None for column in columns):
            return UNKNOWN
        rows = list(zip(*[column for column in columns if column is not None], strict=False))
        results = [self.call(arguments[0], list(row), {}) for row in rows]
        if name == "filter":
            return [row[0] for row, keep in zip(rows, results, strict=True) if not known(keep) or keep]
        return results

    def _sorted(self, name: str, value: Any, keywords: dict[str, Any]) -> Any:
        items = items_of(value)
        if items is None:
            return UNKNOWN
        keys = [self.call(keywords["key"], [item], {}) for item in items]
        if not known(*keys):
            return UNKNOWN
        try:
            order = sorted(range(len(items)), key=keys.__getitem__, reverse=keywords.get("reverse") is True)
        except TypeError:
            return UNKNOWN
        if name == "sorted":
            return [items[place] for place in order]
        return items[order[-1 if name == "max" else 0]] if order else UNKNOWN

    def _partial(self, function: Any, given: list[Any]) -> Any:
        if isinstance(function, Function):
            return self.function(function.node, function.frame, (*function.bound, *given))
        return UNKNOWN

    def _reduced(self, arguments: list[Any]) -> Any:
        items = items_of(arguments[1]) if len(arguments) > 1 else None
        if items is None:
            return UNKNOWN
        if len(arguments) > 2:
            items.insert(0, arguments[2])
        total = items[0] if items else UNKNOWN
        for item in items[1:]:
            total = self.call(arguments[0], [total, item], {})
        return total

    def _run(self, code: Any, frame: Frame, node: ast.Call | None, *, evaluate: bool) -> Any:
        """`exec` and `eval` of a known text: carried out where it stands, to a small depth."""
        text = code.text if isinstance(code, Code) else code
        if isinstance(text, bytes):
            text = text.decode("utf-8", "replace")
        if not isinstance(text, str) or self.coded >= _MOST_CODE or len(text) > self.MOST_CODE_CHARACTERS:
            return UNKNOWN
        tree = parse_text(text.strip().lstrip("\ufeff"), tolerant=False).tree
        if tree is None:
            return UNKNOWN
        self.spend(len(text) // 200)
        self.keep(tree)
        self.coded += 1
        outer, self.top = self.top, self.top or id(node)
        try:
            if evaluate and len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr):
                return self.value(tree.body[0].value, frame)
            self.run_text(tree.body, frame)
        finally:
            self.coded -= 1
            self.top = outer
        return None
