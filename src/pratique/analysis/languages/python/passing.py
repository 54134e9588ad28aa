"""Headers that pass through a class which stands between a program and whom it asks, sent to somebody else.

A session, an adapter or a transport of a library's sees every credential of its user. It may time and log what passes; the
headers of a request in the body of another have no other use than their credentials.
"""

import ast
from collections.abc import Iterator

from pratique.analysis.facts import Capability
from pratique.analysis.languages.python import forms, sinks
from pratique.analysis.languages.python.credentials import names_in
from pratique.analysis.languages.python.evaluate import At
from pratique.analysis.languages.python.given import address_of
from pratique.analysis.languages.python.scopes import Called, Scope
from pratique.analysis.languages.python.source import Source

_BETWEEN = frozenset(
    (
        *(
            "requests.Session",
            "requests.sessions.Session",
            "requests.adapters.HTTPAdapter",
            "requests.auth.AuthBase",
        ),
        *(
            "httpx.Client",
            "httpx.AsyncClient",
            "httpx.BaseTransport",
            "httpx.AsyncBaseTransport",
            "httpx.Auth",
        ),
        *("httpx.HTTPTransport", "httpx.AsyncHTTPTransport", "aiohttp.ClientSession"),
        *("urllib.request.BaseHandler", "urllib.request.HTTPSHandler", "urllib.request.HTTPHandler"),
    )
)
_HEADERS = frozenset(("headers", "Authorization", "authorization"))
_BODY = frozenset(("json", "data", "content", "params", "files", "body"))


def read_passing(source: Source) -> None:
    """Tell the calls of such classes that send the headers of what passes."""
    if ".request.headers" in source.facts.plain:
        _read_hooks(source)
    for scope in source.index.scopes:
        if isinstance(scope.node, ast.ClassDef) and scope.parent is not None and _is_between(source, scope):
            for called in _calls(source, scope):
                _tell(source, called)


def _read_hooks(source: Source) -> None:
    """Tell the calls of functions that are handed an answer and send the headers of its request."""
    for scope in source.index.scopes:
        if scope.parameters and any(_is_of_answer(part, scope) for part in ast.walk(scope.node)):
            for called in scope.calls:
                if source.resolver.dotted(called.node.func, scope) in sinks.SENDERS:
                    _tell(source, called)


def _is_of_answer(part: ast.AST, scope: Scope) -> bool:
    """Whether a part of a function is `answer.request.headers` of its first argument."""
    return (
        isinstance(part, ast.Attribute)
        and part.attr == "headers"
        and isinstance(part.value, ast.Attribute)
        and part.value.attr == "request"
        and isinstance(part.value.value, ast.Name)
        and scope.parameters[:1] == (part.value.value.id,)
        and part.value.value.id != "self"
    )


def _tell(source: Source, called: Called) -> None:
    at = At(called.scope, called.block)
    body = [word.value for word in called.node.keywords if word.arg in _BODY]
    if body and not _HEADERS.isdisjoint(names_in(source.evaluator, body, at)):
        address = forms.endpoint(address_of(source.evaluator, called.node, at))
        source.use(Capability.NETWORK, "credential-header-sent", called, address)


def _is_between(source: Source, scope: Scope) -> bool:
    assert isinstance(scope.node, ast.ClassDef)
    assert scope.parent is not None
    return any(source.resolver.dotted(base, scope.parent) in _BETWEEN for base in scope.node.bases)


def _calls(source: Source, owner: Scope) -> Iterator[Called]:
    """The calls in the methods of a class that send by a function of a library, and not by the class itself."""
    for scope in source.index.scopes:
        if scope.parent is owner:
            for called in scope.calls:
                if source.resolver.dotted(called.node.func, scope) in sinks.SENDERS:
                    yield called
