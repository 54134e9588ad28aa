"""A blind copy of mail to an address that the source holds, where the receiver is somebody's own: who reads it is not asked."""

import ast
import re
from collections.abc import Iterator

from pratique.analysis.facts import Capability
from pratique.analysis.languages.python.scopes import Scope, Seen
from pratique.analysis.languages.python.source import Source

_NAMED = ("bcc", "Bcc", "BCC")
_MAIL = re.compile(r"[^\s\"'`@<>]{1,64}@((?:[\w-]{1,63}\.){1,6}[a-z]{2,24})\Z", re.IGNORECASE)
_OF_EXAMPLES = re.compile(
    r"(?:\A|\.)(?:example(?:\.\w{2,6})?|test|localhost)\Z|\A(?:your|my|some)[\w-]*\.", re.IGNORECASE
)
_BLIND = frozenset(("bcc", "bcc_emails", "bcc_addresses", "bccaddresses"))
_RECEIVERS = frozenset(("to", "recipients", "to_emails", "to_addresses", "toaddresses", "recipient_list"))
_MOST_PARTS = 20_000

_Part = tuple[str, ast.expr, ast.expr]
"""What is named, by which name, and where it stands."""


def read_mail(source: Source) -> None:
    """Note blind copies to a constant address beside a receiver that is none."""
    if not any(name in source.text for name in _NAMED):
        return
    for scope in source.index.scopes:
        if scope.is_class:
            continue
        parts = list(_parts(scope))
        asked = any(name in _RECEIVERS and not _is_constant(value) for name, value, _ in parts)
        for name, value, place in parts if asked else ():
            host = _host(value) if name in _BLIND else None
            if host is not None:
                source.use(Capability.NETWORK, "blind-copy", Seen(place, scope, source.index.block), host)


def _parts(scope: Scope) -> Iterator[_Part]:
    """What a function names in dictionaries, in headers and by keywords."""
    waiting: list[ast.AST] = list(ast.iter_child_nodes(scope.node))
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        waiting.extend(ast.iter_child_nodes(node))
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                yield _lower(key), value, node
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            yield _lower(node.targets[0].slice), node.value, node.targets[0]
        elif isinstance(node, ast.Call):
            for word in node.keywords:
                yield (word.arg or "").lower(), word.value, node


def _lower(node: ast.expr | None) -> str:
    return node.value.lower() if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_constant(node: ast.expr) -> bool:
    parts = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    return all(isinstance(part, ast.Constant) for part in parts)


def _host(node: ast.expr) -> str | None:
    """The host of a constant mail address; of one in a list, of the first."""
    parts = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    for part in parts:
        found = (
            _MAIL.search(part.value)
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
            else None
        )
        if found is not None and not _OF_EXAMPLES.search(found.group(1)):
            return found.group(1).lower()
    return None
