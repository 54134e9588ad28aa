"""Decodes a TOML lockfile: its value, and the lines of its `[[package]]` headers."""

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from pratique.lockfiles.reading.document import MOST_ENTRIES, MOST_SLOW_BYTES, invalid, read_text, too_many

# tomllib needs quadratic time for a key of many dotted parts; no lock has one. Text in a string counts too.
_MANY_PARTS = re.compile(r"""(?:\.[ \t]*+(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*+')[ \t]*+){32}""")
# Strings and comments are consumed whole, so a header inside of one is never taken for a header.
_TOKEN = re.compile(
    r'''"""(?:[^"\\]++|\\.|"(?!""))*+"{3,5}+'''
    r"""|'''(?:[^']++|'(?!''))*+'{3,5}+"""
    r'''|"(?:[^"\\\n]++|\\.)*+"'''
    r"""|'[^'\n]*+'"""
    r"""|\#[^\n]*+"""
    r"""|^[ \t]*+\[\[[ \t]*+(?P<table>[A-Za-z0-9_-]++)[ \t]*+\]\]""",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class TomlDocument:
    """A decoded lockfile: `entries` contains the tables of its array of packages, each with its line if known."""

    value: dict[str, Any]
    entries: tuple[tuple[object, int | None], ...]


def read_toml(data: bytes, table: str, *, what: str) -> TomlDocument:
    """Decode TOML and pair each entry of the array `table` with the line of its header.

    The lines are None if the array is not written as `[[table]]` headers. Raises ParseError if the bytes are not TOML, are nested
    too deeply, or if `table` is not an array.
    """
    text = read_text(data, what=what, most_bytes=MOST_SLOW_BYTES)
    value = decode_toml(text, what=what, hint="regenerate the file with the package manager")
    entries = value.get(table, [])
    if not isinstance(entries, list):
        raise invalid(
            f"`{table}` of {what} is not an array of tables", hint="check that this is the right file"
        )
    if len(entries) > MOST_ENTRIES:
        raise too_many(what, most=MOST_ENTRIES, of="entries")
    lines: list[int | None] = list(_header_lines(text, table))
    if len(lines) != len(entries):
        lines = [None] * len(entries)
    return TomlDocument(value, tuple(zip(entries, lines, strict=True)))


def decode_toml(text: str, *, what: str, hint: str) -> dict[str, Any]:
    """Return the decoded value of a TOML file.

    Raises ParseError, with `hint`, if the bytes are not TOML or are nested too deeply.
    """
    if _MANY_PARTS.search(text):
        raise invalid(
            f"{what} has a key with more than 32 parts", hint="no package manager writes such a file"
        )
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise invalid(f"{what} is nested too deeply", hint="no package manager writes such a file") from None
    except ValueError as error:
        raise invalid(f"{what} is not TOML: {str(error)[:200]}", hint=hint) from None


def _header_lines(text: str, table: str) -> list[int]:
    """Return the lines of the `[[table]]` headers in valid TOML."""
    lines: list[int] = []
    line, counted = 1, 0
    for token in _TOKEN.finditer(text):
        if token["table"] == table:
            start = token.start("table")
            line += text.count("\n", counted, start)
            counted = start
            lines.append(line)
    return lines
