"""Defines the format of the index, which is one SQLite file, and checks the 100-byte header of the file.

Source: the SQLite file format (sqlite.org/fileformat2.html, 1.3).
"""

from dataclasses import dataclass

from pratique.core.advisory import AdvisoryKind

APPLICATION_ID = 0x50_41_44_56
"""The application id in the SQLite header of an index (`PADV`)."""
SCHEMA = 2
"""The version of the index format. If an index has another version, the next sync or import rebuilds the index."""
HEADER_BYTES = 100
_MAGIC = b"SQLite format 3\0"
_LARGEST_PAGE = 65_536
_IN_ROLLBACK_MODE = b"\x01\x01"

TABLES = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # `state` is a SourceState.
    "CREATE TABLE sources (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, state BLOB)",
    # Bodies are compressed with the dictionary of their source and kind.
    (
        "CREATE TABLE dictionaries (source INTEGER, kind INTEGER, data BLOB NOT NULL, PRIMARY KEY (source, kind))"
        " WITHOUT ROWID"
    ),
    (
        "CREATE TABLE advisories (number INTEGER PRIMARY KEY, source INTEGER NOT NULL, kind INTEGER NOT NULL,"
        " id TEXT NOT NULL, body BLOB NOT NULL)"
    ),
    # What one advisory says of one product: clustered by what is looked up.
    (
        "CREATE TABLE claims (type TEXT, name TEXT, number INTEGER, kind INTEGER NOT NULL, withdrawn INTEGER NOT NULL,"
        " affected BLOB NOT NULL, PRIMARY KEY (type, name, number)) WITHOUT ROWID"
    ),
    # Ids and aliases, in capitals.
    "CREATE TABLE ids (id TEXT, number INTEGER, PRIMARY KEY (id, number)) WITHOUT ROWID",
    # `shared` names what many rows of one source have in common: the model and the date of a score.
    (
        "CREATE TABLE exploitation (cve TEXT, source INTEGER, epss REAL, percentile REAL, shared INTEGER NOT NULL,"
        " PRIMARY KEY (cve, source)) WITHOUT ROWID"
    ),
    "CREATE TABLE shared (number INTEGER PRIMARY KEY, source INTEGER NOT NULL, body BLOB NOT NULL)",
    (
        "CREATE TABLE lines (type TEXT, name TEXT, source INTEGER, line TEXT, body BLOB NOT NULL,"
        " PRIMARY KEY (type, name, source, line)) WITHOUT ROWID"
    ),
    "CREATE TABLE detectors (number INTEGER PRIMARY KEY, source INTEGER NOT NULL, body BLOB NOT NULL)",
    # Rows that were not imported, of sources whose changes are read one by one.
    (
        "CREATE TABLE skips (source INTEGER, file TEXT, why TEXT, count INTEGER NOT NULL,"
        " PRIMARY KEY (source, file, why)) WITHOUT ROWID"
    ),
    # See `seals`.
    "CREATE TABLE seals (number INTEGER PRIMARY KEY, body BLOB NOT NULL)",
)
FORGET = (
    "DELETE FROM claims WHERE number IN (SELECT number FROM advisories WHERE source = ?)",
    "DELETE FROM ids WHERE number IN (SELECT number FROM advisories WHERE source = ?)",
    "DELETE FROM advisories WHERE source = ?",
    "DELETE FROM dictionaries WHERE source = ?",
    "DELETE FROM exploitation WHERE source = ?",
    "DELETE FROM shared WHERE source = ?",
    "DELETE FROM lines WHERE source = ?",
    "DELETE FROM detectors WHERE source = ?",
    "DELETE FROM skips WHERE source = ?",
)
"""The SQL statements that remove all rows of a source, in order."""

KINDS = (AdvisoryKind.MALWARE, AdvisoryKind.VULNERABILITY, AdvisoryKind.UNMAINTAINED)
"""The kinds of advisories.

An index stores a kind as its position in this list, because SQLite stores 0 and 1 without extra bytes.
"""


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of an SQLite file header that an index needs."""

    file_bytes: int
    """The length of the complete file in bytes."""
    application_id: int
    schema: int
    """The format version of the index (`user_version`)."""


def read_header(data: bytes) -> Header | None:
    """Parse the first bytes of a file; return None if the file cannot be an index."""
    if len(data) < HEADER_BYTES or not data.startswith(_MAGIC) or data[18:20] != _IN_ROLLBACK_MODE:
        return None
    page_bytes = int.from_bytes(data[16:18], "big")
    if page_bytes == 1:
        page_bytes = _LARGEST_PAGE
    return Header(
        file_bytes=page_bytes * int.from_bytes(data[28:32], "big"),
        application_id=int.from_bytes(data[68:72], "big"),
        schema=int.from_bytes(data[60:64], "big"),
    )
