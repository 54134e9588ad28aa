"""Reads PyPA's advisory database: advisories for Python packages, with one OSV record per file, written as YAML."""

import re
from collections.abc import Iterator

from pratique.advisories.interface import Entry, Row, Skip, Source
from pratique.advisories.plausible import covers_of
from pratique.advisories.sources.osv_json import UnreadableError
from pratique.advisories.sources.osv_record import advisory_of
from pratique.errors import ParseError
from pratique.lockfiles.reading.yaml_document import read_yaml

NOT_YAML = "the file is not YAML in the format of the database"
REPEATED = "the YAML has a duplicate key"

_NAME = "pypa"
_MOST_BYTES = 4 * 1024 * 1024
"""The maximum size of a file in bytes. The largest real file is 40 kB long."""
_PATH = re.compile(r"(?:^|/)PYSEC-[0-9A-Za-z-]+\.ya?ml\Z")
_ID = re.compile(rb"(?:^|\n)id: ['\"]?PYSEC-")


def _wants(path: str) -> bool:
    return _PATH.search(path) is not None


def _recognises(entry: Entry) -> bool:
    return _wants(entry.path) and _ID.search(entry.data[:4096]) is not None


def _rows(entry: Entry) -> Iterator[Row]:
    yield _row(entry)


def _row(entry: Entry) -> Row:
    try:
        document = read_yaml(entry.data, what=entry.path, most_bytes=_MOST_BYTES)
    except ParseError:
        return Skip(entry.path, NOT_YAML)
    if document.repeated:
        return Skip(entry.path, REPEATED)
    try:
        return advisory_of(document.value, source=_NAME)
    except UnreadableError as error:
        return Skip(entry.path, error.why)


SOURCE = Source(
    name=_NAME,
    title="PyPA advisory database",
    licence="CC-BY-4.0",
    wants=_wants,
    rows=_rows,
    recognises=_recognises,
    covers=covers_of(_NAME),
    url="https://github.com/pypa/advisory-database/archive/refs/heads/main.zip",
    max_file_bytes=_MOST_BYTES,
)
"""The advisory source that reads PyPA's repository.

OSV's zip file for PyPI contains the same advisories as PyPA's repository.
"""
