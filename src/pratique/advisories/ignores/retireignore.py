"""`.retireignore`: paths that Retire.js skips, one per line.

A line that starts with `@` matches anywhere in a path; any other line matches the start of a path. `*` matches within one
name, `**` across names. The ignores apply to copied files; one applies to a lockfile only if it matches its path.

Sources: Retire.js' README and `node/src/cli.ts`.
"""

from pratique.advisories.ignores.document import lines_of
from pratique.advisories.ignores.reading import Reading
from pratique.advisories.ignores.said import Ignores
from pratique.core.audit import Ignore


def parse(data: bytes, origin: str) -> Ignores:
    """Read the file; messages call it `origin`. Raises ParseError if it is not text."""
    reading = Reading(origin)
    for number, line in enumerate(lines_of(data, origin).split("\n"), start=1):
        path = line.partition(" #")[0].strip()
        if path and not path.startswith("#"):
            take(path, reading, at=f"{origin}:{number}")
    return reading.done()


def take(path: str, reading: Reading, *, at: str, reason: str = "") -> None:
    """Ignore all files below a path, or after `@` all files whose path contains it."""
    if ">" in path:
        reading.refuse(at, f"no path of a file: {path}")
        return
    pattern = f"**{path[1:]}**" if path.startswith("@") else f"{path.removeprefix('./')}**"
    reading.add(Ignore(path=pattern, reason=reason, origin=at))
