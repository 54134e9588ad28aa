"""Reads OpenSSF's repository of malicious packages, which has one OSV record per file.

The records are in `osv/malicious/ECOSYSTEM/NAME/MAL-*.json`. Records that turned out to be wrong are in
`osv/withdrawn`, each with the time of its withdrawal.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from posixpath import basename

from pratique.advisories.interface import Entry, Row, Source
from pratique.advisories.plausible import covers_of
from pratique.advisories.sources.osv_record import read_record
from pratique.core.advisory import Advisory

_NAME = "malicious-packages"
_FILE = re.compile(r"MAL-[0-9A-Za-z._-]+\.json\Z")
_FOLDER = re.compile(r"(?:^|/)osv/(?:malicious|withdrawn)/")
_WITHDRAWN = re.compile(r"(?:^|/)osv/withdrawn/")


def _wants(path: str) -> bool:
    return _FILE.match(basename(path)) is not None and "/testdata/" not in f"/{path}"


def _recognises(entry: Entry) -> bool:
    return _wants(entry.path) and _FOLDER.search(entry.path) is not None


def _rows(entry: Entry) -> Iterator[Row]:
    row = read_record(entry.data, source=_NAME, where=entry.path)
    if isinstance(row, Advisory) and row.withdrawn is None and _WITHDRAWN.search(entry.path):
        row = replace(row, withdrawn=row.modified or row.published)
    yield row


SOURCE = Source(
    name=_NAME,
    title="OpenSSF malicious packages",
    licence="Apache-2.0",
    wants=_wants,
    rows=_rows,
    recognises=_recognises,
    covers=covers_of(_NAME),
    url="https://github.com/ossf/malicious-packages/archive/refs/heads/main.zip",
)
"""The advisory source that reads OpenSSF's repository.

OSV's zip files contain the same records as OpenSSF's repository.
"""
