"""What somebody writes in a chat or channel: the parameters of functions that a client of it calls.

`@bot.command`, `@client.event`, `@sio.on("x")`, `client.on_message = f`, `WebSocketApp(url, on_message=f)` and
`client.subscribe("x", f)` say so, where the client was made by a library that is known to be one. What such a function hands on
to another of the file is told, too.
"""

import ast
from collections.abc import Iterator

from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.scopes import Binding, Called, Scope

LIBRARIES = frozenset(
    (
        *(
            "discord",
            "nextcord",
            "disnake",
            "interactions",
            "telebot",
            "telegram",
            "aiogram",
            "pyrogram",
            "telethon",
        ),
        *("socketio", "slack_bolt", "paho", "irc", "nats", "pusher", "pysher", "centrifuge", "websocket"),
    )
)
"""Modules whose objects are clients of a chat or channel."""
_TOLD = frozenset(("on_message", "on_data", "on_publish"))
_FUNCTIONS = (ast.Name, ast.Attribute, ast.Lambda)
_MOST_GIVEN = 12
_MOST_HELPERS = 60
_MOST_PARTS = 60


def handlers(evaluator: Evaluator) -> frozenset[Scope]:
    """The functions of the file that a client of a chat or channel calls with what it is told."""
    found = set[Scope]()
    for scope in evaluator.index.scopes:
        node, around = scope.node, scope.parent
        if (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and around is not None
            and not around.is_class
            and any(_is_client(evaluator, part, around) for part in node.decorator_list)
        ):
            found.add(scope)
    for name, value, around in evaluator.index.patched:
        if name in _TOLD:
            found.update(_named(value, around))
    for scope in evaluator.index.scopes:
        for called in scope.calls:
            found.update(_handed(evaluator, called))
    return _with_helpers(evaluator, found)


def _handed(evaluator: Evaluator, called: Called) -> Iterator[Scope]:
    """The functions of the file that a client, or what makes one, is given."""
    at = At(called.scope, called.block)
    named = [word.value for word in called.node.keywords if word.arg in _TOLD]
    parts = [*called.node.args[:_MOST_GIVEN], *(word.value for word in called.node.keywords[:_MOST_GIVEN])]
    if not named and not any(isinstance(part, _FUNCTIONS) for part in parts):
        return
    name = evaluator.value(called.node.func, at).name
    if name.partition(".")[0] not in LIBRARIES:
        return
    for part in parts if "()" in name or name.endswith("Handler") else named:
        target = evaluator.value(part, at).target if isinstance(part, _FUNCTIONS) else None
        if target is not None and not target.is_class:
            yield target


def _with_helpers(evaluator: Evaluator, found: set[Scope]) -> frozenset[Scope]:
    """The functions, and those of the file that they hand what they are told."""
    waiting = list(found)
    for _ in range(_MOST_HELPERS):
        if not waiting:
            break
        handler = waiting.pop()
        for scope, callers in evaluator.callers.items():
            if scope not in found and not scope.is_class:
                given = (called for called in callers if called.scope is handler)
                if any(_is_told(handler, called.node) for called in given):
                    found.add(scope)
                    waiting.append(scope)
    return frozenset(found)


def _is_client(evaluator: Evaluator, decorator: ast.expr, around: Scope) -> bool:
    plain = decorator.func if isinstance(decorator, ast.Call) else decorator
    if not isinstance(plain, ast.Attribute) or not isinstance(plain.value, ast.Name):
        return False
    name = evaluator.value(plain.value, At(around)).name
    return "()" in name and name.partition(".")[0] in LIBRARIES


def _named(node: ast.expr, around: Scope) -> Iterator[Scope]:
    bounds = around.names.get(node.id, ()) if isinstance(node, ast.Name) else ()
    yield from (bound.target for bound in bounds if bound.how is Binding.LOCAL and bound.target is not None)


def told(handlers: frozenset[Scope], scope: Scope, node: ast.Call) -> bool:
    """Whether a call in one of the functions is given something that stands in its parameters."""
    current: Scope | None = scope
    while current is not None and current not in handlers:
        current = current.parent
    return current is not None and _is_told(current, node)


def _is_told(handler: Scope, node: ast.Call) -> bool:
    """Whether a call is given something that stands in the parameters of a function, with one name between."""
    names = {
        name
        for name, bounds in handler.names.items()
        if name not in {"self", "cls"} and bounds[0].how is Binding.PARAMETER
    }
    parts = [*node.args, *(word.value for word in node.keywords)]
    for count, part in enumerate(part for root in parts for part in ast.walk(root)):
        if count > _MOST_PARTS:
            return False
        if isinstance(part, ast.Name):
            if part.id in names:
                return True
            # One name between: `command = message.content[4:]`.
            for bound in handler.names.get(part.id, ()):
                if bound.node is not None and any(
                    isinstance(inner, ast.Name) and inner.id in names for inner in ast.walk(bound.node)
                ):
                    return True
    return False
