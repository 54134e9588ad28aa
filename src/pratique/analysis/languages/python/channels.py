"""What somebody writes in a chat or channel: the parameters of functions that a client of it calls.

`@bot.command`, `@client.event`, `@sio.on("x")` and `client.on_message = f` say so, where the client was made by a library that is
known to be one.
"""

import ast
from collections.abc import Iterator

from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.scopes import Binding, Scope

LIBRARIES = frozenset(
    (
        *("discord", "nextcord", "disnake", "interactions", "telebot", "aiogram", "pyrogram", "telethon"),
        *("socketio", "slack_bolt", "paho", "irc", "nats", "pusher", "pysher", "centrifuge", "websocket"),
    )
)
"""Modules whose objects are clients of a chat or channel."""
_TOLD = frozenset(("on_message", "on_data", "on_publish"))
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
    if current is None:
        return False
    names = set(current.parameters)
    parts = [*node.args, *(word.value for word in node.keywords)]
    for count, part in enumerate(part for root in parts for part in ast.walk(root)):
        if count > _MOST_PARTS:
            return False
        if isinstance(part, ast.Name):
            if part.id in names:
                return True
            # One name between: `command = message.content[4:]`.
            for bound in current.names.get(part.id, ()):
                if bound.node is not None and any(
                    isinstance(inner, ast.Name) and inner.id in names for inner in ast.walk(bound.node)
                ):
                    return True
    return False
