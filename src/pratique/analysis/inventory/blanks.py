"""Spaces and tabs that carry data: text that looks empty and is not."""

import re

from pratique.analysis.inventory.inventory import Blanks
from pratique.core.tree import File

FEWEST = 128
"""Blanks that carry sixteen characters."""
MOST_BYTES = 1024 * 1024
_RUNS = re.compile(rb"[ \t]{8,}(?=[\r\n]|\Z)|[ \t]{64,}")
_HINT = b" \t \t"
_LEAST_SHARE = 0.15
_LEAST_TURNS = 0.15


def read(file: File) -> Blanks | None:
    """Find runs in which spaces and tabs alternate as bits do, at the ends of lines or within them."""
    data = file.data[:MOST_BYTES]
    if _HINT not in data:
        return None
    count, first = 0, -1
    for match in _RUNS.finditer(data):
        if _carries(match.group()):
            count += len(match.group())
            first = match.start() if first < 0 else first
    if count < FEWEST:
        return None
    return Blanks(path=file.path, line=data.count(b"\n", 0, first) + 1, count=count)


def _carries(run: bytes) -> bool:
    """Indentation is all of a kind, or tabs and then spaces; bits alternate."""
    tabs = run.count(b"\t") / len(run)
    turns = (run.count(b" \t") + run.count(b"\t ")) / len(run)
    return _LEAST_SHARE <= tabs <= 1 - _LEAST_SHARE and turns >= _LEAST_TURNS
