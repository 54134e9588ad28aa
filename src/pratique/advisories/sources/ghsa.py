"""Reads the public repository of GitHub's advisory database, which has one OSV record per file.

Only reviewed advisories are imported. Unreviewed advisories are skipped, because they are copies of CVE records
without packages. The repository does not contain malware; OpenSSF's malicious packages do.
"""

import re
from collections.abc import Iterator
from posixpath import basename

from pratique.advisories.interface import Entry, Row, Skip, Source
from pratique.advisories.plausible import covers_of
from pratique.advisories.sources.osv_json import UnreadableError, read_json
from pratique.advisories.sources.osv_record import advisory_of
from pratique.ecosystems.reading.json_values import table

NOT_REVIEWED = "GitHub has not reviewed the advisory"

_NAME = "ghsa"
_FILE = re.compile(r"GHSA-[0-9a-z-]+\.json\Z", re.IGNORECASE)
_FOLDER = re.compile(r"(?:^|/)(?:github-reviewed|unreviewed)/")
_UNREVIEWED = re.compile(r"(?:^|/)unreviewed/")


def _wants(path: str) -> bool:
    return _FILE.match(basename(path)) is not None


def _recognises(entry: Entry) -> bool:
    # Not by its fields: OSV's zips hold the same records, and others beside them.
    return _wants(entry.path) and _FOLDER.search(entry.path) is not None


def _rows(entry: Entry) -> Iterator[Row]:
    yield Skip(entry.path, NOT_REVIEWED) if _UNREVIEWED.search(entry.path) else _row(entry)


def _row(entry: Entry) -> Row:
    try:
        record = read_json(entry.data)
        if table(table(record).get("database_specific")).get("github_reviewed") is False:
            return Skip(entry.path, NOT_REVIEWED)
        return advisory_of(record, source=_NAME)
    except UnreadableError as error:
        return Skip(entry.path, error.why)


SOURCE = Source(
    name=_NAME,
    title="GitHub advisory database",
    licence="CC-BY-4.0",
    wants=_wants,
    rows=_rows,
    recognises=_recognises,
    covers=covers_of(_NAME),
    url="https://github.com/github/advisory-database/archive/refs/heads/main.zip",
)
"""The advisory source that reads GitHub's repository, which has several gigabytes.

OSV's zip files also contain the reviewed advisories of GitHub's repository.
"""
