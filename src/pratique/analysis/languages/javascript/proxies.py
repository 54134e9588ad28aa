"""Looking up the machine's own proxy, to learn whether it is online: the name comes from a setting and tells nobody anything.

create-react-app (2016-2025) asks so before it installs.
"""

import re
from typing import TYPE_CHECKING

from tree_sitter import Node

from pratique.analysis.languages.javascript import addressing, own_name
from pratique.analysis.languages.javascript.scopes import Function, How, Scope, lookup
from pratique.analysis.languages.javascript.values import Value

if TYPE_CHECKING:
    from pratique.analysis.languages.javascript.called import Called
    from pratique.analysis.languages.javascript.evaluate import Evaluator

OWN_PROXY = "${proxy}"
_HOSTS = frozenset((b"hostname", b"host"))
_PARSES = frozenset(("url.parse", "URL"))
_SETTING = re.compile(rb"process\.env\.\w*_proxy|process\.env\[[\"']\w*_proxy[\"']\]", re.IGNORECASE)
_ASKED = re.compile(r"(?:npm|yarn|pnpm) config get (?:https?-)?proxy")
_SHAPES = frozenset((b"toString", b"trim"))
_STARTS = frozenset(("child_process.execSync", "child_process.execFileSync"))
_MOST_DEEP = 6
_MOST_PLACES = 8


def looked_up(evaluator: "Evaluator", called: "Called") -> str | None:
    """How it is shown that the machine's own name or that of its proxy is looked up; None for any other."""
    return own_name.asked_for(evaluator, called) or (OWN_PROXY if is_own_proxy(evaluator, called) else None)


def is_own_proxy(evaluator: "Evaluator", called: "Called") -> bool:
    """Whether the first argument is the host of an address that only settings for a proxy give, as they are."""
    if not called.arguments or isinstance(called.arguments[0], Value):
        return False
    node, scope = called.arguments[0]
    if node.type != "member_expression" or evaluator.slice(node.child(node.child_count - 1)) not in _HOSTS:
        return False
    parsed = node.child(0)
    if parsed.type == "identifier":
        held = addressing.only_value(evaluator, parsed, scope)
        if held is None:
            return False
        parsed, scope = held
    if parsed.type not in {"call_expression", "new_expression"}:
        return False
    inner = evaluator.called(parsed, scope)
    if inner.function.name not in _PARSES or not inner.arguments or isinstance(inner.arguments[0], Value):
        return False
    return _is_setting(evaluator, *inner.arguments[0], 0)


def _is_setting(evaluator: "Evaluator", node: Node, scope: Scope, deep: int) -> bool:
    """Whether whatever an expression may give is a setting for a proxy, or nothing."""
    if deep > _MOST_DEEP:
        return False
    kind = node.type
    if kind in {"parenthesized_expression", "ternary_expression"}:
        arms = node.named_children[-2:] if kind == "ternary_expression" else node.named_children[:1]
        return all(_is_setting(evaluator, arm, scope, deep + 1) for arm in arms)
    if kind == "identifier":
        return _is_setting_by_name(evaluator, node, scope, deep)
    if kind == "call_expression":
        return _gives_setting(evaluator, node, scope, deep)
    return kind in {"undefined", "null"} or _SETTING.fullmatch(evaluator.slice(node)) is not None


def _is_setting_by_name(evaluator: "Evaluator", node: Node, scope: Scope, deep: int) -> bool:
    name = evaluator.slice(node)
    if name == b"undefined":
        return True
    owner = lookup(scope, name)
    if owner is None:
        return False
    bounds = [*owner.names[name], *evaluator.bindings.assigned(owner, name)]
    given = [bound for bound in bounds if bound.node is not None]
    return 0 < len(given) <= _MOST_PLACES and all(
        bound.how is How.ASSIGN
        and not bound.path
        and bound.node is not None
        and _is_setting(evaluator, bound.node, bound.scope, deep + 1)
        for bound in given
    )


def _gives_setting(evaluator: "Evaluator", node: Node, scope: Scope, deep: int) -> bool:
    """Whether a call asks a package manager for its proxy, or is of a function that gives nothing but such settings."""
    function = node.child(0)
    if (
        function.type == "member_expression"
        and evaluator.slice(function.child(function.child_count - 1)) in _SHAPES
    ):
        return _is_setting(evaluator, function.child(0), scope, deep + 1)
    called = evaluator.called(node, scope)
    if called.function.name in _STARTS:
        return _ASKED.fullmatch(evaluator.argument(called, 0).text or "") is not None
    target = called.function.target
    return (
        isinstance(target, Function)
        and 0 < len(target.returns) <= _MOST_PLACES
        and all(_is_setting(evaluator, returned, inside, deep + 1) for returned, inside in target.returns)
    )
