"""Defines the tables.

The modules in `migrations/versions` create the tables, and a test compares these tables with the definitions in this
module.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

METADATA = MetaData()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_number(at: datetime) -> int:
    """Return a time as a stored number. Raises ValueError for a time without a time zone."""
    if at.utcoffset() is None:
        raise ValueError(f"the time has no time zone: {at!r}")
    return (at - _EPOCH) // _MICROSECOND


def to_time(number: int) -> datetime:
    """Return a stored time, in UTC."""
    return _EPOCH + number * _MICROSECOND


class UtcTime(TypeDecorator[datetime]):
    """A column type for aware times: microseconds since 1970 in UTC, which are exact, ordered and portable."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Return the number to store. Raises ValueError for a time without a time zone."""
        del dialect
        return None if value is None else to_number(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC."""
        del dialect
        return None if value is None else to_time(value)


FACTS = Table(
    "facts",
    METADATA,
    Column("sha256", String, primary_key=True),
    Column("language", String, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("format", BigInteger, nullable=False),
    Column("stored_at", UtcTime, nullable=False, index=True),
    Column("payload", LargeBinary, nullable=False),
)

INSPECTIONS = Table(
    "inspections",
    METADATA,
    Column("artifact", String, primary_key=True),
    Column("baseline", String, primary_key=True),
    Column("package", String, primary_key=True),
    Column("limits", String, primary_key=True),
    Column("ruleset", String, nullable=False),
    Column("format", BigInteger, nullable=False),
    Column("stored_at", UtcTime, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    # `record.Origin`.
    Column("origin", String, nullable=False, server_default=""),
)

ARTIFACTS = Table(
    "artifacts",
    METADATA,
    # In the order in which they were met.
    Column("id", Integer, primary_key=True),
    Column("purl", String, nullable=False),
    Column("filename", String, nullable=False),
    Column("sha256", String, nullable=False, index=True),
    Column("sha512", String, nullable=False, index=True),
    Column("sha1", String, nullable=False, index=True),
    Column("size_bytes", BigInteger, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    # The registry that it is from; "": none, or it was met before this was stored, and counts for each registry.
    Column("registry", String, nullable=False, server_default=""),
    # `record.Origin`.
    Column("origin", String, nullable=False, server_default=""),
    UniqueConstraint("purl", "filename", "sha256", "registry", "origin", name="uq_artifacts_name_bytes"),
)

ALLOWED = Table(
    "allowed",
    METADATA,
    Column("sha256", String, primary_key=True),
    Column("purl", String, primary_key=True),
    Column("allowed_at", UtcTime, nullable=False),
)

ADOPTIONS = Table(
    "adoptions",
    METADATA,
    Column("project", String, primary_key=True),
    Column("adopted_at", UtcTime, nullable=False),
)

ADOPTED = Table(
    "adopted",
    METADATA,
    Column("project", String, ForeignKey("adoptions.project", ondelete="CASCADE"), primary_key=True),
    Column("purl", String, primary_key=True),
    Column("digest", String, primary_key=True),
)

LISTINGS = Table(
    "listings",
    METADATA,
    Column("url", String, primary_key=True),
    Column("accept", String, primary_key=True),
    Column("etag", String, nullable=True),
    Column("fetched_at", UtcTime, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    # Covers the sum and the order by which room is made, so that no body is read for them.
    Index("ix_listings_room", "fetched_at", "size_bytes"),
)

DECISIONS = Table(
    "decisions",
    METADATA,
    # In the order in which they were made.
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("ecosystem", String, nullable=False),
    Column("package", String, nullable=False),
    Column("version", String, nullable=False),
    Column("filename", String, nullable=False),
    Column("sha256", String, nullable=True, index=True),
    Column("action", String, nullable=False),
    Column("kind", String, nullable=True),
    Column("until", UtcTime, nullable=True),
    # JSON: a list of [code, text, source].
    Column("grounds", String, nullable=False),
    Column("standing", String, nullable=False),
    Column("epoch", String, nullable=False),
    Column("address", String, nullable=False),
    Column("agent", String, nullable=False),
    Column("command", String, nullable=False),
    Column("note", String, nullable=False),
    # Whose token was shown; "": the gate asked for none.
    Column("who", String, nullable=False, server_default=""),
    # JSON: system, repository, workflow, run, job, and whether an ID token proved them; "": none was stated.
    Column("ci", String, nullable=False, server_default=""),
    Index("ix_decisions_package", "ecosystem", "package", "action", "version"),
    # What was refused is rare among what was let in.
    Index("ix_decisions_action", "action", "at"),
)

# Files of decisions that were moved out of the database, at most one month in each.
LOG_PARTS = Table(
    "log_parts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("filename", String, nullable=False, unique=True),
    Column("rows", Integer, nullable=False),
    # The numbers and times of its first and last decision.
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("first_at", UtcTime, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", String, nullable=False),
    # The decisions up to this number were removed from the database; the others of the file are still in it.
    Column("moved_through", BigInteger, nullable=False),
)

# In which of these files the clients of a served file are.
LOG_PART_FILES = Table(
    "log_part_files",
    METADATA,
    Column("served", Integer, primary_key=True),
    Column("part", Integer, primary_key=True),
    sqlite_with_rowid=False,
)

ACTS = Table(
    "acts",
    METADATA,
    # In the order in which they were done.
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("kind", String, nullable=False),
    Column("digest", String, nullable=False, index=True),
    Column("purl", String, nullable=False),
    Column("who", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("until", UtcTime, nullable=True),
    Column("even_blocked", Boolean, nullable=False),
    # Of the process on the gate's machine; "": over HTTP, or from before this was stored.
    Column("login", String, nullable=False, server_default=""),
    # The name of the operator's token; "": on the gate's machine.
    Column("token", String, nullable=False, server_default=""),
)

FREEZES = Table(
    "freezes",
    METADATA,
    # In the order in which they were done.
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("kind", String, nullable=False),
    Column("who", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("published_before", UtcTime, nullable=True),
    Column("until", UtcTime, nullable=True),
    # JSON: a list of purls.
    Column("spared", String, nullable=False),
    # As in the acts.
    Column("login", String, nullable=False, server_default=""),
    Column("token", String, nullable=False, server_default=""),
)

REQUESTS = Table(
    "requests",
    METADATA,
    # In the order in which they came.
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("who", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("address", String, nullable=False),
    Column("agent", String, nullable=False),
    # The name of the one that was shown; "": none is needed.
    Column("token", String, nullable=False, index=True),
    Column("about", String, nullable=False),
    Column("asked", Integer, nullable=False),
    # JSON: a list of `holds.approval_requests.Entry`.
    Column("held", String, nullable=False),
    Column("more", Integer, nullable=False),
    Column("unknown", Integer, nullable=False),
)

# The files of the requests, so that all requests for the same bytes are found.
REQUESTED_FILES = Table(
    "requested_files",
    METADATA,
    Column("request", Integer, ForeignKey("requests.id"), primary_key=True),
    Column("purl", String, primary_key=True),
    Column("filename", String, primary_key=True),
    # "": unknown.
    Column("digest", String, nullable=False, index=True),
    Index("ix_requested_files_name", "purl", "filename"),
)

# Files that the gate served, worked out from the decisions: each once, with the last decision that let it through.
SERVED = Table(
    "served",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("ecosystem", String, nullable=False),
    Column("package", String, nullable=False),
    Column("version", String, nullable=False),
    Column("filename", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    Column("decision", BigInteger, nullable=False, index=True),
    # By which it was decided last.
    Column("epoch", String, nullable=False),
    # By which its bytes were inspected last; "": not known.
    Column("ruleset", String, nullable=False),
    UniqueConstraint("sha256", "ecosystem", "package", "version", "filename", name="uq_served_artifact"),
)

# Files that the gate served before their inspection ended, until it ends.
UNINSPECTED = Table(
    "uninspected",
    METADATA,
    Column("ecosystem", String, primary_key=True),
    Column("package", String, primary_key=True),
    Column("version", String, primary_key=True),
    Column("filename", String, primary_key=True),
    Column("sha256", String, primary_key=True),
    Column("at", UtcTime, nullable=False),
    # Why the last inspection failed; "": none has ended yet.
    Column("why", String, nullable=False),
)

# Files that were served and turned bad. Whoever got one is in the decisions after `after` up to `through`.
TURNED = Table(
    "turned",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("ecosystem", String, nullable=False),
    Column("package", String, nullable=False),
    Column("version", String, nullable=False),
    Column("filename", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
    Column("epoch", String, nullable=False),
    Column("action", String, nullable=False),
    # As in the decisions.
    Column("grounds", String, nullable=False),
    Column("after", BigInteger, nullable=False),
    Column("through", BigInteger, nullable=False),
    Column("cleared_at", UtcTime, nullable=True),
    Column("alarm", String, nullable=False, index=True),
    Index("ix_turned_artifact", "sha256", "ecosystem", "package"),
)

ALARMS = Table(
    "alarms",
    METADATA,
    Column("id", String, primary_key=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("state", String, nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    # When a process began to send it.
    Column("claimed_at", UtcTime, nullable=True),
    Column("sent_at", UtcTime, nullable=True),
    Column("why", String, nullable=False),
    # What is sent, byte for byte at every attempt.
    Column("body", String, nullable=False),
)

MARKS = Table(
    "marks",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

BARRED = Table(
    "barred",
    METADATA,
    Column("ecosystem", String, primary_key=True),
    Column("package", String, primary_key=True),
)

QUARANTINES = Table(
    "quarantines",
    METADATA,
    Column("ecosystem", String, primary_key=True),
    Column("package", String, primary_key=True),
    Column("why", String, nullable=False),
    Column("at", UtcTime, nullable=False),
)

BLOCKS = Table(
    "blocks",
    METADATA,
    Column("ecosystem", String, primary_key=True),
    Column("package", String, primary_key=True),
    Column("version", String, primary_key=True),
    Column("filename", String, primary_key=True),
    Column("sha256", String, primary_key=True),
    Column("grounds", String, nullable=False),
    Column("at", UtcTime, nullable=False),
)

HELD_RECORDS = Table(
    "held_records",
    METADATA,
    Column("kind", String, primary_key=True),
    Column("fresh_at", UtcTime, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("sources", String, nullable=False),
)
