"""Functions of the platform that a source puts its own in the place of: `window.fetch = function ...`.

Who replaces the function by which requests are made sees and changes all of them. A file that gives `fetch` to a
platform without one replaces nothing: the old function must be read as well.
"""

import re

from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript.scopes import Set
from pratique.analysis.languages.javascript.source import Source
from pratique.analysis.languages.values import NOTHING, Value

_HOOKED: dict[bytes, frozenset[str]] = {
    b"fetch": frozenset(("globalThis",)),
    b"XMLHttpRequest": frozenset(("globalThis",)),
    b"WebSocket": frozenset(("globalThis",)),
    b"open": frozenset(("XMLHttpRequest",)),
    b"send": frozenset(("XMLHttpRequest", "WebSocket")),
    b"request": frozenset(("http", "https")),
    b"get": frozenset(("http", "https")),
}
"""By the property that is assigned, the names of the objects of which it matters."""
_WALLETS = re.compile(rb"(?:\A|[.\"'\[])(ethereum|solana|tronWeb|phantom|web3\.currentProvider)[\"'\]]*\Z")
_WALLET_KEYS = frozenset((b"request", b"send", b"sendAsync", b"signTransaction", b"signAndSendTransaction"))
_DEFINED = re.compile(
    rb"defineProperty\s{0,9}\(\s{0,9}(?:window|globalThis|global|self)(?:\.(ethereum))?\s{0,9},\s{0,9}[\"'](fetch|XMLHttpRequest|ethereum|request)[\"']"
)
_MOST = 200
_MOST_SEARCHES = 10
_BEFORE_READING = re.compile(rb"(?:[=(,:]\s{0,9}|return\s{1,9})\Z")
_MOST_BEFORE = 15


def read_hooks(source: Source) -> None:
    """Note the functions that are replaced."""
    _spell_out(source)
    properties = source.index.properties
    searches = 0
    for key, names in _HOOKED.items():
        for place in properties.get(key, ())[:_MOST]:
            name = source.evaluator.ask(place.object, place.bound.scope).name
            if name not in names or searches >= _MOST_SEARCHES:
                continue
            searches += 1
            if _wraps(source, place, key):
                _note(source, place, key if name == "globalThis" else f"{name}.".encode() + key)
    for key in sorted(_WALLET_KEYS & properties.keys()):
        for place in properties[key][:_MOST]:
            wallet = _wallet_of(source, place)
            if wallet and not _is_renamed(source, place):
                _note(source, place, wallet + b"." + key)
    data = source.evaluator.source
    if b"defineProperty" in data:
        for match in _DEFINED.finditer(data):
            owner = match.group(1) + b"." if match.group(1) else b""
            api = "hook:" + (owner + match.group(2)).decode("ascii")
            source.facts.add_use(Capability.NETWORK, api, source.line_at(match.start()), at_load=True)


def _spell_out(source: Source) -> None:
    """Take properties whose names calls make, as obfuscators have it, for what they are: `window[_0x3f1a(0x86)] = function ...`."""
    for owner, key, bound in source.index.computed[:_MOST]:
        text = source.evaluator.ask(key, bound.scope).text
        if text:
            written = source.evaluator.source[owner.start_byte : key.end_byte + 1]
            place = Set(owner, bound, written)
            source.index.properties.setdefault(text.encode("utf-8", "replace"), []).append(place)


def _wallet_of(source: Source, place: Set) -> bytes:
    """The wallet of a browser that an object is; nothing for another."""
    if place.written:
        name = source.evaluator.ask(place.object, place.bound.scope).name.encode("utf-8", "replace")
    else:
        name = source.evaluator.slice(place.object)[-60:]
    wallet = _WALLETS.search(name)
    return wallet.group(1) if wallet is not None else b""


def _is_renamed(source: Source, place: Set) -> bool:
    """Whether a function of a wallet is given another name of the same wallet: `p.send = p.sendAsync`."""
    node = place.bound.node
    if node is None or node.type != "member_expression":
        return False
    owner, key = node.child_by_field_name("object"), node.child_by_field_name("property")
    slice_ = source.evaluator.slice
    return (
        owner is not None
        and key is not None
        and slice_(key) in _WALLET_KEYS
        and slice_(owner) == slice_(place.object)
    )


def _wraps(source: Source, place: Set, key: bytes) -> bool:
    """Whether the old function is read too: kept in a variable, called, or handed to a proxy."""
    node = place.bound.node
    if node is None:
        return False
    value = source.evaluator.ask(node, place.bound.scope)
    if value is NOTHING and node.type not in {"call_expression", "new_expression"}:
        return False
    return not _is_platform(value) and _reads(source, place, key)


def _is_platform(value: Value) -> bool:
    return bool(value.name) and value.target is None and value.name != "fetch"


def _reads(source: Source, place: Set, key: bytes) -> bool:
    owner = source.evaluator.slice(place.object)
    if len(owner) > 100:
        return False
    if place.written:
        reading = re.compile(re.escape(place.written) + rb"(?!\s{0,9}=[^=])")
        return reading.search(source.evaluator.source) is not None
    # The name stands first in the pattern, which lets the search skip all else.
    member = re.escape(owner) + rb"(?:\." + re.escape(key) + rb"\b|\[[\"']" + re.escape(key) + rb"[\"']\])"
    reading = re.compile(member + rb"(?!\s{0,9}=[^=])")
    data = source.evaluator.source
    return any(
        _BEFORE_READING.search(data, max(match.start() - _MOST_BEFORE, 0), match.start()) is not None
        for match in reading.finditer(data)
    )


def _note(source: Source, place: Set, name: bytes) -> None:
    node, scope = place.bound.node, place.bound.scope
    line = source.evaluator.line(node if node is not None else place.object)
    source.facts.add_use(
        Capability.NETWORK,
        f"hook:{name.decode('utf-8', 'replace')}",
        line,
        at_load=source.load.runs(scope),
        scope=source.scope_at(scope),
    )
