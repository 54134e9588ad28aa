"""Decodes the bytes of a lockfile as text: limited in size, UTF-8, without merge conflicts."""

from collections.abc import Iterable
from itertools import islice

from pratique.core.lock import Problem
from pratique.errors import ParseError, Reference

MOST_BYTES = 64 * 1024**2
MOST_SLOW_BYTES = 16 * 1024**2
"""Maximum size of a file in a format that is slow to parse: TOML (3 to 8 MB/s measured), requirements."""
MOST_ENTRIES = 200_000
"""More entries than any project has (measured: large ones have about ten thousand)."""
MOST_EDGES = 1_000_000
"""Maximum number of requests between entries that are followed in one lock."""
MOST_VALUES = 6_000_000
"""Maximum number of texts, objects and lists in a JSON file (100,000 packages of an inventory have 5 million)."""
MOST_PROBLEMS = 1_000
"""Maximum number of problems that are listed individually."""

_BOM = b"\xef\xbb\xbf"
_CONFLICT_MARKS = ("<<<<<<<", ">>>>>>>")


def read_text(data: bytes, *, what: str, most_bytes: int = MOST_BYTES) -> str:
    """Decode a UTF-8 lockfile; a byte order mark is dropped.

    Raises ParseError if it is too large, is not UTF-8, or contains merge conflict markers. npm itself would merge both sides of a
    conflict by its own heuristics; this module does not guess.
    """
    check_size(data, what=what, most_bytes=most_bytes)
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise invalid(
            f"{what} is not UTF-8 text (byte {error.start})", hint="is this the right file? it looks binary"
        ) from None
    refuse_conflicts(text, what=what)
    return text


def check_size(data: bytes, *, what: str, most_bytes: int) -> None:
    """Raise ParseError if the file is larger than the limit for locks."""
    if len(data) > most_bytes:
        raise invalid(
            f"{what} has {len(data)} bytes, more than {most_bytes}", hint="is this really a lockfile?"
        )


def check_values(text: str, *, what: str) -> None:
    """Raise ParseError if a JSON text has more values than the limit: each value takes time and many times its size in memory."""
    if text.count('"') // 2 + text.count("{") + text.count("[") > MOST_VALUES:
        raise too_many(what, most=MOST_VALUES, of="values")


def refuse_conflicts(text: str, *, what: str) -> None:
    """Raise ParseError if a line starts with a merge conflict marker."""
    for mark in _CONFLICT_MARKS:
        if text.startswith(mark) or f"\n{mark}" in text:
            raise conflict(what, mark)


def conflict(what: str, mark: str) -> ParseError:
    """Return the error for a lock with a merge conflict marker."""
    return invalid(
        f"{what} has merge conflict marks ({mark})",
        hint="solve the conflict (<<<<<<<, =======, >>>>>>>), or let the package manager write the lock again",
    )


def invalid(message: str, *, hint: str) -> ParseError:
    """Return the error for a lock whose content does not match its filename."""
    return ParseError(Reference.LOCK_INVALID, message, hint=hint)


def unknown_version(what: str, version: object, *, known: str) -> ParseError:
    """Return the error for a lock of an unknown version; `known` lists the supported versions."""
    told = "no version" if version is None else f"version {str(version)[:40]!r}"
    return ParseError(
        Reference.LOCK_UNKNOWN_VERSION,
        f"{what} has {told}; known are {known}",
        hint="a newer format is never guessed: upgrade Pratique, or write the lock in a known version",
    )


def too_many(what: str, *, most: int, of: str) -> ParseError:
    """Return the error for a lock with more `of` something than the limit."""
    return invalid(f"{what} has more than {most} {of}", hint="is this really a lockfile of one project?")


def first_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems of one lock, or the first `MOST_PROBLEMS` and one that counts the rest."""
    listed = tuple(islice(problems, MOST_PROBLEMS + 1))
    if len(listed) <= MOST_PROBLEMS:
        return listed
    more = Problem("more problems", None, f"only the first {MOST_PROBLEMS} are listed")
    return (*listed[:MOST_PROBLEMS], more)
