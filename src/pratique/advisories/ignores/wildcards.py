"""Patterns with stars, matched in time that no pattern can blow up.

Of a chain of names, `*` stands for any run of characters, names and `>` included. Of a file, `*` stands for any run
within one name, `**` for any run at all, and `**/` for any folders or none.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

SEPARATOR = ">"
"""What stands between the names of a chain; at the start of a pattern, the project itself."""

_PIECES = re.compile(r"\*\*/|\*+|[^*]", re.DOTALL)
_FOLDERS, _IN_FOLDERS = "folders", "in folders"
"""What `**/` stands for: nothing, or any run up to a slash."""


def is_chain(pattern: str) -> bool:
    """Whether a pattern is about chains of names, not about files."""
    return SEPARATOR in pattern


def chain_pattern(path: str) -> str | None:
    """A path of another tool as a pattern of chains; None when it covers all of them."""
    path = path.strip()
    if not path or path == "*":
        return None
    return path if is_chain(path) else f"{SEPARATOR}{path}"


def chain_text(names: Iterable[str]) -> str:
    """A chain of names, from what the project asks for to the package itself, as `chain_matches` takes it."""
    return "".join(f"{SEPARATOR}{name}" for name in names)


def chain_matches(pattern: str, chain: str) -> bool:
    """Whether a chain is one that the pattern means."""
    return _in_order(_pieces(pattern), chain)


def file_matches(pattern: str, path: str) -> bool:
    """Whether the path of a file, relative and with forward slashes, is one that the pattern means."""
    glob = _glob(pattern)
    if not (path.startswith(glob.start) and path.endswith(glob.end)):
        return False
    return _glob_matches(pattern, path)


@lru_cache(maxsize=1024)
def _pieces(pattern: str) -> tuple[str, ...]:
    """What stands between the stars of a pattern of chains."""
    spelt = SEPARATOR.join(part.strip() for part in pattern.split(SEPARATOR))
    if not spelt.startswith((SEPARATOR, "*")):
        spelt = SEPARATOR + spelt
    return tuple(spelt.split("*"))


def _in_order(pieces: Sequence[str], text: str) -> bool:
    """Whether the pieces stand in the text one after another, the first at its start and the last at its end."""
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
    """A pattern of files as sets of bits: bit n stands for the state in which the first n parts are matched."""

    start: str
    """What every match starts with."""
    end: str
    letters: dict[str, int]
    """Of each letter, the states that it leads on from."""
    anything: int
    """The states that any letter leaves as they are."""
    within: int
    """The states that any letter but the slash leaves as they are."""
    optional: int
    """The states whose next part may stand for nothing."""
    folders: int
    """The states whose next two parts, which stand for folders, may."""
    done: int

    def closed(self, states: int) -> int:
        """These states, and those that are reached from them without a letter."""
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
    """Letters, `*`, `**`, and the two parts of folders; a run of more than two stars is `**`."""
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
