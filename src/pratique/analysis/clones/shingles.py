"""What a source file is made of, so that two of them can be compared: hashes of five tokens in a row.

Names count; what clones change does not: strings, addresses and numbers are one token each, comments and blanks none.
"""

import re
import zlib
from bisect import bisect_right
from collections.abc import Collection, Iterator

WIDTH = 5
"""Tokens of a shingle."""
HEAD_BYTES = 16 * 1024
TAIL_BYTES = 8 * 1024
"""Of a longer file so much of its start and so much of its end is read: a payload is put at either."""
NEAR_LINES = 15
"""Lines around a line of payload that belong to it."""

# Every alternative ends where the text does: an open comment or string is read once, not again from each of its marks.
_TOKEN = re.compile(
    rb"(?:\#|//)[^\n]*|/\*.*?(?:\*/|\Z)"
    rb"|(?P<text>(?:[rRbBuUfF]{0,2})(?:\"\"\".*?(?:\"\"\"|\Z)|'''.*?(?:'''|\Z)|\"(?:\\.|[^\"\\\n])*+\"?|'(?:\\.|[^'\\\n])*+'?)"
    rb"|`(?:\\.|[^`\\])*+`?)"
    rb"|(?P<number>\d[\w.]*)|(?P<word>[A-Za-z_$\x80-\xff][\w$\x80-\xff]*|[^\s\w])",
    re.DOTALL,
)


def shingles(source: bytes) -> set[int]:
    """Hash every five tokens in a row of a source file, 32 bits each."""
    return {value for value, _ in _hashed(source)}


def whole_and_near(source: bytes, lines: Collection[int]) -> tuple[set[int], set[int]]:
    """The same, and those of the parts alone that lie near one of some lines."""
    starts = [0, *(match.end() for match in re.finditer(rb"\n", source))]
    wanted = {near for line in lines for near in range(line - NEAR_LINES, line + NEAR_LINES + 1)}
    found = list(_hashed(source))
    near = {value for value, at in found if bisect_right(starts, at) in wanted}
    return {value for value, _ in found}, near


def _hashed(source: bytes) -> Iterator[tuple[int, int]]:
    """Hashes, each with the place where its first token begins."""
    if len(source) <= HEAD_BYTES + TAIL_BYTES:
        yield from _hashed_between(source, 0, len(source))
    else:
        yield from _hashed_between(source, 0, HEAD_BYTES)
        yield from _hashed_between(source, len(source) - TAIL_BYTES, len(source))


def _hashed_between(source: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    tokens: list[bytes] = []
    places: list[int] = []
    for match in _TOKEN.finditer(source, start, end):
        kind = match.lastgroup
        if kind is not None:
            tokens.append(match.group() if kind == "word" else b"'" if kind == "text" else b"0")
            places.append(match.start())
    for index in range(len(tokens) - WIDTH + 1):
        yield zlib.crc32(b"\0".join(tokens[index : index + WIDTH])), places[index]
