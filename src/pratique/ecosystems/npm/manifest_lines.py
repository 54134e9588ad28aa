"""Where the scripts of a package.json are written."""

import json
import re
from collections.abc import Iterator, Mapping

_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|[{}\[\]:,\n]')


def script_lines(source: str) -> Mapping[str, int]:
    """Give the line (from 1) of each member of the top-level `scripts` object; of duplicates, the last one."""
    lines: dict[str, int] = {}
    for path, line in _keys(source):
        if path[0] != "scripts":
            continue
        if len(path) == 1:
            lines.clear()
        else:
            lines[path[1]] = line
    return lines


def _keys(source: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Give the keys of the first two levels of objects with their lines, as paths from the top."""
    line, depth = 1, 0
    top: str | None = None
    pending: str | None = None
    for match in _TOKEN.finditer(source):
        mark = match[0]
        if mark == "\n":
            line += 1
            continue
        if mark == ":" and pending is not None:
            if depth == 1:
                top = pending
                yield (top,), line
            elif depth == 2 and top is not None:
                yield (top, pending), line
        elif mark in "{[":
            depth += 1
        elif mark in "}]":
            depth -= 1
        pending = _string(mark) if mark.startswith('"') else None


def _string(token: str) -> str | None:
    if "\\" not in token:
        return token[1:-1]
    try:
        value = json.loads(token)
    except ValueError:
        return None
    return value if isinstance(value, str) else None
