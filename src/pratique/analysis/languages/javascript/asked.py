"""What a call that asks for a module may ask for, where one expression gives several names or only the head of one is known."""

import re
from collections.abc import Sequence

from tree_sitter import Node

from pratique.analysis.languages.javascript import literals, started, targets
from pratique.analysis.languages.javascript.called import Called
from pratique.analysis.languages.javascript.escapes import unescape
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.scopes import Scope
from pratique.analysis.languages.values import NOTHING, Value

_EITHER = frozenset(("||", "??"))
_RESOLVING = frozenset((b"require.resolve", b"import.meta.resolve"))
_ENCODING = frozenset(("encodeURIComponent", "encodeURI", "escape"))
_JOINING = frozenset(("path.join", "path.resolve"))
_MOST_ARMS = 16
_MOST_PARTS = 50
_NEAR = re.compile(r"\.{1,2}/")


def asked_for(evaluator: Evaluator, called: Called) -> list[tuple[Value, bool]]:
    """The names of the modules that a call asks for, each with whether the source shows it plainly."""
    if not called.arguments:
        return []
    given = called.arguments[0]
    if isinstance(given, Value):
        return [(given, False)]
    direct = called.function.name != "module._load"
    return [
        (evaluator.value(arm, scope), direct and arm.type == "string")
        for arm, scope in _arms(evaluator, *given)
    ]


def place_of(evaluator: Evaluator, called: Called) -> str | None:
    """The path of a module in the package's own folder, or in one that a program makes its files in; None for any other."""
    place = targets.first_argument(evaluator, called)
    known = place.startswith(started.PLACES) and not targets.is_open(place.removeprefix("${tmp}"))
    return started.relative(place) if known else None


def heads_of(evaluator: Evaluator, called: Called) -> list[str]:
    """The heads of paths below the file's own folder or one above it whose rest is computed, each with a `*` for that.

    Behind it stands how the path ends, where the source shows it: `./locales/*.js`.
    """
    if not called.arguments or isinstance(called.arguments[0], Value):
        return []
    found: list[str] = []
    for arm, scope in _arms(evaluator, *called.arguments[0]):
        path = started.relative(targets.outline(evaluator, arm, scope))
        # Where an outline has no hole, it shows one arm of a choice inside.
        head = path.partition("${")[0] if targets.is_open(path) else _leftmost(evaluator, arm, scope)
        if _NEAR.match(head):
            # An address may end in a query, and a `*` of the path's own stands for nothing.
            plain = called.function.name == "require" and "*" not in head
            found.append(f"{head}*{_end_of(evaluator, arm, scope) if plain else ''}")
    return found + _otherwise(evaluator, called)


def _end_of(evaluator: Evaluator, node: Node, scope: Scope) -> str:
    """The text, as it is written, with which a sum, a template or the last part of a joined path ends; "" where none is shown."""
    last: Node | None = None
    if node.type == "binary_expression":
        last = node.child_by_field_name("right")
    elif node.type == "call_expression" and evaluator.called(node, scope).function.name in _JOINING:
        arguments = node.child(node.child_count - 1).named_children
        last = arguments[-1] if arguments else None
    elif node.type == "template_string" and node.named_child_count:
        last = node.named_child(node.named_child_count - 1)
        last = last if last.type != "template_substitution" else None
    if last is None or last.type not in {"string", "string_fragment"}:
        return ""
    end = evaluator.source[last.start_byte : last.end_byte].decode("utf-8", "replace").strip("\"'")
    return end if "*" not in end else ""


def _otherwise(evaluator: Evaluator, called: Called) -> list[str]:
    """The path of the package's own that is taken where something is not set: `path.join(__dirname, process.env.X || "x")`."""
    evaluator.other_arm = True
    try:
        path = place_of(evaluator, called)
    finally:
        evaluator.other_arm = False
    return [path] if path is not None else []


def is_code(evaluator: Evaluator, called: Called) -> bool:
    """Whether a module is asked for by an address that holds its code."""
    return targets.first_argument(evaluator, called).startswith("data:")


def code_in_address(evaluator: Evaluator, called: Called) -> Value:
    """What is put behind the head of an address that holds code: `"data:text/javascript," + encodeURIComponent(code)`."""
    node, scope = called.arguments[0] if not isinstance(called.arguments[0], Value) else (None, None)
    if node is None or scope is None:
        return NOTHING
    end = node.child_by_field_name("right") if node.type == "binary_expression" else None
    if node.type == "template_string" and node.named_child_count:
        last = node.named_child(node.named_child_count - 1)
        end = last.named_child(0) if last.type == "template_substitution" else None
    if end is None:
        return NOTHING
    inner = evaluator.called(end, scope) if end.type == "call_expression" else None
    encoded = inner is not None and inner.function.name in _ENCODING
    return evaluator.argument(inner, 0) if inner is not None and encoded else evaluator.value(end, scope)


def _leftmost(evaluator: Evaluator, node: Node, scope: Scope) -> str:
    """The text with which a sum or a template begins; "" for any other expression, and for one whose value is known."""
    if evaluator.value(node, scope).known:
        return ""
    if node.type == "template_string":
        first = next((one for one in node.named_children if one.type == "template_substitution"), None)
        return unescape(evaluator.source[node.start_byte + 1 : first.start_byte]) if first is not None else ""
    for _ in range(_MOST_PARTS):
        left = node.child_by_field_name("left") if node.type == "binary_expression" else None
        if left is None:
            return ""
        text = evaluator.value(left, scope).text
        if text is not None:
            return text
        node = left
    return ""


def _arms(evaluator: Evaluator, node: Node, scope: Scope) -> list[tuple[Node, Scope]]:
    """The expressions of which one gives the name: arms of a choice, both sides of `a || b`, all that `{...}[key]` may take."""
    found: list[tuple[Node, Scope]] = []
    waiting: list[tuple[Node, Scope]] = [(node, scope)]
    while waiting and len(found) < _MOST_ARMS:
        here, where = waiting.pop()
        inner = _inner(evaluator, here, where)
        if inner:
            waiting.extend(reversed(inner))
        else:
            found.append((here, where))
    return found


def _inner(evaluator: Evaluator, node: Node, scope: Scope) -> list[tuple[Node, Scope]]:
    arms: Sequence[Node | None]
    if node.type == "ternary_expression":
        arms = [node.child_by_field_name("consequence"), node.child_by_field_name("alternative")]
    elif node.type == "parenthesized_expression":
        arms = node.named_children[:1]
    elif node.type == "binary_expression":
        sign = node.child_by_field_name("operator")
        if sign is None or sign.type not in _EITHER:
            return []
        arms = [node.child_by_field_name("left"), node.child_by_field_name("right")]
    elif node.type == "call_expression" and evaluator.slice(node.child(0)) in _RESOLVING:
        given = node.child(node.child_count - 1)
        arms = given.named_children[:1]
    elif node.type == "subscript_expression" and evaluator.value(node, scope).text is None:
        return _held(evaluator, node, scope)
    else:
        return []
    return [(arm, scope) for arm in arms if arm is not None]


def _held(evaluator: Evaluator, node: Node, scope: Scope) -> list[tuple[Node, Scope]]:
    """What a literal holds of which a computed key takes one."""
    holder = node.child_by_field_name("object")
    literal = evaluator.value(holder, scope).literal if holder is not None else None
    if literal is None:
        return []
    if literal.node.type == "object":
        held: list[Node | None] = list(literals.properties_of(evaluator, literal).values())
    elif literal.node.type == "array":
        held = literals.elements_of(evaluator, literal)
    else:
        return []
    return [(one, literal.scope) for one in held[:_MOST_ARMS] if one is not None]
