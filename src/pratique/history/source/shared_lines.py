"""How many lines of a bundle the source has: what bundlers leave readable keeps most of its lines.

Measured on 2026-11-26 on bundles of vue, preact, got, axios and typescript-eslint, each against the repositories of all: of
their own source they have 23 to 92 % of their lines, of another's at most 8 %.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pratique.core.tree import File, Tree

LEAST_SHARE = 0.2
LEAST_LINES = 10
"""Of fewer lines a share says nothing."""
_LEAST_BYTES = 12
"""Shorter lines (`return null`) are in every source."""
_MOST_FILE_BYTES = 4 * 1024 * 1024
_MOST_LINES = 1_000_000
_CODE = (".js", ".ts", ".tsx", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".coffee", ".vue", ".svelte")
_COMMENTS = (b"//", b"*", b"/*", b"#")


@dataclass(frozen=True)
class SharedLines:
    """The lines of a source, the package's own folders first; so many as a bound allows."""

    source: Tree
    roots: tuple[str, ...]

    @cached_property
    def known(self) -> frozenset[bytes]:
        """Return the lines of the source."""
        found: set[bytes] = set()
        own = [file for file in self.source if file.path.startswith(self.roots)]
        for file in (*own, *self.source):
            if file.path.endswith(_CODE) and len(found) < _MOST_LINES:
                found.update(_lines(file))
        return frozenset(found)

    def count(self, file: File) -> tuple[int, int]:
        """Return how many lines of a file the source has, and how many it has in total."""
        told = list(_lines(file))
        return sum(line in self.known for line in told), len(told)


def _lines(file: File) -> Iterator[bytes]:
    if file.size_bytes > _MOST_FILE_BYTES or b"\0" in file.data[:8192]:
        return
    for line in file.data.split(b"\n"):
        bare = line.strip().rstrip(b";,")
        if len(bare) >= _LEAST_BYTES and not bare.startswith(_COMMENTS):
            yield bare
