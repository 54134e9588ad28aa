"""Reads `.retireignore`, which lists the paths that Retire.js skips, one per line.

A line that starts with `@` matches any part of a path. A line that does not start with `@` matches the start of a path.
`*` matches within one file or folder name, `**` across folders. The ignores apply to copied files, and to lockfiles
with a matching path.

Sources: Retire.js' README and `node/src/cli.ts`.
"""

from pratique.advisories.ignores.document import lines_of
from pratique.advisories.ignores.reading import Reading
from pratique.advisories.ignores.said import Ignores
from pratique.core.audit import Ignore


def parse(data: bytes, origin: str) -> Ignores:
    """Parse a .retireignore file; `origin` is the file name in messages. Raises ParseError if the file is not text."""
    reading = Reading(origin)
    for number, line in enumerate(lines_of(data, origin).split("\n"), start=1):
        path = line.partition(" #")[0].strip()
        if path and not path.startswith("#"):
            take(path, reading, at=f"{origin}:{number}")
    return reading.done()


def take(path: str, reading: Reading, *, at: str, reason: str = "") -> None:
    """Ignore all files below a path.

    If the path begins with `@`, ignore all files whose path contains the text after `@`.
    """
    if ">" in path:
        reading.refuse(at, f"the line is not a file path: {path}")
        return
    pattern = f"**{path[1:]}**" if path.startswith("@") else f"{path.removeprefix('./')}**"
    reading.add(Ignore(path=pattern, reason=reason, origin=at))
