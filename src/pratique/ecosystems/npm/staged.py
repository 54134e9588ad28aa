"""Parses npm's records of staged releases, and builds the URLs of the requests for them.

Sources: `lib/commands/stage/` of npm 12, and `stage.yaml` of its API documentation. The
records are untrusted: a record with an invalid id, package name, version or digest is rejected as a whole, and a text
of an unexpected type counts as missing.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pratique.core.names import Digest, PackageRef
from pratique.core.staged import StageRecord
from pratique.ecosystems.npm.address import normalise
from pratique.ecosystems.npm.versions import SPACES, parse_version
from pratique.ecosystems.reading.json_values import count, read_any, read_items, read_members, text
from pratique.ecosystems.reading.listing_values import parse_time
from pratique.errors import ParseError, Reference

PER_PAGE = 100
"""The number of records to request per page: the maximum that the registry permits."""
MOST_ITEMS = 1_000
"""The maximum number of records that are read from one response."""
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z", re.IGNORECASE)
_SHA1 = re.compile(r"[0-9a-f]{40}\Z", re.IGNORECASE)
_SPACE = re.compile(f"[{SPACES}]")
_TEXT_LIMIT = 256
_MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePage:
    """One page of the list of staged releases."""

    records: tuple[StageRecord, ...]
    problems: tuple[str, ...] = ()
    """One sentence for each record that could not be read."""
    length: int
    """The number of records in the response, including unreadable records."""
    total: int | None = None
    """The number of staged releases on all pages; None if the response does not contain it."""


def is_stage_id(value: str) -> bool:
    """Return True if a text is a stage id: a UUID, as npm requires."""
    return _ID.match(value) is not None


def list_url(registry: str, page: int, package: PackageRef | None = None) -> str:
    """Return the URL of a page (from 0) of the list of staged releases, of one package or of all packages."""
    of = "" if package is None else f"&package={quote(package.name, safe='')}"
    return f"{registry.rstrip('/')}/-/stage?page={page}&perPage={PER_PAGE}{of}"


def record_url(registry: str, stage_id: str) -> str:
    """Return the URL of the record of a staged release."""
    return f"{registry.rstrip('/')}/-/stage/{stage_id}"


def tarball_url(registry: str, stage_id: str) -> str:
    """Return the URL of the tarball of a staged release."""
    return f"{record_url(registry, stage_id)}/tarball"


def tarball_filename(record: StageRecord) -> str:
    """Return the filename under which npm saves the tarball of a staged release.

    The filename contains the stage id, because a rejected release can be staged again with other bytes.
    """
    name = record.ref.package.name.replace("@", "").replace("/", "-")
    return f"{name}-{record.ref.version}-{record.id}.tgz"


def parse_page(data: bytes, *, registry: str) -> StagePage:
    """Parse one page of the list. Raises ParseError (listing-invalid) if the response is not such a page."""
    members = read_members(data)
    items = None if members is None else read_items(members.get("items"))
    if members is None or items is None:
        raise _invalid("the response is not a list of staged releases")
    if len(items) > MOST_ITEMS:
        raise _invalid(f"the response contains {len(items):,} records instead of at most {PER_PAGE}")
    records: list[StageRecord] = []
    problems: list[str] = []
    for item in items:
        try:
            records.append(_record(read_any(item), registry))
        except ParseError as error:
            problems.append(error.message)
    if len(problems) > _MOST_PROBLEMS:
        problems = [*problems[: _MOST_PROBLEMS - 1], f"and {len(problems) - _MOST_PROBLEMS + 1} more records"]
    return StagePage(
        records=tuple(records),
        problems=tuple(problems),
        length=len(items),
        total=count(read_any(members.get("total"))),
    )


def parse_record(data: bytes, *, registry: str) -> StageRecord:
    """Parse the record of one staged release. Raises ParseError (listing-invalid)."""
    return _record(read_any(data), registry)


def _record(value: Any, registry: str) -> StageRecord:
    if not isinstance(value, dict):
        raise _invalid("the record of a staged release is not an object")
    stage_id = value.get("id")
    if not isinstance(stage_id, str) or not is_stage_id(stage_id):
        raise _invalid(f"the record of a staged release has the invalid id {_shown(stage_id)}")
    name, version = value.get("packageName"), value.get("version")
    try:
        package = normalise(name if isinstance(name, str) else "")
    except ParseError:
        raise _invalid(f"the record {stage_id} has the invalid package name {_shown(name)}") from None
    if not isinstance(version, str) or parse_version(version) is None or _SPACE.search(version):
        raise _invalid(f"the record {stage_id} has the invalid version {_shown(version)}")
    return StageRecord(
        id=stage_id.lower(),
        ref=package.at(version),
        registry=registry,
        tag=text(value.get("tag"), most=_TEXT_LIMIT),
        staged_at=parse_time(value.get("createdAt")),
        actor=text(value.get("actor"), most=_TEXT_LIMIT),
        actor_type=text(value.get("actorType"), most=_TEXT_LIMIT),
        access=text(value.get("access"), most=_TEXT_LIMIT),
        status=text(value.get("status"), most=_TEXT_LIMIT),
        digests=_digests(stage_id, value.get("shasum")),
    )


def _digests(stage_id: str, shasum: Any) -> tuple[Digest, ...]:
    if shasum is None:
        return ()
    if not isinstance(shasum, str) or _SHA1.match(shasum) is None:
        raise _invalid(f"the record {stage_id} has the invalid digest {_shown(shasum)}")
    return (Digest("sha1", shasum.lower()),)


def _shown(value: Any) -> str:
    """Return a short ASCII form of an untrusted value for a message."""
    return ascii(value[:80]) if isinstance(value, str) else f"of type {type(value).__name__}"


def _invalid(why: str) -> ParseError:
    return ParseError(
        Reference.LISTING_INVALID,
        why,
        hint="compare with `npm stage list --json`; do not approve a release whose record is invalid",
    )
