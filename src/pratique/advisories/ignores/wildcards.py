"""Matches wildcard patterns in bounded time.

In a dependency chain, `*` matches any characters, including `>`. In a file path, `*` matches within one name,
`**` matches anything, and `**/` matches any number of folders.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

SEPARATOR = ">"
"""The separator between package names in a dependency chain. At the start of a pattern, the separator is the project."""

_PIECES = re.compile(r"\*\*/|\*+|[^*]", re.DOTALL)
_FOLDERS, _IN_FOLDERS = "folders", "in folders"
"""The meaning of `**/`: an empty text, or any text that ends with a slash."""


def is_chain(pattern: str) -> bool:
    """Return True if a pattern is for dependency chains, False if it is for files."""
    return SEPARATOR in pattern


def chain_pattern(path: str) -> str | None:
    """Return another tool's path as a pattern for dependency chains; None if the path covers all chains."""
    path = path.strip()
    if not path or path == "*":
        return None
    return path if is_chain(path) else f"{SEPARATOR}{path}"


def chain_text(names: Iterable[str]) -> str:
    """Return a dependency chain as text, for `chain_matches`."""
    return "".join(f"{SEPARATOR}{name}" for name in names)


def chain_matches(pattern: str, chain: str) -> bool:
    """Return True if the pattern matches a dependency chain."""
    return _in_order(_pieces(pattern), chain)


def file_matches(pattern: str, path: str) -> bool:
    """Return True if the pattern matches a relative file path with forward slashes."""
    glob = _glob(pattern)
    if not (path.startswith(glob.start) and path.endswith(glob.end)):
        return False
    return _glob_matches(pattern, path)


@lru_cache(maxsize=1024)
def _pieces(pattern: str) -> tuple[str, ...]:
    spelt = SEPARATOR.join(part.strip() for part in pattern.split(SEPARATOR))
    if not spelt.startswith((SEPARATOR, "*")):
        spelt = SEPARATOR + spelt
    return tuple(spelt.split("*"))


def _in_order(pieces: Sequence[str], text: str) -> bool:
    if len(pieces) == 1:
        return text == pieces[0]
    first, *middle, last = pieces
    if not text.startswith(first) or not text.endswith(last):
        return False
    place, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, place, end) if place <= end else -1
        if found < 0:
            return False
        place = found + len(piece)
    return place <= end


@dataclass(frozen=True, slots=True)
class _Glob:
    """A file pattern, compiled to an automaton.

    All fields are bit sets: bit n is the state after the first n parts of the pattern.
    """

    start: str
    end: str
    letters: dict[str, int]
    """For each letter, the states from which the letter leads to the next state."""
    anything: int
    """The states that remain active after any letter."""
    within: int
    """The states that remain active after any letter except the slash."""
    optional: int
    """The states from which the next part may match an empty text."""
    folders: int
    """The states from which the next two parts, a folder wildcard, may match an empty text."""
    done: int

    def closed(self, states: int) -> int:
        """Return the given states and all states that are reachable from them without reading a letter."""
        while True:
            more = states | (states & self.optional) << 1 | (states & self.folders) << 2
            if more == states:
                return states
            states = more


@lru_cache(maxsize=1024)
def _glob(pattern: str) -> _Glob:
    parts = _parts(pattern)
    sets = dict.fromkeys(("**", "*", _FOLDERS, _IN_FOLDERS), 0)
    letters: dict[str, int] = {}
    for number, part in enumerate(parts):
        if part in sets:
            sets[part] |= 1 << number
        letter = "/" if part == _IN_FOLDERS else part
        if letter not in sets:
            letters[letter] = letters.get(letter, 0) | 1 << number
    plain = pattern.split("*")
    return _Glob(
        start=plain[0],
        # The slash of `**/` need not be there.
        end=plain[-1].removeprefix("/") if "*" in pattern else plain[-1],
        letters=letters,
        anything=sets["**"] | sets[_IN_FOLDERS],
        within=sets["*"],
        optional=sets["**"] | sets["*"] | sets[_FOLDERS],
        folders=sets[_FOLDERS],
        done=1 << len(parts),
    )


def _parts(pattern: str) -> list[str]:
    """Split a pattern into letters, `*`, `**` and `**/`. More than two asterisks count as `**`."""
    parts: list[str] = []
    for piece in _PIECES.findall(pattern):
        if piece == "**/" and (not parts or parts[-1] in {"/", _IN_FOLDERS}):
            if not parts or parts[-1] == "/":  # folders twice are folders
                parts += (_FOLDERS, _IN_FOLDERS)
        elif piece == "**/":
            parts += ("**", "/")
        else:
            parts.append("**" if piece.startswith("***") else piece)
    return parts


@lru_cache(maxsize=1 << 16)  # the same few locks and patterns come again with every finding
def _glob_matches(pattern: str, path: str) -> bool:
    glob = _glob(pattern)
    states = glob.closed(1)
    for letter in path:
        stay = glob.anything if letter == "/" else glob.anything | glob.within
        states = glob.closed((states & glob.letters.get(letter, 0)) << 1 | (states & stay))
        if not states:
            return False
    return bool(states & glob.done)
