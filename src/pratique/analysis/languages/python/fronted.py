"""Domain fronting: a request to one host whose `Host` header names another, which is the one that answers."""

import ast
from collections.abc import Iterator

from pratique.analysis.hosts import HostClass, class_of, host_of, registrable
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.resolve import lookup
from pratique.analysis.languages.python.scopes import Binding

_MOST_BOUNDS = 4
_MOST_HEADERS = 60


def fronted_host(evaluator: Evaluator, node: ast.Call, at: At, address: str | None) -> str | None:
    """The host in the `Host` header of a request, when the address is that of another domain; else None."""
    asked = host_of(address) if address and "{}" not in address.partition("?")[0] else None
    if asked is None or class_of(asked) is HostClass.PRIVATE:
        return None
    given = [word.value for word in node.keywords if word.arg == "headers"] or node.args[1:]
    for headers in _dictionaries(given, at):
        for key, value in list(zip(headers.keys, headers.values, strict=True))[:_MOST_HEADERS]:
            if key is None or not _is_host(evaluator.value(key, at).const):
                continue
            named = evaluator.value(value, at).const
            host = host_of(named) if isinstance(named, str) else None
            if host is not None and (registrable(host) or host) != (registrable(asked) or asked):
                return host
    return None


def _is_host(name: object) -> bool:
    return isinstance(name, str) and name.lower() == "host"


def _dictionaries(nodes: list[ast.expr], at: At) -> Iterator[ast.Dict]:
    """The dictionaries that are given, also by a name."""
    for node in nodes:
        if isinstance(node, ast.Dict):
            yield node
        elif isinstance(node, ast.Name):
            found = lookup(node.id, at.scope)
            for bound in found[1][-_MOST_BOUNDS:] if found else ():
                if bound.how is Binding.ASSIGN and isinstance(bound.node, ast.Dict):
                    yield bound.node
