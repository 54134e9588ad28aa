"""Reads the release schedule of Node.js: the start and the end of support for each release line.

Sources: README.md and schedule.json of nodejs/Release.
"""

import re
from collections.abc import Iterator, Mapping
from posixpath import basename
from typing import Any

from pratique.advisories.interface import Entry, Row, Skip, Source
from pratique.advisories.sources.fields import day
from pratique.advisories.sources.osv_json import UnreadableError, read_json
from pratique.core.advisory import NODE, RuntimeLine
from pratique.ecosystems.reading.json_values import table

_LINE = re.compile(r"v(\d{1,6}(?:\.\d{1,6})?)", re.ASCII)
_FILE = "schedule.json"


def _wants(path: str) -> bool:
    return basename(path) == _FILE


def _recognises(entry: Entry) -> bool:
    head = entry.data[:4096]
    return basename(entry.path) == _FILE and b'"start"' in head and b'"end"' in head


def _rows(entry: Entry) -> Iterator[Row]:
    try:
        document = table(read_json(entry.data))
    except UnreadableError as error:
        yield Skip(entry.path, error.why)
        return
    for name, record in document.items():
        yield _row(f"{entry.path}#{name[:40]}", name, table(record))
    if not document:
        yield Skip(entry.path, "not a schedule")


def _row(where: str, name: str, record: Mapping[str, Any]) -> Row:
    line = _LINE.fullmatch(name)
    if line is None:
        return Skip(where, "the entry has no valid name of a release line")
    start, end = day(record.get("start")), day(record.get("end"))
    # An end that cannot be read is no line without an end.
    if end is None and record.get("end") is not None:
        return Skip(where, "the end of support is not a date")
    if start is None and end is None:
        return Skip(where, "the entry has neither a start nor an end of support")
    return RuntimeLine(product=NODE, line=line[1], start=start, end=end)


SOURCE = Source(
    name="node-schedule",
    title="Node.js release schedule",
    licence="MIT",
    wants=_wants,
    rows=_rows,
    recognises=_recognises,
    url="https://raw.githubusercontent.com/nodejs/Release/main/schedule.json",
    default=True,
)
"""The advisory source that reads the release schedule, which is one file of the public repository."""
