"""Addresses that carry data: put behind a constant host, or before a constant domain."""

import ast
import re

from pratique.analysis.engine.marks import CLIPBOARD, EVERY, FILE, IDENTITY, PROCESS, SECRETS
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.resolve import lookup
from pratique.analysis.languages.python.scopes import Binding, Scope

_HOST_END = re.compile(r"[\w-]{0,63}(?:\.[\w-]{1,63}){1,10}(?:[:/?]|\Z)")
_BEFORE_DOMAIN = re.compile(r"\{\}[\w{}-]{0,100}\.(?:[\w-]{1,63}\.){1,6}[a-zA-Z]{2,24}\.?\Z")
"""The form of a name with something unknown before a domain of at least two parts."""
_IN_HOST = re.compile(
    r"\w{1,20}://[^/?#]{0,500}(?:\{\}|%\w{1,100}%)[\w{}%-]{0,500}(?:\.[\w-]{1,63}){2,10}(?:[:/?#]|\Z)"
)
"""The form of an address with something unknown in its host, before a domain of at least two parts."""
_NO_SETTINGS = EVERY | FILE | IDENTITY | SECRETS | PROCESS | CLIPBOARD
_WHO = re.compile(r"%(?:USER|USERNAME|LOGNAME|HOSTNAME|COMPUTERNAME|USERDOMAIN|SUDO_USER)%", re.IGNORECASE)
_CONNECTING = frozenset(("connect", "connect_ex", "create_connection", "sock_connect"))
_MOST_PIECES = 30


def carries_data(evaluator: Evaluator, node: ast.expr, at: At) -> bool:
    """Whether an address carries data behind a constant host, or before a constant domain; not a setting."""
    if isinstance(node, ast.Name):
        found = lookup(node.id, at.scope)
        bounds = [bound for bound in found[1] if bound.how is Binding.ASSIGN] if found else []
        if len(bounds) != 1 or bounds[0].node is None or isinstance(bounds[0].node, ast.Name):
            return False
        return carries_data(evaluator, bounds[0].node, At(bounds[0].scope, bounds[0].block))
    first, last = _ends(node)
    head = evaluator.value(first, at).const if first is not None else None
    tail = evaluator.value(last, at).const if last is not None else None
    if isinstance(head, str) and "://" in head:
        rest = head.partition("://")[2]
        return "/" in rest or "?" in rest or (not rest and _names_host(evaluator, node, at))
    return isinstance(tail, str) and tail.startswith(".") and tail.count(".") > 1


def tells(evaluator: Evaluator, node: ast.expr, at: At) -> bool:
    """Whether an address carries data, or has in its host what no setting is: `https://a.{token}.far.example/`."""
    if carries_data(evaluator, node, at):
        return True
    value = evaluator.value(node, at)
    setting = not value.marks & _NO_SETTINGS and _WHO.search(value.form) is None
    return not setting and _IN_HOST.match(value.form) is not None


def asks_with_data(evaluator: Evaluator, node: ast.expr, at: At) -> bool:
    """Whether a name that is looked up carries data before a constant domain; a name that is a setting as a whole does not."""
    return (
        carries_data(evaluator, node, at) or _BEFORE_DOMAIN.search(evaluator.value(node, at).form) is not None
    )


def connects(scope: Scope) -> bool:
    """Whether code of a function connects something."""
    funcs = (called.node.func for called in scope.calls)
    return any(isinstance(func, ast.Attribute) and func.attr in _CONNECTING for func in funcs)


def _names_host(evaluator: Evaluator, node: ast.expr, at: At) -> bool:
    """Whether a later piece of a sum or of an f-string ends a host: `"http://" + name + "x.far.invalid/?" + more`."""
    pieces: list[ast.expr] = []
    if isinstance(node, ast.JoinedStr):
        pieces = node.values[1:_MOST_PIECES]
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and len(pieces) < _MOST_PIECES:
        pieces.append(node.right)
        node = node.left
    texts = (evaluator.value(piece, at).const for piece in pieces)
    return any(isinstance(text, str) and _HOST_END.match(text) for text in texts)


def _ends(node: ast.expr) -> tuple[ast.expr | None, ast.expr | None]:
    """The first and last piece of a text that is put together."""
    if isinstance(node, ast.JoinedStr) and node.values:
        return node.values[0], node.values[-1]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return node.left, None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        first: ast.expr = node
        while isinstance(first, ast.BinOp):
            first = first.left
        return first, node.right
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return node.func.value, None
    return None, None
