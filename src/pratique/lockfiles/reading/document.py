"""Decodes a lockfile as UTF-8 text within a size limit, and rejects merge conflict markers."""

from collections.abc import Iterable
from itertools import islice

from pratique.core.lock import Problem
from pratique.errors import ParseError, Reference

MOST_BYTES = 64 * 1024**2
MOST_SLOW_BYTES = 16 * 1024**2
"""Maximum size of a requirements file, or of a file in TOML, which is slow to parse (3 to 8 MB/s measured)."""
MOST_ENTRIES = 200_000
"""Maximum number of entries in a lockfile. Lockfiles of large projects have about ten thousand entries."""
MOST_EDGES = 1_000_000
"""Maximum number of dependencies between entries that are followed in one lockfile."""
MOST_VALUES = 6_000_000
"""Maximum number of strings, objects and lists in a JSON file.

An SBOM with 100,000 packages contains 5 million values.
"""
MOST_PROBLEMS = 1_000
"""Maximum number of problems that are listed individually."""

_BOM = b"\xef\xbb\xbf"
_CONFLICT_MARKS = ("<<<<<<<", ">>>>>>>")


def read_text(data: bytes, *, what: str, most_bytes: int = MOST_BYTES) -> str:
    """Decode a UTF-8 lockfile; a byte order mark is dropped.

    Raises ParseError if the file is too large, is not UTF-8, or contains merge conflict markers. npm merges both sides
    of a conflict by its own heuristics. Pratique rejects a file with conflict markers.
    """
    check_size(data, what=what, most_bytes=most_bytes)
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise invalid(
            f"{what} is not UTF-8 text (byte {error.start})",
            hint="check that this is the right file, because the content looks binary",
        ) from None
    refuse_conflicts(text, what=what)
    return text


def check_size(data: bytes, *, what: str, most_bytes: int) -> None:
    """Raise ParseError if the file is larger than the limit for lockfiles."""
    if len(data) > most_bytes:
        raise invalid(
            f"{what} has {len(data)} bytes, more than {most_bytes}", hint="check that the file is a lockfile"
        )


def check_values(text: str, *, what: str) -> None:
    """Raise ParseError if a JSON text has more values than the limit.

    Decoding a value takes time, and many times its size in memory.
    """
    if text.count('"') // 2 + text.count("{") + text.count("[") > MOST_VALUES:
        raise too_many(what, most=MOST_VALUES, of="values")


def refuse_conflicts(text: str, *, what: str) -> None:
    """Raise ParseError if a line starts with a merge conflict marker."""
    for mark in _CONFLICT_MARKS:
        if text.startswith(mark) or f"\n{mark}" in text:
            raise conflict(what, mark)


def conflict(what: str, mark: str) -> ParseError:
    """Return the error for a lockfile with a merge conflict marker."""
    return invalid(
        f"{what} has merge conflict markers ({mark})",
        hint="resolve the conflict (<<<<<<<, =======, >>>>>>>), or regenerate the lockfile with the package manager",
    )


def invalid(message: str, *, hint: str) -> ParseError:
    """Return the error for a lockfile with content that does not match its filename."""
    return ParseError(Reference.LOCK_INVALID, message, hint=hint)


def unknown_version(what: str, version: object, *, known: str) -> ParseError:
    """Return the error for a lockfile of an unknown version; `known` lists the supported versions."""
    told = "no version" if version is None else f"version {str(version)[:40]!r}"
    return ParseError(
        Reference.LOCK_UNKNOWN_VERSION,
        f"{what} has {told}; supported versions are {known}",
        hint="upgrade Pratique, or regenerate the lockfile in a supported version",
    )


def too_many(what: str, *, most: int, of: str) -> ParseError:
    """Return the error for a lockfile that has more items than the limit; `of` is the plural noun for the items."""
    return invalid(
        f"{what} has more than {most} {of}", hint="check that the file is the lockfile of a single project"
    )


def first_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems of one lockfile.

    If there are more than `MOST_PROBLEMS` problems, the last returned problem states that the list is incomplete.
    """
    listed = tuple(islice(problems, MOST_PROBLEMS + 1))
    if len(listed) <= MOST_PROBLEMS:
        return listed
    more = Problem("more problems", None, f"only the first {MOST_PROBLEMS} problems are listed")
    return (*listed[:MOST_PROBLEMS], more)
