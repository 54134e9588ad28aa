"""Functions of the file that are handed over with what they are called with.

`Thread(target=f, args=(a, b))`, `pool.submit(f, a)` and `partial(f, a)` call `f(a, b)` or `f(a)`: told as such calls, so that
what goes into a thread is followed like what goes into a function.
"""

import ast
from collections.abc import Mapping
from typing import Any

from pratique.analysis.languages.python.scopes import Called

_REST: Mapping[str, int] = {
    **dict.fromkeys(("submit", "to_thread", "register", "call_soon", "call_soon_threadsafe"), 0),
    **dict.fromkeys(("start_soon", "partial"), 0),
    **dict.fromkeys(("call_later", "call_at", "run_in_executor", "finalize"), 1),
}
"""Calls that are given a function and then its arguments, with the place of the function."""
_TOGETHER: Mapping[str, int] = {"start_new_thread": 0, "apply_async": 0, "Timer": 1}
"""Calls that are given a function and then a tuple or list of its arguments."""


def handed_over(called: Called) -> Called | None:
    """The call that somebody else will make of a function which this one hands over; None when it hands over none."""
    node = called.node
    func: Any = node.func
    kind = func.__class__
    last = func.attr if kind is ast.Attribute else func.id if kind is ast.Name else ""
    if last == "start_server" and kind is ast.Attribute and node.args:
        return _made(called, node.args[0], _streams(func.value), [])
    place = _REST.get(last)
    if place is not None:
        if place < len(node.args):
            return _made(called, node.args[place], node.args[place + 1 :], node.keywords)
        return None
    place = _TOGETHER.get(last)
    if place is not None and place < len(node.args):
        given = node.args[place + 1] if place + 1 < len(node.args) else _named(node, "args")
        return _made(called, node.args[place], _elements(given), _pairs(_named(node, "kwargs")))
    for word in node.keywords:
        if word.arg == "target":
            return _made(called, word.value, _elements(_named(node, "args")), _pairs(_named(node, "kwargs")))
    return None


def _made(
    called: Called, function: ast.expr, arguments: list[ast.expr], keywords: list[ast.keyword]
) -> Called | None:
    if not isinstance(function, ast.Name | ast.Attribute) or not (arguments or keywords):
        return None
    node = ast.copy_location(ast.Call(function, arguments, keywords), called.node)
    return Called(node, called.scope, called.block)


def _streams(module: ast.expr) -> list[ast.expr]:
    """What `asyncio` gives whoever serves a connection: the same two ends as whoever opens one has."""
    made = ast.Call(ast.Attribute(module, "open_connection", ast.Load()), [], [])
    return [ast.Subscript(made, ast.Constant(place), ast.Load()) for place in range(2)]


def _named(node: ast.Call, name: str) -> ast.expr | None:
    return next((word.value for word in node.keywords if word.arg == name), None)


def _elements(node: ast.expr | None) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple | ast.List) else []


def _pairs(node: ast.expr | None) -> list[ast.keyword]:
    """The pairs of a dictionary as keyword arguments."""
    if not isinstance(node, ast.Dict):
        return []
    return [
        ast.keyword(key.value, value)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    ]
