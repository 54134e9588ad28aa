"""Where the functions of a script stand, by the layout of its lines."""

import re
from bisect import bisect_right
from dataclasses import dataclass

_HEAD = re.compile(
    r"^([ \t]{0,40})(?:function[ \t]+[\w:.-]{1,100}[ \t]*+(?:\([ \t]*+\))?|[\w:.-]{1,100}[ \t]*+\([ \t]*+\))[ \t]*+(?:\{|\n[ \t]{0,40}\{|$)",
    re.MULTILINE | re.IGNORECASE,
)
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Functions:
    """Functions by their first and last lines, in order."""

    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()

    def scope(self, line: int) -> int:
        """The line on which the function begins that a line stands in; 0 outside of functions."""
        place = bisect_right(self.first, line) - 1
        return self.first[place] if place >= 0 and line <= self.last[place] else 0


def functions_of(text: str) -> Functions:
    """Find the functions: from their head to the line with the closing brace below its beginning."""
    first: list[int] = []
    last: list[int] = []
    counted, line, end = 0, 1, -1
    for match in _HEAD.finditer(text):
        if len(first) >= _MOST:
            break
        if match.start() < end:
            continue
        line += text.count("\n", counted, match.start())
        counted = match.start()
        one = text.find("\n", match.start())
        one = len(text) if one < 0 else one
        if text[match.start() : one].rstrip(" \t\r;").endswith("}"):
            end = one
        else:
            close = f"\n{match.group(1)}}}"
            end = text.find(close, match.start())
            end = len(text) if end < 0 else end + len(close)
        first.append(line)
        last.append(line + text.count("\n", match.start(), end))
    return Functions(tuple(first), tuple(last))
