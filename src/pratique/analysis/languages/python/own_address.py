"""A datagram socket that is connected only to learn by which address this machine would send: no packet leaves for that.

`s.connect(("192.0.2.1", 53)); s.getsockname()` is the common way. It holds where a function makes datagram sockets alone, connects
them to constant addresses, and does nothing else with them: whoever sends, hands the socket on, or puts data into the name that is
connected to is not excused.
"""

import ast

from pratique.analysis.languages.python.scopes import Called, Scope

_MADE = "socket.socket"
_CONNECTS = frozenset(("connect", "connect_ex"))
NAMES = frozenset((_MADE, *(f"{_MADE}().{name}" for name in _CONNECTS)))
"""Names of the calls that may be excused."""
_ASKS = "getsockname"
_HARMLESS = _CONNECTS | {_ASKS, "close", "settimeout", "setsockopt", "setblocking", "shutdown"}
_MOST_PARTS = 2_000


def asks_own_address(called: Called) -> bool:
    """Whether the sockets of the function in which a call stands are made to learn an own address, and for nothing else."""
    node = called.scope.node
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    attributes = [
        one.node.func.attr for one in called.scope.calls if isinstance(one.node.func, ast.Attribute)
    ]
    if _ASKS not in attributes or _CONNECTS.isdisjoint(attributes):
        return False
    return _asks(called.scope, node)


def _asks(scope: Scope, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    made = [one.node for one in scope.calls if _last(one.node.func) == "socket"]
    if not made or not all(_is_datagram(node) for node in made) or scope.elsewhere:
        return False
    parts = list(ast.walk(function))
    names = _names(parts, made) if len(parts) <= _MOST_PARTS else None
    if names is None:
        return False
    used = {id(part.value): part.attr for part in parts if isinstance(part, ast.Attribute)}
    read = (part for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load))
    if any(part.id in names and used.get(id(part)) not in _HARMLESS for part in read):
        return False
    return all(_is_constant(one.node) for one in scope.calls if _connects(one.node, names))


def _names(parts: list[ast.AST], made: list[ast.Call]) -> set[str] | None:
    """The names that the sockets are given; None where one of them goes elsewhere."""
    found: list[str] = []
    for part in parts:
        target: ast.expr | None = None
        if isinstance(part, ast.Assign) and part.value in made and len(part.targets) == 1:
            target = part.targets[0]
        elif isinstance(part, ast.withitem) and part.context_expr in made:
            target = part.optional_vars
        if isinstance(target, ast.Name):
            found.append(target.id)
    return {*found} if len(found) == len(made) else None


def _last(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def _is_datagram(node: ast.Call) -> bool:
    kinds = [*node.args[1:2], *(word.value for word in node.keywords if word.arg == "type")]
    return len(kinds) == 1 and _last(kinds[0]) == "SOCK_DGRAM"


def _connects(node: ast.Call, names: set[str]) -> bool:
    func = node.func
    return (
        isinstance(func, ast.Attribute)
        and func.attr in _CONNECTS
        and isinstance(func.value, ast.Name)
        and func.value.id in names
    )


def _is_constant(node: ast.Call) -> bool:
    """Whether what is connected to stands there as it is; which of several does not matter."""
    if (
        len(node.args) != 1
        or node.keywords
        or not isinstance(node.args[0], ast.Tuple)
        or not node.args[0].elts
    ):
        return False
    host = node.args[0].elts[0]
    ends = [host.body, host.orelse] if isinstance(host, ast.IfExp) else [host]
    return all(isinstance(end, ast.Constant) and isinstance(end.value, str) for end in ends)
