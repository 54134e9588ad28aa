"""Reads OSV records: advisories of many databases in one format, from OSV's bucket or from other files.

For each ecosystem, the bucket has a zip file with one JSON file per record, and a list of changed records. The source
`osv` reads other files with OSV records: JSON files with one record each, or JSON Lines.
"""

import re
from collections.abc import Callable, Iterator

from pratique.advisories.interface import Entry, Row, Skip, Source
from pratique.advisories.plausible import covers_of
from pratique.advisories.sources.osv_record import read_record

_BUCKET = "https://osv-vulnerabilities.storage.googleapis.com"
_LICENCE = "the licence of each record's database (CC-BY-4.0, Apache-2.0, CC0-1.0)"
_LINES = (".jsonl", ".ndjson")
_FIELDS = re.compile(rb'"(?:affected|schema_version)"\s*:')
_ID = re.compile(rb'"id"\s*:\s*"(?:x_|[A-Z][A-Za-z-]*-)')
_TEXTS = re.compile(rb'"(?:summary|details)"\s*:')


def _wants(path: str) -> bool:
    return path.endswith((".json", *_LINES))


def _nothing(_: Entry) -> bool:
    return False


def _recognises(entry: Entry) -> bool:
    head = entry.data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not _wants(entry.path) or not head.startswith(b"{"):
        return False
    # A long text may stand before everything else.
    return bool(_FIELDS.search(head) or (_ID.search(head) and _TEXTS.search(head)))


def _rows_of(source: str) -> Callable[[Entry], Iterator[Row]]:
    def rows(entry: Entry) -> Iterator[Row]:
        if not entry.path.endswith(_LINES):
            yield read_record(entry.data, source=source, where=entry.path)
            return
        found = False
        for number, line in enumerate(entry.data.split(b"\n"), start=1):
            if line.strip():
                found = True
                yield read_record(line, source=source, where=f"{entry.path}:{number}")
        if not found:
            yield Skip(entry.path, "the file is empty")

    return rows


def _of_bucket(name: str, ecosystem: str) -> Source:
    return Source(
        name=name,
        title=f"OSV, {ecosystem}",
        licence=_LICENCE,
        wants=_wants,
        rows=_rows_of(name),
        # A zip of the bucket says nothing of itself: without its name it is read as `osv`.
        recognises=_nothing,
        covers=covers_of(name),
        url=f"{_BUCKET}/{ecosystem}/all.zip",
        deltas=f"{_BUCKET}/{ecosystem}/modified_id.csv",
        default=True,
    )


NPM = _of_bucket("osv-npm", "npm")
PYPI = _of_bucket("osv-pypi", "PyPI")
RUBYGEMS = _of_bucket("osv-rubygems", "RubyGems")

SOURCE = Source(
    name="osv",
    title="OSV records from a file or folder",
    licence=_LICENCE,
    wants=_wants,
    rows=_rows_of("osv"),
    recognises=_recognises,
)
"""The advisory source that reads OSV records from other collections.

The source never counts as complete, because a collection may be incomplete.
"""
