"""Constants in PowerShell: what its usual disguises spell."""

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Iterator, Mapping

from pratique.analysis.facts import PayloadKind
from pratique.analysis.languages.payload import payload_kind

_MOST = 200_000
_TICK = re.compile(r"`(?=[A-Za-z])")
_CHARACTER = re.compile(r"\[char\]\s*+\(?\s*+(0x[0-9a-fA-F]{1,5}|\d{1,6})\s*+\)?", re.IGNORECASE)
_ROW = re.compile(r"'[^'\n]*'(?:\s*+\+\s*+'[^'\n]*')+|\"[^\"\n$`]*\"(?:\s*+\+\s*+\"[^\"\n$`]*\")+")
_LITERAL = re.compile(r"'([^'\n]*)'|\"([^\"\n$`]*)\"")
_LIST = r"(?:'[^'\n]*'|\"[^\"\n$`]*\")(?:\s*+,\s*+(?:'[^'\n]*'|\"[^\"\n$`]*\")){0,100}+"
_FORM = re.compile(
    rf"\(?\s*+[\"']((?:[^\"'\n{{]|\{{(?!\d))*+\{{\d{{1,3}}\}}[^\"'\n]*+)[\"']\s*+-f\s*+({_LIST})\s*+\)?",
    re.IGNORECASE,
)
_JOINED = re.compile(
    rf"\(\s*+({_LIST})\s*+\)\s*+-join\s*+(?:''|\"\")|({_LIST})\s*+-join\s*+(?:''|\"\")|-join\s*+\(\s*+({_LIST})\s*+\)",
    re.IGNORECASE,
)
_REVERSED = re.compile(
    r"\(?\s*+'([^'\n]*)'\s*+\)?\s*+\[\s*+-1\s*+\.\.\s*+-\s*+\(?[^\]\n]{1,60}\]\s*+-join\s*+(?:''|\"\")",
    re.IGNORECASE,
)
_REPLACED = re.compile(
    r"'([^'\n]*)'\s*+(?:-c?replace\s*+|\.Replace\s*+\(\s*+)'([^'\n]{1,50})'\s*+,\s*+'([^'\n]*)'\s*+\)?",
    re.IGNORECASE,
)
_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w{0,100})\}?(?!\s*+\+?=[^=])(?![\w:.\[])")
_ENCODED = re.compile(r"[\"']([A-Za-z0-9+/\r\n]{24,}={0,2})[\"']")


def folded(statement: str, values: Mapping[str, str]) -> str:
    """A statement with its ticks taken out, its characters, rows, forms, joins and replacements put together."""
    shown = statement[:_MOST]
    if "`" in shown:
        shown = _TICK.sub("", shown)
    if values and "$" in shown:
        shown = _VARIABLE.sub(lambda match: _value(match, values), shown)[:_MOST]
    if "[" in shown:
        shown = _CHARACTER.sub(_character, shown)
    lowered = shown.lower()
    for sign, pattern, put in _DISGUISES:
        if sign in lowered:
            shown = pattern.sub(put, shown)[:_MOST]
    return _ROW.sub(_row, shown)


def _value(match: re.Match[str], values: Mapping[str, str]) -> str:
    value = values.get(match.group(1).lower())
    return match.group() if value is None or "'" in value else f"'{value}'"


def _character(match: re.Match[str]) -> str:
    number = int(match.group(1), 0)
    return (
        f"'{chr(number)}'" if number >= 32 and number not in {39, 96} and number < 0xD800 else match.group()
    )


def _literals(text: str) -> list[str]:
    return [match.group(1) or match.group(2) or "" for match in _LITERAL.finditer(text)]


def _row(match: re.Match[str]) -> str:
    return "'" + "".join(_literals(match.group().removesuffix("''").removesuffix('""'))) + "'"


def _form(match: re.Match[str]) -> str:
    words = _literals(match.group(2))

    def word(place: re.Match[str]) -> str:
        number = int(place.group(1))
        return words[number] if number < len(words) else place.group()

    return "'" + re.sub(r"\{(\d{1,3})\}", word, match.group(1))[:_MOST] + "'"


def _reversed(match: re.Match[str]) -> str:
    return f"'{match.group(1)[::-1]}'"


def _replaced(match: re.Match[str]) -> str:
    return "'" + match.group(1).replace(match.group(2), match.group(3))[:_MOST] + "'"


_DISGUISES: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    ("+", _ROW, _row),
    ("-f", _FORM, _form),
    ("-join", _REVERSED, _reversed),
    ("-join", _JOINED, _row),
    ("replace", _REPLACED, _replaced),
)
"""What a disguise cannot do without, how it is written, and what it spells."""


def decoded_literals(statement: str) -> Iterator[tuple[bytes, PayloadKind]]:
    """The encoded literals of a statement that hold something that runs, as what they hold, scripts in UTF-8."""
    if "base64" not in statement.lower():
        return
    for match in list(_ENCODED.finditer(statement))[:20]:
        try:
            data = base64.b64decode(match.group(1)[:1_000_000])
        except (binascii.Error, ValueError):
            continue
        data = _inflated(data)
        kind = payload_kind(data)
        if kind is not None:
            yield (
                (
                    data.decode("utf-16-le", "replace").encode()
                    if data[1:2] == b"\0" and data[:2] != b"MZ"
                    else data
                ),
                kind,
            )


def _inflated(data: bytes) -> bytes:
    """What a deflated or gzipped stream holds, as `DeflateStream` and `GzipStream` would give it."""
    for bits in (31, -15):
        if bits == 31 and not data.startswith(b"\x1f\x8b"):
            continue
        inflater = zlib.decompressobj(bits)
        try:
            found = inflater.decompress(data, 1_000_000)
        except zlib.error:
            continue
        if inflater.eof and found:
            return found
    return data
