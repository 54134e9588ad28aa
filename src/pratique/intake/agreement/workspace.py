"""Finds the folders that match the `workspaces` of a package.json or the `packages` of a pnpm-workspace.yaml.

yarn 1.22 uses patterns of `node-glob` (`*`, `**`, braces); a pattern with a leading `!` excludes folders, and a folder
counts if its package.json has a name and a version. In npm 11, pnpm 10 and 11 and bun 1.4, a hidden folder counts only
if the pattern contains the dot.
"""

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from posixpath import normpath

MOST_ALTERNATIVES = 64
"""Maximum number of patterns after expanding the braces of one pattern."""
MOST_PATTERNS = 500
"""Maximum number of including patterns, and of excluding patterns."""
_ANY_DEPTH = "**"
_MOST_PARTS = 32


def folders_of(patterns: Sequence[str], folders: Iterable[str]) -> Iterator[str]:
    """Yield those of `folders` (paths relative to the manifest's folder, with `/`) that match the patterns."""
    wanted: list[list[str]] = []
    refused: list[list[str]] = []
    for pattern in patterns:
        among = refused if pattern.startswith("!") else wanted
        among += map(_parts, _alternatives(pattern.removeprefix("!")))
    for folder in folders:
        parts = folder.split("/")
        is_in, is_out = (
            any(_matches(parts, one) for one in among[:MOST_PATTERNS]) for among in (wanted, refused)
        )
        if is_in and not is_out:
            yield folder


def _parts(pattern: str) -> list[str]:
    return normpath(pattern).split("/")[:_MOST_PARTS]


def _matches(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    """Return whether a path matches, part by part; `**` matches any number of parts."""
    places = {0}
    for part in parts:
        places = _past_any(places, pattern)
        places = {
            place if pattern[place] == _ANY_DEPTH else place + 1
            for place in places
            if place < len(pattern) and _fits(part, pattern[place])
        }
    return len(pattern) in _past_any(places, pattern)


def _fits(part: str, pattern: str) -> bool:
    if part.startswith(".") and not pattern.startswith("."):
        return False
    return pattern == _ANY_DEPTH or fnmatchcase(part, pattern)


def _past_any(places: set[int], pattern: Sequence[str]) -> set[int]:
    """Return the positions, and also those after each `**` that matches nothing."""
    found = set(places)
    for place, part in enumerate(pattern):
        if place in found and part == _ANY_DEPTH:
            found.add(place + 1)
    return found


def _alternatives(pattern: str) -> list[str]:
    """Expand the braces of a pattern; return the pattern itself if there are too many alternatives."""
    found = [pattern]
    for _ in range(MOST_ALTERNATIVES):
        place = next((index for index, one in enumerate(found) if _brace(one)), None)
        if place is None or len(found) > MOST_ALTERNATIVES:
            break
        one = found.pop(place)
        start, end = _brace(one) or (0, 0)
        found += [one[:start] + inner + one[end + 1 :] for inner in one[start + 1 : end].split(",")]
    return found if len(found) <= MOST_ALTERNATIVES else [pattern]


def _brace(pattern: str) -> tuple[int, int] | None:
    """Return the positions of the innermost braces that contain a comma; None if there are none."""
    end = pattern.find("}")
    start = pattern.rfind("{", 0, max(end, 0))
    return (start, end) if start >= 0 and "," in pattern[start:end] else None
