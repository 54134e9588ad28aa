"""Every regular expression of the product, with the ways in which it is used."""

import ast
import dataclasses
import importlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.architecture.source import Module, modules

METHODS = frozenset({"match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
ANCHORED = frozenset({"match", "fullmatch"})
_UNKNOWN = frozenset({"match", "search"})
"""How a pattern is used whose use cannot be read: one of a table."""
_MOST_DEEP = 5
_HOLE = "x"
"""What is put in for the parts of a pattern that are known at run time alone; they go through `re.escape`."""


@dataclass(frozen=True, slots=True)
class Used:
    """One pattern: `name` is its module with its attribute, or its text where it has none."""

    name: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]

    @property
    def searched(self) -> bool:
        """Whether a match may begin anywhere."""
        return bool(self.methods - ANCHORED)


@cache
def used() -> tuple[Used, ...]:
    """Each pattern once, by name: those that modules hold, and those that are written where they are used."""
    found: dict[tuple[Any, int], Used] = {}
    uses = _uses()
    for module in modules():
        if "migrations" in module.name or module.stem == "__main__":
            continue
        loaded = importlib.import_module(_dotted(module))
        for attribute, value in vars(loaded).items():
            for pattern in _held(value):
                methods = frozenset(uses.get((module.name, attribute), ())) or _UNKNOWN
                _add(found, Used(f"{module.name} {attribute}", pattern, methods))
        for pattern, method in _written(module, vars(loaded)):
            one = Used(
                f"{module.name} {pattern.pattern!r}",
                pattern,
                frozenset({method.removeprefix("compile") or "search"}),
            )
            if method != "compile" or (pattern.pattern, pattern.flags) not in found:
                _add(found, one)
    return tuple(sorted(found.values(), key=lambda one: one.name))


def _add(found: dict[tuple[Any, int], Used], one: Used) -> None:
    key = (one.pattern.pattern, one.pattern.flags)
    known = found.get(key)
    found[key] = one if known is None else dataclasses.replace(known, methods=known.methods | one.methods)


def _dotted(module: Module) -> str:
    return f"pratique.{module.name.removesuffix('.py').replace('/', '.')}".removesuffix(".__init__")


def _held(value: Any, deep: int = 0) -> Iterator[re.Pattern[Any]]:
    """The patterns in a value: itself, in tables, in fields and in classes."""
    if isinstance(value, re.Pattern):
        yield value
        return
    inner: list[Any] = []
    if deep >= _MOST_DEEP:
        return
    if isinstance(value, Mapping):
        inner = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        inner = list(value)
    elif isinstance(value, type):
        inner = list(vars(value).values()) if value.__module__.startswith("pratique") else []
    elif dataclasses.is_dataclass(value):
        inner = [getattr(value, one.name, None) for one in dataclasses.fields(value)]
    for one in inner:
        yield from _held(one, deep + 1)


def _uses() -> Mapping[tuple[str, str], set[str]]:
    """By module and attribute: the methods that are called of it, there and wherever it is imported."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for module in modules():
        origin = {
            alias.asname or alias.name: (_path_of(node.module or ""), alias.name)
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS and isinstance(node.value, ast.Name):
                name = node.value.id
                found[origin.get(name, (module.name, name))].add(node.attr)
    return found


def _path_of(dotted: str) -> str:
    return f"{dotted.removeprefix('pratique.').replace('.', '/')}.py"


def _written(module: Module, names: Mapping[str, Any]) -> Iterator[tuple[re.Pattern[Any], str]]:
    """Patterns in the arguments of `re.search` and its like, and of `re.compile` within functions."""
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.args):
            continue
        method = node.func.attr
        if method not in METHODS | {"compile"}:
            continue
        text = _text(node.args[0], names)
        if text in {None, _HOLE, _HOLE.encode()}:
            continue
        flags = sum(
            getattr(re, one.attr)
            for one in ast.walk(node)
            if isinstance(one, ast.Attribute)
            and one.attr.isupper()
            and isinstance(one.value, ast.Name)
            and one.value.id == "re"
        )
        yield re.compile(text, flags), method


def _text(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """The text of a pattern, with a hole where a part is not known; None for what is no text."""
    match node:
        case ast.Constant(value=str() | bytes()):
            return node.value
        case ast.Name(id=name) if isinstance(names.get(name), str | bytes):
            return names[name]
        case ast.JoinedStr(values=values):
            parts = (
                _text(one.value if isinstance(one, ast.FormattedValue) else one, names) for one in values
            )
            return "".join(one if isinstance(one, str) else _HOLE for one in parts)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            first, second = _text(left, names), _text(right, names)
            if first is None and second is None:
                return None
            hole: Any = _HOLE if isinstance(first if second is None else second, str) else _HOLE.encode()
            return (hole if first is None else first) + (hole if second is None else second)
    return None
