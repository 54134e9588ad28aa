"""The form of the file that the collector writes: JSON lines, with a header, and with the SHA-256 of all lines at the end.

The file is compressed with gzip. `fleet.merge` reads it. Each line is a JSON object with a `kind`: `header`, `record`,
`gap`, `looked`, `lock` or `end`. Empty values are left out.
"""

from __future__ import annotations  # Python 3.9

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Union

from .record import Gap, Looked, Record

FORMAT = "pratique-collect"
VERSION = 1
HEADER, RECORD, GAP, LOOKED, LOCK, END = "header", "record", "gap", "looked", "lock", "end"
_EMPTY = ("", (), None, 0)

Value = Union[Record, Gap, Looked]


def fields(value: Value) -> dict[str, Any]:
    """Return the line of a value, without empty fields."""
    kind = RECORD if isinstance(value, Record) else GAP if isinstance(value, Gap) else LOOKED
    found: dict[str, Any] = {"kind": kind}
    for name, one in value._asdict().items():
        if one not in _EMPTY:
            found[name] = round(one, 3) if isinstance(one, float) else one
    return found


def lines(header: Mapping[str, Any], values: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Yield the lines of a file: the header, all values, and the end with the checksum of the lines before."""
    digest = hashlib.sha256()
    count = 0
    for value in chain((header,), values):
        line = _line(value)
        digest.update(line)
        count += 1
        yield line
    yield _line({"kind": END, "lines": count, "sha256": digest.hexdigest()})


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"
