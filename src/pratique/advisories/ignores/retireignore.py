"""`.retireignore`: paths that Retire.js leaves out, one a line.

A line with `@` in front is a part of a path anywhere; any other is the start of one. `*` stays within a name, `**` does not.
Such an ignore is about copied files; a lockfile is met only if its own path is named.

Facts: Retire.js' README and `node/src/cli.ts`.
"""

from pratique.advisories.ignores.document import lines_of
from pratique.advisories.ignores.reading import Reading
from pratique.advisories.ignores.said import Ignores
from pratique.core.audit import Ignore


def parse(data: bytes, origin: str) -> Ignores:
    """Read the file; `origin` is its name for messages. Raises ParseError when it is no text."""
    reading = Reading(origin)
    for number, line in enumerate(lines_of(data, origin).split("\n"), start=1):
        path = line.partition(" #")[0].strip()
        if path and not path.startswith("#"):
            take(path, reading, at=f"{origin}:{number}")
    return reading.done()


def take(path: str, reading: Reading, *, at: str, reason: str = "") -> None:
    """Ignore all that lies under a path, or with `@` in front all that has it anywhere in its own."""
    if ">" in path:
        reading.refuse(at, f"no path of a file: {path}")
        return
    pattern = f"**{path[1:]}**" if path.startswith("@") else f"{path.removeprefix('./')}**"
    reading.add(Ignore(path=pattern, reason=reason, origin=at))
