"""What a sink is given, as far as it is constant: an address, a path, a command line.

What is not known is written `${_}`, a variable of the environment `${NAME}`, the user's folder `~`: the constant
parts of `path.join(os.homedir(), ".npmrc")` and of `"curl " + address` say what they are for.
"""

import re
from collections.abc import Callable

from tree_sitter import Node

from pratique.analysis.engine.marks import CLIPBOARD, SECRETS
from pratique.analysis.engine.places import is_host
from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript import (
    addressing,
    copying,
    elements,
    literals,
    opened,
    own_file,
    own_name,
)
from pratique.analysis.languages.javascript.called import Called
from pratique.analysis.languages.javascript.escapes import unescape
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.scopes import Scope, lookup
from pratique.analysis.languages.values import Value

HOLE = "${_}"
_HOLES = re.compile(r"\$\{\w+\}")
_TELLING = re.compile(r"[^\W_]{2}")
_WHOLE = frozenset(("~", "~/", "/"))
"""Paths that say everything without a letter: the home and the root."""
_RAW = "String.raw"
_MOST_TEXT = 600
_MOST_DEEP = 8
_MOST_PARTS = 60
_MOST_WORDS = 12
OWN_PROGRAM = frozenset(("process.execPath", "process.argv0"))
"""Names of the program that runs the file."""
_HOMES = frozenset(("HOME", "USERPROFILE", "HOMEPATH"))
_JOINING = frozenset(("path.join", "path.resolve", "path.normalize"))
_CHOOSING = frozenset(
    ("binary_expression", "template_string", "identifier", "ternary_expression", "parenthesized_expression")
)
"""Expressions that are read part by part where every way is gone: of a choice, their value is that of one."""
_WRAPPING = frozenset(
    (
        *("URL", "url.parse", "url.resolve", "encodeURI", "String", "Request", "url.pathToFileURL"),
        *("decodeURIComponent", "require.resolve", "path.normalize", "url.fileURLToPath", "path.dirname"),
        _RAW,
    )
)
"""Calls that give their first argument again in another shape."""
_PLACES = {"os.homedir": "~", "os.tmpdir": "${tmp}", "process.cwd": "${cwd}"}
_ADDRESS_KEYS = ("url", "uri", "href")
_HOST_KEYS = ("hostname", "host")
_PATH_KEYS = ("path", "pathname")
_FOUNDATION_KEYS = ("baseURL", "baseUrl", "prefixUrl", "origin")
_CLIPBOARD = re.compile(
    r"pbpaste|Get-Clipboard|xclip\b.{0,40}-o|xsel\b.{0,40}-o|wl-paste|GetText\(\)", re.IGNORECASE
)
_KEEPERS = re.compile(
    r"\bgit(?:\.exe)? credential(?:-\w{1,20})? (?:fill|get)\b|\bgh auth token\b|\bsecurity find-(?:generic|internet)-password\b"
    r"|\bnpm config get .{0,80}_authToken|\b(?:gcloud auth print-access-token|aws configure (?:get|export-credentials))\b"
)
"""Commands that print credentials of the user."""


def outline(evaluator: Evaluator, node: Node | None, scope: Scope, deep: int = 0) -> str:
    """The text of an expression, with holes for what is not known."""
    if node is None or deep > _MOST_DEEP:
        return HOLE
    if evaluator.ways is not None and node.type in _CHOOSING:
        return _READERS[node.type](evaluator, node, scope, deep)
    value = evaluator.value(node, scope)
    if value.text is not None:
        return value.text[:_MOST_TEXT]
    if value.name and not (evaluator.other_arm and node.type == "binary_expression"):
        return _of_name(value.name)
    reader = _READERS.get(node.type)
    return reader(evaluator, node, scope, deep) if reader is not None else HOLE


def _of_name(name: str) -> str:
    if name in OWN_PROGRAM:
        return "node"
    if name in own_file.OF_MODULE:
        return own_file.OF_MODULE[name]
    if name.startswith("process.env."):
        variable = name.removeprefix("process.env.")
        if variable in _HOMES:
            return "~"
        return f"${{{variable}}}" if variable.isidentifier() and len(variable) < 60 else HOLE
    return HOLE


def _takes_other(evaluator: Evaluator) -> bool:
    """Whether the second of two expressions is shown."""
    return evaluator.other_arm if evaluator.ways is None else evaluator.ways.take(2) == 1


def _sum(evaluator: Evaluator, node: Node, scope: Scope, deep: int) -> str:
    sign = node.child_by_field_name("operator")
    if sign is None or sign.type != "+":
        side = "right" if _takes_other(evaluator) else "left"
        return outline(evaluator, node.child_by_field_name(side), scope, deep + 1)
    parts: list[str] = []
    left: Node | None = node
    while left is not None and left.type == "binary_expression" and len(parts) < _MOST_PARTS:
        parts.append(outline(evaluator, left.child_by_field_name("right"), scope, deep + 1))
        left = left.child_by_field_name("left")
    parts.append(outline(evaluator, left, scope, deep + 1))
    return _together("", parts[::-1])


def _template(
    evaluator: Evaluator, node: Node, scope: Scope, deep: int, read: Callable[[bytes], str] = unescape
) -> str:
    parts: list[str] = []
    place = node.start_byte + 1
    for child in node.named_children[:_MOST_PARTS]:
        if child.type == "template_substitution":
            parts.append(read(evaluator.source[place : child.start_byte][:_MOST_TEXT]))
            place = child.end_byte
            inner = child.named_child(0) if child.named_child_count else None
            parts.append(outline(evaluator, inner, scope, deep + 1))
    parts.append(read(evaluator.source[place : node.end_byte - 1][:_MOST_TEXT]))
    return _together("", parts)


def _as_written(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def _variable(evaluator: Evaluator, node: Node, scope: Scope, deep: int) -> str:
    name = evaluator.slice(node)
    if name in {b"__dirname", b"__filename"} and lookup(scope, name) is None:
        return name.decode("ascii")
    held = addressing.only_value(evaluator, node, scope)
    if held is None and evaluator.element is not None:
        held = elements.held_at(evaluator, node, scope, evaluator.element)
    if held is None and evaluator.ways is not None:
        several = elements.all_held(evaluator, node, scope)
        held = several[evaluator.ways.take(len(several))] if several else None
        if several is None:
            value = evaluator.value(node, scope)
            return value.text[:_MOST_TEXT] if value.text is not None else _of_name(value.name or "")
    return outline(evaluator, held[0], held[1], deep + 1) if held is not None else HOLE


def _call(evaluator: Evaluator, node: Node, scope: Scope, deep: int) -> str:
    called = evaluator.called(node, scope)
    name = called.function.name
    if name in _PLACES:
        return _PLACES[name]
    if name in _JOINING:
        parts = [_argument(evaluator, given, deep + 1) for given in called.arguments[:_MOST_PARTS]]
        if name == "path.resolve":
            # An absolute part is where the path begins.
            last = max((at for at, part in enumerate(parts) if part.startswith("/")), default=0)
            parts = parts[last:]
        return _together("/", parts)
    if name in _WRAPPING and called.arguments:
        return _wrapped(evaluator, called, deep)
    if called.key in own_file.CUTTING and node.child_count:
        whole = outline(evaluator, node.child(0).child(0), scope, deep + 1)
        return own_file.cut(whole, called.key, evaluator.argument(called, 1).text)
    if called.key in {"toString", "trim", "concat"} and node.child_count:
        callee = node.child(0)
        return outline(evaluator, callee.child(0), scope, deep + 1) if callee.child_count else HOLE
    return HOLE


def _wrapped(evaluator: Evaluator, called: Called, deep: int) -> str:
    """What a call gives that has its first argument in another shape."""
    if called.function.name == _RAW and not isinstance(called.arguments[0], Value):
        return _template(evaluator, *called.arguments[0], deep, read=_as_written)
    first = _argument(evaluator, called.arguments[0], deep + 1)
    if called.function.name == "path.dirname":
        return "__dirname" if first == own_file.NAME else HOLE
    if called.function.name != "URL":
        return first
    if len(called.arguments) == 1 or "://" in first:
        return addressing.printed(first)
    base = _argument(evaluator, called.arguments[1], deep + 1)
    base = "__dirname" if base == own_file.NAME else base
    return addressing.printed(base.rstrip("/") + "/" + first.lstrip("/"))


def _part(evaluator: Evaluator, node: Node, scope: Scope, deep: int) -> str:
    """`address.href` and other parts of a URL object."""
    key = evaluator.slice(node.child(node.child_count - 1)).decode("utf-8", "replace")
    held: tuple[Node, Scope] | None = (node.child(0), scope)
    if key in addressing.PARTS and node.child(0).type == "identifier":
        held = addressing.only_value(evaluator, node.child(0), scope)
    if key not in addressing.PARTS or held is None or held[0].type != "new_expression":
        return HOLE
    if evaluator.called(*held).function.name != "URL":
        return HOLE
    return addressing.part(outline(evaluator, *held, deep + 1), key) or HOLE


def _choice(evaluator: Evaluator, node: Node, scope: Scope, deep: int) -> str:
    side = "alternative" if _takes_other(evaluator) else "consequence"
    return outline(evaluator, node.child_by_field_name(side), scope, deep + 1)


def _inside(evaluator: Evaluator, node: Node, scope: Scope, deep: int) -> str:
    return outline(evaluator, node.named_child(0), scope, deep + 1) if node.named_child_count else HOLE


_READERS: dict[str, Callable[[Evaluator, Node, Scope, int], str]] = {
    "binary_expression": _sum,
    "template_string": _template,
    "identifier": _variable,
    "member_expression": _part,
    "call_expression": _call,
    "new_expression": _call,
    "ternary_expression": _choice,
    "parenthesized_expression": _inside,
    "await_expression": _inside,
    "as_expression": _inside,
    "non_null_expression": _inside,
}


def _argument(evaluator: Evaluator, given: Value | tuple[Node, Scope], deep: int = 0) -> str:
    if isinstance(given, Value):
        return given.text[:_MOST_TEXT] if given.text is not None else HOLE
    return outline(evaluator, given[0], given[1], deep)


def _together(joint: str, parts: list[str]) -> str:
    return joint.join(parts)[:_MOST_TEXT]


def target_of(evaluator: Evaluator, call: Called, capability: Capability) -> str | None:
    """What a call of an API is directed at: address of the network, command of a program, path of a file.

    None when nothing constant says it.
    """
    if call.receiver.form:
        return call.receiver.form
    if capability is Capability.NETWORK:
        return _address(evaluator, call)
    if not call.arguments:
        return None
    if capability is Capability.PROCESS:
        return shown(command(evaluator, call))
    if capability in {Capability.FILE_READ, Capability.FILE_WRITE}:
        return shown(argument(evaluator, call, copying.place_of_path(call)))
    return None


def shown(text: str) -> str | None:
    """A text with holes, when it says anything beside them."""
    return text if text in _WHOLE or _TELLING.search(_HOLES.sub("", text)) else None


def is_open(text: str) -> bool:
    """Whether a text has holes."""
    return _HOLES.search(text) is not None


def argument(evaluator: Evaluator, call: Called, place: int) -> str:
    """Argument number `place` of a call, with holes."""
    return _argument(evaluator, call.arguments[place]) if place < len(call.arguments) else HOLE


def first_argument(evaluator: Evaluator, call: Called) -> str:
    """The first argument of a call, with holes."""
    return argument(evaluator, call, 0)


def command(evaluator: Evaluator, call: Called) -> str:
    """The command line that a call starts, with holes."""
    given = _in_options(evaluator, call)
    if given is not None:
        return given
    words = [_argument(evaluator, call.arguments[0])] if call.arguments else []
    if len(call.arguments) > 1 and not isinstance(call.arguments[1], Value):
        node, scope = call.arguments[1]
        literal = evaluator.value(node, scope).literal
        if literal is not None and literal.node.type == "array":
            held = literals.elements_of(evaluator, literal)[:_MOST_WORDS]
            words += [outline(evaluator, element, literal.scope, 1) for element in held]
    return _together(" ", words)


def _in_options(evaluator: Evaluator, call: Called) -> str | None:
    """The command line in `spawn({file, args})`, as node's own modules have it; None where the first argument is no object."""
    literal = evaluator.argument(call, 0).literal
    if literal is None or literal.node.type != "object":
        return None
    held = literals.properties_of(evaluator, literal)
    words = held.get(b"args")
    listed = evaluator.value(words, literal.scope).literal if words is not None else None
    if listed is None or listed.node.type != "array":
        return outline(evaluator, held.get(b"file"), literal.scope, 1)
    shown = literals.elements_of(evaluator, listed)[:_MOST_WORDS]
    return _together(" ", [outline(evaluator, element, listed.scope, 1) for element in shown])


# Addresses


def _address(evaluator: Evaluator, call: Called) -> str | None:
    return _ADDRESSED.get(call.function.name, _first)(evaluator, call)


def _first(evaluator: Evaluator, call: Called) -> str | None:
    value = evaluator.argument(call, 0)
    if value.literal is not None and value.literal.node.type == "object":
        return options(evaluator, value, secure=call.function.name.startswith("https"))
    return value.form or _plain(evaluator, call, 0)


def _second(evaluator: Evaluator, call: Called) -> str | None:
    return _plain(evaluator, call, 1)


def _datagram(evaluator: Evaluator, call: Called) -> str | None:
    return next((text for text in _texts(evaluator, call, 1) if is_host(text)), None)


def _plain(evaluator: Evaluator, call: Called, place: int) -> str | None:
    return address(_argument(evaluator, call.arguments[place])) if place < len(call.arguments) else None


def _texts(evaluator: Evaluator, call: Called, start: int) -> list[str]:
    values = [evaluator.argument(call, place) for place in range(start, min(len(call.arguments), 8))]
    return [value.text for value in values if value.text is not None]


def _socket(evaluator: Evaluator, call: Called) -> str | None:
    """`connect(port, host)`, `connect(path)`, `connect({host, port})`."""
    first = evaluator.argument(call, 0)
    if first.literal is not None and first.literal.node.type == "object":
        return options(evaluator, first, scheme="")
    if isinstance(first.const, str) and not first.const.isdigit():
        return address(first.const)
    host = _plain(evaluator, call, 1)
    if host is None:
        return None
    port = first.const
    return f"{host}:{port}" if isinstance(port, int | str) and not isinstance(port, bool) else host


def _opened(evaluator: Evaluator, call: Called) -> str | None:
    opening = opened.opening_of(evaluator, call)
    return _plain(evaluator, opening, 1) if opening is not None else None


def _webhook(evaluator: Evaluator, call: Called) -> str | None:
    """`new WebhookClient(id, token)` and `new WebhookClient({url})`."""
    first = evaluator.argument(call, 0)
    if first.literal is not None:
        return options(evaluator, first)
    return f"https://discord.com/api/webhooks/{first.text or ''}"


_ADDRESSED: dict[str, Callable[[Evaluator, Called], str | None]] = {
    **dict.fromkeys(("net.connect", "net.createConnection", "tls.connect", "net.Socket.connect"), _socket),
    "dgram.createSocket": lambda _evaluator, _call: None,
    "dgram.Socket.send": _datagram,
    "dns.lookup": lambda evaluator, call: own_name.asked_for(evaluator, call) or _first(evaluator, call),
    "discord.js.WebhookClient": _webhook,
    "XMLHttpRequest.open": _second,
    "XMLHttpRequest.send": _opened,
}


def options(
    evaluator: Evaluator, value: Value, *, secure: bool = False, scheme: str | None = None
) -> str | None:
    """The address in an object of options."""
    literal = value.literal
    if literal is None or literal.node.type != "object":
        return None
    held = literals.properties_of(evaluator, literal)

    def first(keys: tuple[str, ...]) -> str:
        for key in keys:
            node = held.get(key.encode())
            if node is not None:
                const = evaluator.value(node, literal.scope).const
                if isinstance(const, int) and not isinstance(const, bool):
                    return str(const)
                return outline(evaluator, node, literal.scope, 1)
        return ""

    whole, foundation = first(_ADDRESS_KEYS), first(_FOUNDATION_KEYS)
    if whole:
        return address(
            foundation.rstrip("/") + "/" + whole.lstrip("/") if foundation and "://" not in whole else whole
        )
    host = first(_HOST_KEYS)
    if not host:
        return address(foundation) if foundation else None
    protocol = first(("protocol",)).rstrip(":")
    port = first(("port",))
    start = f"{protocol if protocol.isalpha() else 'https' if secure or port == '443' else 'http'}://"
    end = f":{port}" if port.isdigit() and port not in {"80", "443"} else ""
    path = first(_PATH_KEYS)
    separator = "/" if path and not path.startswith("/") else ""
    return address(
        f"{start if scheme is None else scheme}{host}{end}{separator}{path if scheme is None else ''}"
    )


def address(text: str) -> str | None:
    """The constant part of an address with holes: what stands before them, or the domain behind them."""
    hole = _HOLES.search(text)
    if hole is None:
        return text or None
    before, after = text[: hole.start()], _HOLES.sub("", text[hole.end() :])
    rest = before.partition("://")[2] if "://" in before else before
    if "/" in rest or "?" in rest:
        return before
    if not rest and after.startswith(".") and after.count(".") > 1:
        return before + after.lstrip(".")
    return None


def printed_marks(evaluator: Evaluator, call: Called) -> int:
    """The marks of what a started program prints that is asked for the clipboard, or for credentials that it keeps."""
    line = command(evaluator, call) if call.arguments else ""
    clipboard = CLIPBOARD if _CLIPBOARD.search(line) else 0
    return clipboard | (SECRETS if _KEEPERS.search(line) else 0)
