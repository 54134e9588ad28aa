r"""What a text looks like, whatever it does: by this, minified code is told from obfuscated code.

A minifier gives short names and few lines; it leaves literals and numbers as they are. An obfuscator gives names that nobody
can tell apart, writes plain characters as escapes, and keeps what the code says in encoded runs. Counted are:

- names: distinct words outside of literals and comments that do not begin with a digit;
- escapes of characters from blank to `~`, anywhere;
- encoded runs: rows of base64 or hex characters, rows of `\x` escapes, lists of numbers, all of at least 200 characters;
  rows that line breaks, quotes or plus signs alone part are one. Source maps do not count.
- blank runs: blanks that stand before something on their line, or at the ends of lines that follow each other;
- entropy over a sample of every n-th byte, at most 1,024.

Of a file above 2 MiB, the first and the last MiB are looked at. Each step is one pass of a search in C, and linear.
"""

import math
import re
from collections.abc import Iterator

from pratique.analysis.facts import Language, Texture

_HALF = 1024 * 1024
_SAMPLE = 1_024
_WEIGHTS = (0.0, *(count * math.log2(count) for count in range(1, _SAMPLE + 1)))
"""What so many equal bytes add to the order of a sample, by their number."""
_LONG_RUN = 200
_PART = 56
"""Characters of a run's part: base64 is broken into lines of 64 or 76, hex dumps into 64."""
_LEAST_ESCAPES = 20
_GAP = 16
"""Most characters between two parts of a run: a line break with its indentation, quotes, a plus sign."""
_BLANKS = 24

# Each branch begins with a fixed character, which lets the search skip what is between them.
_TRIPLE = rb"""\"\"\"(?:.*?\"\"\"|.*\Z)|'''(?:.*?'''|.*\Z)"""
_STRING = rb"""\"[^\"\\\n]*+(?:\\.[^\"\\\n]*+)*+\"?|'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'?"""
_TEMPLATE = rb"""`[^`\\]*+(?:\\.[^`\\]*+)*+`?"""
_PATTERN = rb"/(?<=[=(,:;!&|?\[{}]/)(?![*/ ])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,60}+\]){1,400}+/"
_SLASHES = rb"//[^\n]*+|/\*(?:.*?\*/|.*\Z)"
_BRACES = re.compile(b"(" + b"|".join((_SLASHES, _PATTERN, _STRING, _TEMPLATE)) + b")", re.DOTALL)
_HASHES = re.compile(b"(" + b"|".join((_TRIPLE, _STRING, rb"\#[^\n]*+")) + b")", re.DOTALL)
_QUOTES = re.compile(b"(" + _STRING + b")", re.DOTALL)
_PIECES = {
    **dict.fromkeys((Language.JAVASCRIPT, Language.TYPESCRIPT, Language.TSX), _BRACES),
    **dict.fromkeys((Language.PYTHON, Language.RUBY, Language.SHELL, Language.GYP, Language.PTH), _HASHES),
    Language.POWERSHELL: _HASHES,
}
_COMMENT = (b"//", b"/*", b"#")

_NAME_BYTES = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$" + bytes(range(128, 256))
_NUMBER = re.compile(rb"\n[0-9]")
"""A word that begins with a digit, in words of one line each."""
_NAMES = bytes(byte if byte in _NAME_BYTES else 32 for byte in range(256))
_ENCODED_BYTES = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-")
_ENCODED = bytes(65 if byte in _ENCODED_BYTES else 32 for byte in range(256))
_WHITE = bytes(32 if byte in b" \t" else 10 if byte in b"\r\n" else 65 for byte in range(256))
_HEX_NAME = re.compile(rb"^(?:_?_0x[0-9a-fA-F]+|_[0-9a-f]{8,})$", re.MULTILINE)
_CONFUSABLE = re.compile(
    rb"^(?=.{6})(?:[Il1O0o_]++|(.)\1*+(?:(.)(?:\1|\2)*+)?)$", re.MULTILINE | re.IGNORECASE
)
"""`lIIl1I`, `OO0O0O`, `______`, `oOoOOo`, `xxxXxxX`: nobody tells two of these apart."""
_ESCAPE = re.compile(
    rb"\\(?:(x[2-7][0-9a-fA-F]|u00[2-7][0-9a-fA-F]|u\{0{0,4}[2-7][0-9a-fA-F]\}|0[4-7][0-7]|1[0-7][0-7])|.)",
    re.DOTALL,
)
_ESCAPE_ROWS = (
    (rb"\x", re.compile(rb"\\x[0-9a-fA-F]{2}(?:\\x[0-9a-fA-F]{2}){49,}+")),
    (rb"\u", re.compile(rb"\\u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4}){33,}+")),
    (rb"\1", re.compile(rb"\\[0-3][0-7]{2}(?:\\[0-3][0-7]{2}){49,}+")),
)
_NUMBERS = re.compile(rb"(?:(?:0[xX][0-9a-fA-F]{1,8}|[-~]?\d{1,10})\s*+,\s*+){40,}+")
_IN_NUMBERS = bytes(65 if byte in b"0123456789abcdefABCDEFxX,-~ \t\r\n" else 32 for byte in range(256))
_SOURCE_MAP = b"sourceMappingURL"
_BETWEEN = re.compile(rb"(?:[\s\"'+\\,;()b]|\\n)*")


def texture(source: bytes, language: Language | None = None) -> Texture:
    """Measure a text. The language tells what its comments and literals are; None knows of quotes alone."""
    if not source:
        return Texture()
    data = source if len(source) <= 2 * _HALF else source[:_HALF] + b"\n" + source[-_HALF:]
    pieces = _pieces(language).split(data)
    words = set(b" ".join(pieces[::2]).translate(_NAMES).split())
    names = b"\n".join(words)
    shape = data.translate(_WHITE)
    return Texture(
        names=len(words) - len(_NUMBER.findall(b"\n" + names)),
        hex_names=len(_HEX_NAME.findall(names)) if b"_" in names else 0,
        confusable_names=len(_CONFUSABLE.findall(names)),
        escapes=sum(map(bool, _ESCAPE.findall(data))) if b"\\" in data else 0,
        longest_literal=_longest(pieces),
        encoded_characters=_encoded(data),
        longest_blank_run=_blanks(data, shape),
        entropy=_entropy(data),
    )


def _pieces(language: Language | None) -> re.Pattern[bytes]:
    """What literals and comments of a language are."""
    return _QUOTES if language is None else _PIECES.get(language, _QUOTES)


def _longest(pieces: list[bytes]) -> int:
    """Characters of the longest literal, its quotes not counted."""
    for piece in sorted(pieces[1::2], key=len, reverse=True)[:200]:
        if not piece.startswith(_COMMENT):
            return max(0, len(piece) - 2)
    return 0


def _encoded(data: bytes) -> int:
    """Characters in encoded runs."""
    total = sum(size for size in _rows(data) if size >= _LONG_RUN)
    for mark, pattern in _ESCAPE_ROWS if b"\\" in data else ():
        if data.count(mark) >= _LEAST_ESCAPES:
            total += sum(len(match.group()) for match in pattern.finditer(data))
    return total + _numbers(data)


def _numbers(data: bytes) -> int:
    """Characters in lists of numbers."""
    total = 0
    shape = data.translate(_IN_NUMBERS)
    run = b"A" * _LONG_RUN
    at = shape.find(run)
    while at >= 0:
        end = shape.find(b" ", at + _LONG_RUN)
        end = len(data) if end < 0 else end
        total += sum(size for size in _lists(data, at, end) if size >= _LONG_RUN)
        at = shape.find(run, end)
    return total


def _lists(data: bytes, start: int, end: int) -> Iterator[int]:
    """Sizes of the lists in a row of characters that numbers are made of."""
    match = _NUMBERS.search(data, start, end)
    while match is not None:
        yield len(match.group())
        match = _NUMBERS.search(data, match.end(), end)


def _rows(data: bytes) -> Iterator[int]:
    """Sizes of the rows of base64 or hex, parts that only breaks and quotes part put together."""
    shape = data.translate(_ENCODED)
    part = b"A" * _PART
    row, last = 0, -1
    at = shape.find(part)
    while at >= 0:
        end = shape.find(b" ", at + _PART)
        end = len(data) if end < 0 else end
        if row and (at - last > _GAP or not _BETWEEN.fullmatch(data, last, at)):
            yield row
            row = 0
        if _is_encoded(data, at, end):
            row, last = row + end - at, end
        at = shape.find(part, end)
    yield row


def _is_encoded(data: bytes, start: int, end: int) -> bool:
    """Whether a row has the characters of base64 or hex, and not those of a path, a ruler or a long name."""
    shown = data[start : min(end, start + 2_000)]
    kinds = set(shown)
    digits = sum(map(shown.count, b"0123456789"))
    if len(kinds) < 8 or digits * 40 < len(shown) or _SOURCE_MAP in data[max(0, start - 80) : start]:
        return False
    if kinds <= frozenset(b"0123456789abcdef") or kinds <= frozenset(b"0123456789ABCDEF"):
        return True
    upper = sum(1 for byte in shown if 65 <= byte <= 90)
    return upper * 10 >= len(shown) and (shown.count(b"_") + shown.count(b"-")) * 12 < len(shown)


def _blanks(data: bytes, shape: bytes) -> int:
    """The longest run of blanks before something on the same line, or at the ends of lines in a row."""
    longest = 0
    run = b" " * _BLANKS
    at = shape.find(run)
    while at >= 0:
        stop = shape.find(b"A", at + _BLANKS)
        newline = shape.find(b"\n", at + _BLANKS, stop if stop >= 0 else len(shape))
        if newline < 0 <= stop:
            longest = max(longest, stop - at)
        at = shape.find(run, stop if newline < 0 else newline) if max(stop, newline) >= 0 else -1
    return max(longest, _at_ends(data) if shape.count(b" \n") > 2 else 0)


def _at_ends(data: bytes) -> int:
    """Spaces and tabs at the ends of lines that follow each other, both of them used: data is kept in which is which."""
    longest = row = 0
    for line in data.split(b"\n"):
        size = len(line) - len(line.rstrip(b" \t\r"))
        row = row + size if size > 1 else 0
        longest = max(longest, row)
    return longest


def _entropy(data: bytes) -> float:
    """Bits for a character, to two places."""
    # An odd step: tables in rows of a power of two are sampled in all their columns.
    sample = data[:: -(-len(data) // _SAMPLE) | 1]
    counts = map(sample.count, set(sample))
    size = len(sample)
    if not size:
        return 0.0
    return round(math.log2(size) - sum([_WEIGHTS[count] for count in counts]) / size, 2)
