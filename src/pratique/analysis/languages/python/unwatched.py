"""Programs that are started so that nobody sees them: not waited for, and with their output thrown away, their window hidden or their session left."""

import ast
from collections.abc import Iterator
from itertools import islice

from pratique.analysis.languages.python.resolve import Resolver, lookup
from pratique.analysis.languages.python.scopes import Called, Scope

NAME = "unwatched-start"
"""How facts call such a start."""
_STARTS = "subprocess.Popen"
_STREAMS = ("stdout", "stderr")
_DETACHED = ("start_new_session", "process_group")
_FLAGS = ("DETACHED_PROCESS", "CREATE_NO_WINDOW")
_HIDING_BITS = 0x0800_0008
"""CREATE_NO_WINDOW and DETACHED_PROCESS (Windows, process creation flags)."""
_LEAVES = frozenset(("os.setsid", "os.setpgrp"))
_DEVNULL = -3
_MOST_PARTS = 20_000
_MOST_BOUNDS = 5


def is_unwatched(called: Called, name: str, resolver: Resolver) -> bool:
    """Whether a call starts a program that nobody waits for, and that nobody sees."""
    return (
        name == _STARTS
        and _is_hidden(called.node, called.scope, resolver)
        and _is_dropped(called.node, called.scope)
    )


def _is_hidden(node: ast.Call, scope: Scope, resolver: Resolver) -> bool:
    words = {word.arg: word.value for word in node.keywords if word.arg is not None}
    if len(words) < len(node.keywords):
        return True  # what `**` gives is not in plain sight
    for name in _DETACHED:
        value = words.get(name)
        if value is not None and not (isinstance(value, ast.Constant) and not value.value):
            return True
    before = words.get("preexec_fn")
    if before is not None and resolver.dotted(before, scope) in _LEAVES:
        return True
    if "creationflags" in words and _hides(words["creationflags"]):
        return True
    thrown = [_is_thrown_away(words[name], scope, resolver) for name in _STREAMS if name in words]
    return len(thrown) == len(_STREAMS) and all(thrown)


def _hides(flags: ast.expr) -> bool:
    for part in ast.walk(flags):
        if isinstance(part, ast.Constant) and isinstance(part.value, int) and part.value & _HIDING_BITS:
            return True
        if (part.attr if isinstance(part, ast.Attribute) else getattr(part, "id", "")) in _FLAGS:
            return True
    return False


def _is_thrown_away(node: ast.expr, scope: Scope, resolver: Resolver) -> bool:
    """Whether a stream goes to the null device; one that goes where the other one goes is that one's."""
    if resolver.dotted(node, scope) in {"subprocess.DEVNULL", "subprocess.STDOUT"}:
        return True
    return any(_is_null(given, scope, resolver) for given in _given(node, scope))


def _given(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    yield node
    found = lookup(node.id, scope) if isinstance(node, ast.Name) else None
    for bound in found[1][:_MOST_BOUNDS] if found else ():
        if bound.node is not None:
            yield bound.node


def _is_null(node: ast.expr, scope: Scope, resolver: Resolver) -> bool:
    if isinstance(node, ast.Call) and node.args:
        node = node.args[0]  # `open(os.devnull, "w")`
    if (
        isinstance(node, ast.UnaryOp)
        and isinstance(node.op, ast.USub)
        and isinstance(node.operand, ast.Constant)
    ):
        return node.operand.value == -_DEVNULL
    if isinstance(node, ast.Constant):
        return node.value in ("/dev/null", "nul", "NUL")
    return resolver.dotted(node, scope) in {"os.devnull", "os.path.devnull", "subprocess.DEVNULL"}


def _is_dropped(node: ast.Call, scope: Scope) -> bool:
    """Whether nobody keeps what was started: a statement of its own, or a name that is never asked."""
    name = None
    for count, part in enumerate(ast.walk(scope.node)):
        if count > _MOST_PARTS:
            return False
        if isinstance(part, ast.Expr) and part.value is node:
            return True
        if isinstance(part, ast.Assign) and part.value is node:
            name = (
                part.targets[0].id
                if len(part.targets) == 1 and isinstance(part.targets[0], ast.Name)
                else None
            )
            break
    if name is None or name in scope.elsewhere:
        return False
    parts = list(islice(ast.walk(scope.node), _MOST_PARTS + 1))
    return len(parts) <= _MOST_PARTS and not any(
        isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Load) for part in parts
    )
