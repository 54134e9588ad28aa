"""The shipped index of clones: the one place of the clones that reads a file."""

from functools import cache
from pathlib import Path

from pratique.analysis.clones.index import Index, parse

FILE = Path(__file__).with_name("index.bin")


@cache
def shipped_index() -> Index:
    """The index that ships with this release, read once for a process. Raises DamagedError, or OSError when it is missing."""
    return parse(FILE.read_bytes())
