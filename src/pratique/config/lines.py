"""Finds the line numbers of keys in a TOML file, for messages. Returns None if the line of a key is not found."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_HEADER = re.compile(r"[ \t]*(\[{1,2})[ \t]*([A-Za-z0-9_.-]{1,200})[ \t]*\]{1,2}[ \t]*(?:#|$)")
_KEY = re.compile(r"[ \t]*(?:\"([^\"]{1,300})\"|'([^']{1,300})'|([A-Za-z0-9_-]{1,200}))[ \t]*=")
_MOST_LINES = 50_000


@dataclass(frozen=True, slots=True)
class Lines:
    """The line number of each key, by table, entry and key.

    Line numbers start at 1. `entry` is the index in an array of tables.
    """

    places: Mapping[tuple[str, int, str], int]
    entries: Mapping[str, int]
    """The number of entries of each array of tables."""

    def key(self, table: str, key: str, *, entry: int = 0) -> int | None:
        """Return the line number of a key; with `key=""`, the line number of the table's header."""
        return self.places.get((table, entry, key))


def find_lines(text: str) -> Lines:
    """Return the line numbers of headers and keys in a TOML text."""
    places: dict[tuple[str, int, str], int] = {}
    entries: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.split("\n")[:_MOST_LINES], start=1):
        stripped = line.rstrip("\r")
        if header := _HEADER.match(stripped):
            table = header[2]
            if header[1] == "[[":
                entries[table] = entries.get(table, -1) + 1
            places.setdefault((table, entries.get(table, 0), ""), number)
        elif key := _KEY.match(stripped):
            name = key[1] or key[2] or key[3]
            places.setdefault((table, entries.get(table, 0), name), number)
    return Lines(places, {name: last + 1 for name, last in entries.items()})
