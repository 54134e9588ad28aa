"""The record of decisions about install scripts: a TOML file beside the lockfile, sorted, one table for each decision."""

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pratique.core.names import Digest, ReleaseRef
from pratique.errors import ParseError, Reference

FILENAME = "pratique-scripts.toml"
VERSION = 1
_MOST_BYTES = 4 * 1024 * 1024
_HEAD = """# The install scripts of this project that were read: which may run, and how they behave.
# Written by `pratique scripts`; commit this file. `pratique scripts --check` compares it with the lockfile.
"""
_TEXTS = ("package", "version", "file", "digest", "behaviour", "decision", "by")
_DECISIONS = ("approved", "denied")
_BY = ("person", "rule")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One decision: about the scripts of one file of one release."""

    package: str
    """The package URL without a version."""
    version: str
    file: str
    digest: str
    """The SHA-256 of the file, as `sha256:HEX`."""
    behaviour: str
    """The digest of the behaviour, as `sha256:HEX`."""
    approved: bool
    by_person: bool
    """Whether a person decided, and not the rule for scripts that do work of their own package."""
    does: tuple[str, ...]
    """What each script does, for readers; nothing is decided by it."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what an entry is about: the package, the version and the file."""
        return self.package, self.version, self.file


def parse(data: bytes | None, path: str) -> tuple[Entry, ...]:
    """Read a record; `data` is None if there is none. Raises ParseError if it cannot be read with certainty."""
    if data is None:
        return ()
    if len(data) > _MOST_BYTES:
        raise _invalid(path, f"it is larger than {_MOST_BYTES:,} bytes")
    try:
        document = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _invalid(path, f"it is not TOML: {str(error)[:120]}") from error
    if document.get("version") != VERSION:
        raise _invalid(path, f"its version is not {VERSION}; a newer Pratique may have written it")
    rows = document.get("script", [])
    if not isinstance(rows, list) or set(document) - {"version", "script"}:
        raise _invalid(path, "it has other parts than `version` and `[[script]]`")
    entries = tuple(_entry(row, path, number) for number, row in enumerate(rows, start=1))
    if len({entry.key for entry in entries}) != len(entries):
        raise _invalid(path, "two tables are about the same file")
    return entries


def _entry(row: object, path: str, number: int) -> Entry:
    if not isinstance(row, dict):
        raise _invalid(path, f"table {number} is no table")
    texts = {name: row.get(name) for name in _TEXTS}
    does = row.get("does", [])
    strings = isinstance(does, list) and all(isinstance(one, str) for one in does)
    if (
        not all(isinstance(value, str) for value in texts.values())
        or not strings
        or set(row) - {*_TEXTS, "does"}
    ):
        raise _invalid(path, f"table {number} does not have exactly {', '.join(_TEXTS)} and does")
    found = {name: str(value) for name, value in texts.items()}
    if found["decision"] not in _DECISIONS or found["by"] not in _BY:
        raise _invalid(path, f"table {number}: decision is approved or denied, by is person or rule")
    return Entry(
        package=found["package"],
        version=found["version"],
        file=found["file"],
        digest=found["digest"],
        behaviour=found["behaviour"],
        approved=found["decision"] == _DECISIONS[0],
        by_person=found["by"] == _BY[0],
        does=tuple(does),
    )


def text_of(entries: Iterable[Entry]) -> str:
    """Return the text of a record, sorted by package, version and file."""
    parts = [f"{_HEAD}version = {VERSION}\n"]
    for entry in sorted(entries, key=lambda one: one.key):
        values = {
            "package": entry.package,
            "version": entry.version,
            "file": entry.file,
            "digest": entry.digest,
            "behaviour": entry.behaviour,
            "decision": _DECISIONS[not entry.approved],
            "by": _BY[not entry.by_person],
        }
        lines = [f"{name} = {_quoted(value)}" for name, value in values.items()]
        does = ", ".join(map(_quoted, entry.does))
        parts.append("\n[[script]]\n" + "\n".join(lines) + f"\ndoes = [{does}]\n")
    return "".join(parts)


def denied(entry: Entry) -> Entry:
    """Return the entry as denied by the rule."""
    return replace(entry, approved=False, by_person=False)


def package_of(ref: ReleaseRef) -> str:
    """Return the package URL of a release without its version."""
    return ref.package.purl


def digest_of(digest: Digest | None) -> str:
    """Return a digest as the record has it; "" if there is none."""
    return "" if digest is None else f"{digest.algorithm}:{digest.hex}"


def _quoted(value: str) -> str:
    """Return a basic string of TOML; JSON's escapes are TOML's, except for DEL and for characters beyond the BMP."""
    escaped = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return "".join(one if one.isprintable() else _escape(one) for one in escaped)


def _escape(character: str) -> str:
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        return "\\uFFFD"
    return f"\\U{code:08X}"


def _invalid(path: str, why: str) -> ParseError:
    return ParseError(
        Reference.CONFIG_INVALID,
        f"{path}: {why}",
        hint="restore the file from version control, or remove it and run `pratique scripts --write`",
    )
