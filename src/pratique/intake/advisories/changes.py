"""Parses the change list of an advisory source, in the format of OSV's `modified_id.csv`: one `time,id` per line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pratique.ecosystems.reading.listing_values import parse_time

OVERLAP = timedelta(days=1)
"""Records that changed up to this long before the newest stored record are checked again.

A publisher may add records while it writes the change list.
"""
_LINE = re.compile(r"([0-9T:.Z+-]{10,40}),([0-9A-Za-z](?:[0-9A-Za-z._:-]{0,126}[0-9A-Za-z])?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Changes:
    """The time at which each advisory record of a source last changed."""

    modified: Mapping[str, datetime]

    @classmethod
    def read(cls, data: bytes) -> "Changes | None":
        """Return the parsed change list; None if a line is malformed or the list is empty."""
        found: dict[str, datetime] = {}
        for line in data.decode("utf-8", "replace").splitlines():
            match = _LINE.fullmatch(line)
            told = parse_time(match[1]) if match else None
            if match is None or told is None:
                return None
            if match[2] not in found or told > found[match[2]]:
                found[match[2]] = told
        return cls(found) if found else None

    def since(self, as_of: datetime) -> tuple[str, ...]:
        """Return the ids of the records that changed after `as_of`, or within the day before `as_of`."""
        earliest = as_of - OVERLAP
        return tuple(sorted(name for name, told in self.modified.items() if told > earliest))
