"""What programs print when all that they are given is known: `echo aGk= | base64 -d`.

Carried out here on bounded texts; nothing is started. None where a word is not known.
"""

import base64
import binascii
import bz2
import lzma
import re
import zlib
from collections.abc import Callable, Mapping

from pratique.analysis.languages.shell import programs
from pratique.analysis.languages.shell.words import Word, unescaped

MOST = 200_000
_VARIABLE = re.compile(r"\$(?:\{(\w{1,100})\}|(\w{1,100}))|%(\w{1,100})%")
_RANGE = re.compile(r"(.)-(.)", re.DOTALL)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=_-]+")
_NOT_HEX = re.compile(rb"[^0-9a-fA-F]+")


def expanded(word: Word, names: Mapping[str, str]) -> str | None:
    """The text of a word with what its variables hold; None where one is not known or a command is substituted."""
    if word.inner:
        return None
    if not word.variables:
        return word.text
    known = True

    def value(match: re.Match[str]) -> str:
        nonlocal known
        name = match.group(1) or match.group(2) or match.group(3)
        known = known and name in names
        return names.get(name, "")

    text = _VARIABLE.sub(value, word.text[:MOST])
    return text[:MOST] if known and "$" not in text else None


def printed(name: str, words: list[str | None], fed: bytes | None) -> bytes | None:
    """What a program prints, given its words after its name and what it is fed."""
    if name in {"echo", "printf"}:
        return _said(name, words)
    if fed is None or None in words:
        return None
    arguments = tuple(word for word in words if word is not None)
    if programs.decodes(name, arguments) is not None:
        return _decoded(name, arguments, fed)
    if name == "rev":
        return b"\n".join(line[::-1] for line in fed.split(b"\n"))
    if name == "tr":
        return _translated(arguments, fed)
    passes = name == "tee" or (name == "cat" and all(word.startswith("-") for word in arguments))
    return fed if passes else None


def _said(name: str, words: list[str | None]) -> bytes | None:
    if None in words or not words:
        return None
    known = [word for word in words if word is not None]
    escapes = name == "printf"
    while name == "echo" and known and re.fullmatch(r"-[neE]+", known[0]):
        escapes = escapes or "e" in known[0]
        known = known[1:]
    if name == "printf" and known and "%" in known[0]:
        form, rest = known[0], known[1:]
        known = [
            part for part in (form.replace("%s", "").replace("%b", "") if not rest else "", *rest) if part
        ]
    text = ("" if name == "printf" else " ").join(known)[:MOST]
    return (unescaped(text) if escapes else text).encode("utf-8", "surrogateescape")


def _decoded(name: str, arguments: tuple[str, ...], fed: bytes) -> bytes | None:
    if name == "openssl" and {"base64", "-base64", "-a", "-A"}.isdisjoint(arguments):
        return None
    decoder = _DECODERS.get(name)
    if decoder is None:
        return None
    try:
        return decoder(fed[:MOST])
    except (ValueError, OSError, EOFError, zlib.error, lzma.LZMAError, binascii.Error):
        return None


def _base64(data: bytes) -> bytes:
    plain = _NOT_BASE64.sub(b"", data).rstrip(b"=")
    return base64.b64decode(plain + b"=" * (-len(plain) % 4))


def _hex(data: bytes) -> bytes:
    plain = _NOT_HEX.sub(b"", data)
    return binascii.unhexlify(plain[: len(plain) // 2 * 2])


_DECODERS: Mapping[str, Callable[[bytes], bytes]] = {
    **dict.fromkeys(("base64", "gbase64", "openssl"), _base64),
    "base32": lambda data: base64.b32decode(data.strip(), casefold=True),
    "xxd": _hex,
    **dict.fromkeys(("gunzip", "zcat", "gzip"), lambda data: zlib.decompressobj(31).decompress(data, MOST)),
    **dict.fromkeys(("bunzip2", "bzcat"), lambda data: bz2.BZ2Decompressor().decompress(data, MOST)),
    **dict.fromkeys(
        ("unxz", "xzcat", "lzcat"),
        lambda data: lzma.LZMADecompressor(memlimit=64 * 1024 * 1024).decompress(data, MOST),
    ),
}


def _translated(arguments: tuple[str, ...], fed: bytes) -> bytes | None:
    """`tr a-z n-za-m` and `tr -d x`."""
    text = fed[:MOST].decode("utf-8", "replace")
    if arguments[:1] == ("-d",) and len(arguments) == 2:
        dropped = dict.fromkeys(map(ord, _spread(unescaped(arguments[1]))))
        return text.translate(dropped).encode("utf-8", "replace")
    if len(arguments) != 2:
        return None
    old, new = _spread(unescaped(arguments[0])), _spread(unescaped(arguments[1]))
    if not old or not new:
        return None
    new = new.ljust(len(old), new[-1])
    return text.translate(dict(zip(map(ord, old), new, strict=False))).encode("utf-8", "replace")


def _spread(text: str) -> str:
    """`a-e` as `abcde`."""

    def row(match: re.Match[str]) -> str:
        first, last = ord(match.group(1)), ord(match.group(2))
        return "".join(map(chr, range(first, min(last, first + 255) + 1)))

    return _RANGE.sub(row, text[:2_000])
