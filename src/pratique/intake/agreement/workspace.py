"""Finds the workspace members of a package.json (`workspaces`) or a pnpm-workspace.yaml (`packages`).

yarn 1.22 uses patterns of `node-glob` (`*`, `**`, braces). A pattern with a leading `!` excludes folders. A folder is a member if
its package.json has a name and a version. In npm 11, pnpm 10 and 11 and bun 1.4, a pattern matches a hidden folder only if the
pattern contains the dot.
"""

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from posixpath import normpath

MOST_ALTERNATIVES = 64
"""The maximum number of patterns into which the braces of one pattern may be expanded."""
MOST_PATTERNS = 500
"""The maximum number of patterns that include folders, and of patterns that exclude folders."""
_ANY_DEPTH = "**"
_MOST_PARTS = 32


def folders_of(patterns: Sequence[str], folders: Iterable[str]) -> Iterator[str]:
    """Yield the folders that match the workspace patterns. Paths are relative to the manifest's folder and use `/`."""
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
    found = set(places)
    for place, part in enumerate(pattern):
        if place in found and part == _ANY_DEPTH:
            found.add(place + 1)
    return found


def _alternatives(pattern: str) -> list[str]:
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
    end = pattern.find("}")
    start = pattern.rfind("{", 0, max(end, 0))
    return (start, end) if start >= 0 and "," in pattern[start:end] else None
