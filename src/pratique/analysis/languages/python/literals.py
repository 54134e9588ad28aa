"""Literals: the addresses and places that they name, and what the long ones decode to.

A long literal is decoded as its own alphabet says (base64, hex, base32, base85, reversed, compressed), a few layers deep,
whether or not the source does it: what decodes to something that can run is a payload.
"""

import ast
import base64
import binascii
import bz2
import lzma
import re
import zlib
from collections.abc import Callable, Iterator

from pratique.analysis.engine.places import places_in, says_something
from pratique.analysis.facts import Capability, PayloadKind
from pratique.analysis.languages.payload import payload_kind
from pratique.analysis.languages.python.evaluate import At
from pratique.analysis.languages.python.forms import form_of
from pratique.analysis.languages.python.scopes import Seen
from pratique.analysis.languages.python.source import Source
from pratique.analysis.languages.values import Value

_METADATA = "instance metadata"
_MOST_BLOBS = 300
_MOST_TOTAL = 16_000_000
_MOST_LAYERS = 6
_MOST_INFLATED = 2_000_000
_FEWEST = 60
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{60,}+={0,3}+\s*+\Z")
_URLSAFE = re.compile(r"[A-Za-z0-9_\-\s]{60,}+={0,3}+\s*+\Z")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}\s*){30,}\Z")
_BASE32 = re.compile(r"[A-Z2-7\s]{60,}+={0,6}+\s*+\Z")
_BASE85 = re.compile(r"[0-9A-Za-z!#$%&()*+\-;<=>?@^_`{|}~]{120,}\Z")
_INSIDE = re.compile(r"[A-Za-z0-9+/]{100,}={0,2}")
_LAID_OUT = re.compile(r"\s")
_BLANKS = re.compile(r"[ \t\n]{200,}\Z")
_HEAD = 400
_RUNNING = frozenset((PayloadKind.CODE, PayloadKind.SCRIPT))

Decoder = Callable[[str], bytes]
_ALPHABETS: tuple[tuple[re.Pattern[str], Decoder], ...] = (
    (_HEX, lambda text: binascii.unhexlify(_LAID_OUT.sub("", text))),
    (_BASE32, lambda text: base64.b32decode(_LAID_OUT.sub("", text))),
    (_BASE64, lambda text: _base64(text, b"+/")),
    (_URLSAFE, lambda text: _base64(text, b"-_")),
    (_BASE85, base64.b85decode),
)


def _base64(text: str, extra: bytes) -> bytes:
    packed = _LAID_OUT.sub("", text).rstrip("=")
    return base64.b64decode(packed + "=" * (-len(packed) % 4), extra)


def read_literals(source: Source) -> None:
    """Note what the literals of a source name, and what the long ones decode to."""
    for literal in source.index.literals:
        if isinstance(literal.node, ast.Constant) and isinstance(literal.node.value, str):
            note_text(source, literal.node.value, literal)
    for join in source.index.joins:
        value = source.evaluator.value(join.node, At(join.scope, join.block))
        if isinstance(value.const, str):
            note_text(source, value.const, join)
        elif value.name == "pathlib.Path()":
            note_path(source, value, join)
    left = _MOST_TOTAL
    for blob in source.index.blobs[:_MOST_BLOBS]:
        assert isinstance(blob.node, ast.Constant)
        data = blob.node.value
        if isinstance(data, str | bytes) and len(data) <= left:
            left -= len(data)
            _read_blob(source, data, blob)


def note_text(source: Source, text: str, seen: Seen) -> None:
    """Note the addresses and places that a literal names."""
    source.facts.add_addresses(text, seen.node.lineno)
    note_places(source, text, seen)


def note_path(source: Source, path: Value, seen: Seen) -> None:
    """Note the places that a path names which is put together; its parts were seen one by one."""
    form = form_of(path)
    if says_something(form):
        note_places(source, form, seen)


def note_places(source: Source, text: str, seen: Seen) -> None:
    """Note the places that a text names."""
    places = places_in(text)
    for name in places.secrets:
        if name != _METADATA or id(seen.node) not in source.compared:
            source.use(Capability.SECRETS, name, seen, text)
    for name in places.persistence:
        source.use(Capability.PERSISTENCE, name, seen, text)


def _read_blob(source: Source, data: str | bytes, seen: Seen) -> None:
    for inner in _unpacked(data):
        kind = payload_kind(inner)
        if kind is not None:
            note_payload(source, kind, inner, seen)
            return


def note_payload(source: Source, kind: PayloadKind, data: str | bytes, seen: Seen) -> None:
    """Note what a literal decodes to; code is read, and the addresses in it."""
    source.payload(kind, seen, len(data))
    if kind in _RUNNING:
        text = data if isinstance(data, str) else _as_text(data)
        note_text(source, text, seen)
        if kind is PayloadKind.CODE:
            source.code(text, seen, runs=False)


def _as_text(data: bytes) -> str:
    if data[1:20:2].count(0) > 5:
        return data.decode("utf-16-le", "replace")
    return data.decode("utf-8", "replace")


def _unpacked(data: str | bytes) -> Iterator[str | bytes]:
    """What a literal decodes to: all of it, layer by layer, else the encoded words inside it."""
    if isinstance(data, bytes) and not data.isascii():
        yield from _layers(data)
        return
    text = data if isinstance(data, str) else data.decode("ascii")
    whole = False
    for form in (text, text[::-1]):
        first = decode_once(form)
        if first is not None:
            whole = True
            yield from _layers(first)
    if not whole and " " in text[:2_000]:
        if _BLANKS.match(text):
            yield from _blanks(text)
        for number, match in enumerate(_INSIDE.finditer(text, 0, 200_000)):
            if number == 3:
                return
            inner = decode_once(match.group())
            if inner is not None:
                yield from _layers(inner)


def _layers(data: bytes) -> Iterator[bytes]:
    """A decoded text and what is packed in it: the innermost first."""
    found = [data]
    for _ in range(_MOST_LAYERS):
        inner = inflated(found[-1])
        if inner is None and found[-1].isascii():
            text = found[-1].decode("ascii")
            inner = decode_once(text) or decode_once(text[::-1])
        if not inner:
            break
        found.append(inner)
    yield from reversed(found)


def decode_once(text: str) -> bytes | None:
    """A text decoded as its alphabet says; None when it is written in none of them."""
    head = text[:_HEAD]
    if len(text) < _FEWEST or head.count(" ") > 4:
        return None
    for pattern, decoder in _ALPHABETS:
        if pattern.match(head if len(text) > _HEAD else text) and pattern.match(text):
            try:
                return decoder(text)
            except (ValueError, binascii.Error):
                continue
    return None


def inflated(data: bytes) -> bytes | None:
    """What a compressed stream holds, at most two megabytes of it; None when it is none."""
    try:
        if data[:2] == b"\x1f\x8b":
            return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, _MOST_INFLATED)
        if data[:1] == b"x" and len(data) > 2 and int.from_bytes(data[:2], "big") % 31 == 0:
            return zlib.decompressobj().decompress(data, _MOST_INFLATED)
        if data[:3] == b"BZh":
            return bz2.BZ2Decompressor().decompress(data, _MOST_INFLATED)
        if data[:6] == b"\xfd7zXZ\x00" or data[:3] == b"\x5d\x00\x00":
            return lzma.LZMADecompressor(memlimit=64_000_000).decompress(data, _MOST_INFLATED)
    except (zlib.error, OSError, EOFError, ValueError, lzma.LZMAError, MemoryError):
        return None
    return None


def _blanks(text: str) -> Iterator[bytes]:
    """Bits written as blanks and tabs, eight or seven to a character."""
    for zero, one in ((" ", "\t"), ("\t", " ")):
        bits = text.replace("\n", "").replace(zero, "0").replace(one, "1")[:400_000]
        for width in (8, 7):
            whole = bits[: len(bits) - len(bits) % width]
            yield bytes(int(whole[place : place + width], 2) for place in range(0, len(whole), width))
