"""Payments that are led astray: addresses swapped in the clipboard or in what a page receives, and requests to a wallet that are rewritten.

Each is told by what stands together in one file: the place where something is changed, and what the addresses of payments look like.
"""

import re

from tree_sitter import Node

from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript.scopes import Set
from pratique.analysis.languages.javascript.source import Source

LOOKS = (
    re.compile(rb"0x\)?\??\[[0-9a-fA-F\\d-]{2,24}\]\{40"),
    re.compile(
        rb"\bbc1\b.{0,16}\[|\bbc1\|\[13\]|\[13\]\)?\[|\(\??:?1\|3\b|[TLDX]\[[0-9A-HJ-NP-Za-km-z\\w-]{4,60}\]\{3[0-9]"
    ),
    re.compile(rb"\[(?:1-9A-HJ-NP-Za-km-z|a-km-zA-HJ-NP-Z1-9|1-9a-km-zA-HJ-NP-Z)\]\{[34]"),
)
"""How patterns spell the addresses of Ethereum; of Bitcoin, Tron and their like; of Solana: base 16 or base 58 of a length."""
_READING = re.compile(
    r"\bGet-Clipboard\b|\bpbpaste\b|\bxclip\b.{0,40} -o\b|\bxsel\b.{0,20} (?:-o|--output)\b", re.IGNORECASE
)
_WRITING = re.compile(
    r"\bSet-Clipboard\b|\bpbcopy\b|\bclip(?:\.exe)?\Z|\bxclip\b|\bxsel\b.{0,20} (?:-i|--input)\b",
    re.IGNORECASE,
)
_READERS = ("clipboardy.read", "copy-paste.paste", "electron.clipboard.readText", "navigator.clipboard.read")
_WRITTEN = re.compile(rb"\.(?:write(?:Text)?(?:Sync)?|copy)\s{0,9}\(")
"""How the libraries that read a clipboard write it."""
_HOOKED_KEYS = (b"fetch", b"XMLHttpRequest", b"open", b"send")
_HOOKS = ("hook:fetch", "hook:XMLHttpRequest")
_ANSWERED = re.compile(rb"new Response\s*\(|defineProperty\s*\([^,]{1,60},\s*[\"']response(?:Text)?[\"']")
_NEAR = 20_000
"""Bytes around a replaced function in which the rest must stand: a bundle has everything somewhere."""
_WALLET_KEYS = (
    b"request",
    b"send",
    b"sendAsync",
    b"signTransaction",
    b"sendTransaction",
    b"signAndSendTransaction",
)
_ASKED = re.compile(rb"eth_(?:sendTransaction|signTransaction)\b")
_SIGNED = re.compile(rb"\btransaction\b|\binstructions\b|\brecipient\b")
_REWRITTEN = re.compile(
    rb"(?:\.(?:to|data|destination|recipient|pubkey)|\[[\"'](?:to|data|destination|recipient|pubkey)[\"']\])\s{0,9}=(?![=>])"
)
_COPIED = re.compile(
    rb"addEventListener\s{0,9}\(\s{0,9}[\"'](?:copy|cut|paste)[\"'](?=[^;]{0,600}\.setData\()"
)
_BESIDE = 2_000
_MOST_PLACES = 40
_MOST_BYTES = 40_000


def read_payments(source: Source) -> None:
    """Note payments that are led astray."""
    data = source.evaluator.source
    _clipboard(source, data)
    hooked = {use.line for use in source.facts.uses.values() if use.api.startswith(_HOOKS)}
    if hooked:
        _page(source, data, hooked)
    for key in _WALLET_KEYS:
        for place in source.index.properties.get(key, ())[:_MOST_PLACES]:
            _wallet(source, data, place, key)


def _clipboard(source: Source, data: bytes) -> None:
    uses = list(source.facts.uses.values())
    started = [use for use in uses if use.capability is Capability.PROCESS and use.argument]
    reading = [use for use in uses if use.api.startswith(_READERS)]
    reads = reading or any(_READING.search(use.argument or "") for use in started)
    writing = [
        use
        for use in started
        if _WRITING.search(use.argument or "") and not _READING.search(use.argument or "")
    ]
    if reading and _WRITTEN.search(data):
        writing += reading
    copies = b"writeText" in data or b"setData" in data
    place = _copying_replaced(source, data) if copies else None
    if place is not None:
        line = source.line_at(place)
        source.facts.add_use(Capability.SECRETS, "payment-address-swap", line, at_load=True)
    if reads and writing and any(look.search(data) for look in LOOKS):
        use = writing[0]
        source.facts.add_use(
            Capability.SECRETS, "payment-address-swap", use.line, at_load=use.at_load, scope=use.scope
        )


def _copying_replaced(source: Source, data: bytes) -> int | None:
    """Where the function by which pages copy is replaced, or what is copied is changed, beside the looks of two currencies; None for nowhere."""
    places = [
        place.object.start_byte
        for place in source.index.properties.get(b"writeText", ())
        if place.bound.node is not None and _is_made(place.bound.node)
    ]
    places += [match.start() for match in _COPIED.finditer(data)]
    for place in places[:_MOST_PLACES]:
        near = data[max(place - _BESIDE, 0) : place + _BESIDE]
        if sum(look.search(near) is not None for look in LOOKS) > 1 and b".replace(" in near:
            return place
    return None


def _page(source: Source, data: bytes, lines: set[int]) -> None:
    """A function of the page by which it asks for data is replaced where addresses of two currencies at least are looked for."""
    places = [
        place.object for key in _HOOKED_KEYS for place in source.index.properties.get(key, ())[:_MOST_PLACES]
    ]
    for place in places:
        line, middle = source.evaluator.line(place), place.start_byte
        if line not in lines:
            continue
        near = data[max(middle - _NEAR, 0) : middle + _NEAR]
        if sum(look.search(near) is not None for look in LOOKS) > 1 and _ANSWERED.search(near):
            source.facts.add_use(Capability.NETWORK, "hook:payment-address", line, at_load=True)
            return


def _wallet(source: Source, data: bytes, place: Set, key: bytes) -> None:
    """`provider.request = (args) => {... args.params[0].to = mine ...}`, where the old function is read too."""
    node = place.bound.node
    if node is None or not _is_made(node):
        return
    text = data[node.start_byte : min(node.end_byte, node.start_byte + _MOST_BYTES)]
    owner = source.evaluator.slice(place.object)
    reads = (
        rb"(?<![\w$])"
        + re.escape(owner)
        + rb"(?:\."
        + key
        + rb"\b|\[[\"']"
        + key
        + rb"[\"']\])(?!\s{0,9}=[^=])"
    )
    if (
        len(owner) < 100
        and (_SIGNED if b"ransaction" in key else _ASKED).search(text)
        and _REWRITTEN.search(text)
        and re.search(reads, data)
    ):
        source.facts.add_use(
            *(Capability.NETWORK, "hook:ethereum.request", source.evaluator.line(node)),
            at_load=source.load.runs(place.bound.scope),
            scope=source.scope_at(place.bound.scope),
        )


def _is_made(node: Node) -> bool:
    return node.type in {"arrow_function", "function_expression", "function", "generator_function"}
