"""Whether the address of a request carries data, or only says where it goes."""

import re

from tree_sitter import Node

from pratique.analysis.languages.javascript.escapes import identifier, unescape
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.scopes import Bound, How, Scope, lookup

HOSTS = frozenset((b"host", b"hostname"))
_PARSERS = frozenset(("URL", "url.parse", "url.URL"))
PARTS = frozenset(("href", "origin", "host", "hostname", "pathname"))
"""Members of a URL object that are told."""
_WEB = re.compile(r"((?:https?|wss?)://)([^/?#\\]+)(.*)", re.IGNORECASE | re.DOTALL)
_PLAIN_HOST = re.compile(r"([\w.-]+)(?::\d+)?")
_DOMAIN = re.compile(r"[\w-]{0,63}(?:\.[\w-]{1,63}){2,10}(?:[:/?#]|\Z)")
"""The end of a host with a domain of at least two parts, as it stands behind what is not constant."""
_MOST_STEPS = 3
_MOST_OPERANDS = 200
_MOST_VALUES = 6


def carries_data(evaluator: Evaluator, node: Node, scope: Scope) -> bool:
    """Whether an address holds data behind a constant host, or in front of a constant domain.

    `https://host/x?d=${data}` and `${data}.dns.example` do. `${base}/path` does not: what comes first says
    where a request goes, and taking that from the environment is a setting.
    """
    for _ in range(_MOST_STEPS):
        if node.type == "identifier":
            bound = only_value(evaluator, node, scope)
            if bound is None:
                return False
            node, scope = bound
            continue
        break
    first, last = _ends(evaluator, node, scope)
    if first is not None and "://" in first:
        rest = first.partition("://")[2]
        return "/" in rest or "?" in rest
    return last is not None and last.startswith(".") and last.count(".") > 1


def stands_before_domain(evaluator: Evaluator, node: Node, scope: Scope) -> bool:
    """Whether something that is not constant is in the host of an address: `https://a.${data}.far.example/`."""
    for _ in range(_MOST_STEPS):
        bound = only_value(evaluator, node, scope) if node.type == "identifier" else None
        if bound is None:
            break
        node, scope = bound
    first, *others = _texts(evaluator, node, scope) or [""]
    head, mark, rest = (first or "").partition("://")
    return (
        bool(head and mark) and not set("/?#") & set(rest) and any(map(_DOMAIN.match, filter(None, others)))
    )


def _texts(evaluator: Evaluator, node: Node, scope: Scope) -> list[str | None]:
    """The constant texts of one that is put together, in order; None for what is not constant in a sum."""
    if node.type == "template_string":
        places = [node.start_byte + 1]
        for child in node.named_children[:_MOST_OPERANDS]:
            if child.type == "template_substitution":
                places += [child.start_byte, child.end_byte]
        places.append(node.end_byte - 1)
        return [
            unescape(evaluator.source[start:end])
            for start, end in zip(places[::2], places[1::2], strict=True)
        ]
    found: list[str | None] = []
    left: Node | None = node
    while left is not None and left.type == "binary_expression" and len(found) < _MOST_OPERANDS:
        found.append(evaluator.value(left.child_by_field_name("right"), scope).text)
        left = left.child_by_field_name("left")
    return [evaluator.value(left, scope).text, *reversed(found)] if found else []


def printed(text: str) -> str:
    """An address as a URL object prints it: an empty path is `/`."""
    found = _WEB.fullmatch(text)
    if found is None or found.group(3).startswith(("/", "\\")):
        return text
    return f"{found.group(1)}{found.group(2)}/{found.group(3)}"


def part(text: str, key: str) -> str | None:
    """A part of what a URL object prints; None when a hole or a name of a user makes it unknown."""
    if key == "href":
        return text
    found = _WEB.fullmatch(text)
    host = _PLAIN_HOST.fullmatch(found.group(2)) if found is not None else None
    if found is None or host is None:
        return None
    if key == "pathname":
        path = re.split("[?#]", found.group(3), maxsplit=1)[0]
        return None if "${" in path else path
    return {"origin": found.group(1) + found.group(2), "host": found.group(2), "hostname": host.group(1)}[key]


def all_values(evaluator: Evaluator, node: Node, scope: Scope) -> list[tuple[Node, Scope]]:
    """The expressions that give a variable one value or another, options here and an address there; empty unless all are plain."""
    bounds = _bounds(evaluator, node, scope) if node.type == "identifier" else []
    if not 2 <= len(bounds) <= _MOST_VALUES:
        return []
    found = [
        (bound.node, bound.scope)
        for bound in bounds
        if bound.how is How.ASSIGN and bound.node is not None and not bound.path
    ]
    return found if len(found) == len(bounds) else []


def _bounds(evaluator: Evaluator, node: Node, scope: Scope) -> list[Bound]:
    name = identifier(evaluator.slice(node))
    owner = lookup(scope, name)
    return [*owner.names[name], *evaluator.bindings.assigned(owner, name)] if owner is not None else []


def _is_bare(bound: Bound) -> bool:
    """Whether a name is only declared, `let name;`, or what it holds is filled."""
    return bound.how is How.FILLED or (bound.how is How.OTHER and bound.node is None)


def only_value(evaluator: Evaluator, node: Node, scope: Scope) -> tuple[Node, Scope] | None:
    """The one expression that gives a variable its value; None when there are several, or none."""
    bounds = [bound for bound in _bounds(evaluator, node, scope) if not _is_bare(bound)]
    if len(bounds) == 1 and bounds[0].how is How.ASSIGN and bounds[0].node is not None and not bounds[0].path:
        return bounds[0].node, bounds[0].scope
    return None


def is_host(evaluator: Evaluator, node: Node, scope: Scope) -> bool:
    """Return True if an expression is the host of a parsed address: `new URL(x).hostname`."""
    if node.type != "member_expression":
        return False
    key = node.child(node.child_count - 1)
    return evaluator.slice(key) in HOSTS and is_parsed(evaluator, node.child(0), scope)


def is_parsed(evaluator: Evaluator, node: Node, scope: Scope) -> bool:
    """Return True if an expression gives a parsed address: `new URL(x)`, `url.parse(x)`, or a variable that holds one."""
    if node.type == "identifier":
        held = only_value(evaluator, node, scope)
        if held is None:
            return False
        node, scope = held
    return (
        node.type in {"call_expression", "new_expression"}
        and evaluator.called(node, scope).function.name in _PARSERS
    )


def filled_with(evaluator: Evaluator, node: Node, scope: Scope) -> list[tuple[Node, Scope]]:
    """What the query of an address is filled with that is a variable: `address`, `address.href`, `address.toString()`."""
    for _ in range(2):
        if node.type in {"call_expression", "member_expression"} and node.child_count:
            node = node.child(0)
    if node.type != "identifier":
        return []
    bounds = _bounds(evaluator, node, scope)[:_MOST_OPERANDS]
    return [
        (bound.node, bound.scope) for bound in bounds if bound.how is How.FILLED and bound.node is not None
    ]


def has_default(evaluator: Evaluator, node: Node, scope: Scope) -> bool:
    """Return True where an address names a host of its own beside what the environment gives: `process.env.X || "https://far"`."""
    for _ in range(_MOST_STEPS):
        while (
            node.type in {"member_expression", "await_expression", "parenthesized_expression"}
            and node.named_child_count
        ):
            if node.type == "member_expression" and evaluator.slice(node).startswith(b"process.env"):
                return False
            node = node.named_child(0)
        if node.type in {"call_expression", "new_expression"}:
            arguments = node.child_by_field_name("arguments")
            if arguments is None or not arguments.named_child_count:
                return True
            node = arguments.named_child(0)
        if node.type == "identifier":
            bound = only_value(evaluator, node, scope)
            if bound is None:
                return True
            node, scope = bound
    return not evaluator.slice(node).startswith(b"process.env") or node.type != "member_expression"


def _ends(evaluator: Evaluator, node: Node, scope: Scope) -> tuple[str | None, str | None]:
    """The constant texts at the start and at the end of a text that is put together."""
    if node.type == "template_string":
        parts = [
            child for child in node.named_children[:_MOST_OPERANDS] if child.type == "template_substitution"
        ]
        if not parts:
            return None, None
        first = unescape(evaluator.source[node.start_byte + 1 : parts[0].start_byte])
        if not first:
            inner = parts[0].named_child(0) if parts[0].named_child_count else None
            first = evaluator.value(inner, scope).text or ""
        return first, unescape(evaluator.source[parts[-1].end_byte : node.end_byte - 1])
    if node.type == "binary_expression":
        last = evaluator.value(node.child_by_field_name("right"), scope).text
        left: Node | None = node
        for _ in range(_MOST_OPERANDS):
            if left is None or left.type != "binary_expression":
                break
            left = left.child_by_field_name("left")
        return evaluator.value(left, scope).text, last
    if node.type in {"call_expression", "new_expression"}:
        # encodeURI(text), new URL(text)
        arguments = node.child_by_field_name("arguments")
        inner = arguments.named_child(0) if arguments is not None and arguments.named_child_count else None
        return (
            _ends(evaluator, inner, scope) if inner is not None and inner.type != node.type else (None, None)
        )
    return None, None
