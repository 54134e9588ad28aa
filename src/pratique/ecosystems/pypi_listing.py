"""PyPI listings: the JSON form of the simple index (PEP 691, with 700, 708, 740 and 792) to `Listing`.

The index tells no publishers, maintainers and dependencies. Files are put together into releases by the version in
their names. A file that cannot be understood is left out and named in `Listing.problems`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin

import msgspec

from pratique.core.names import Digest, PackageRef
from pratique.core.release import (
    Artifact,
    Dated,
    Listing,
    ProjectStatus,
    Release,
    TimeSource,
)
from pratique.ecosystems.iso_time import parse_time
from pratique.ecosystems.json_values import read_any, read_fields, read_items, read_members, table, text
from pratique.ecosystems.pypi_files import KnownVersions, ParsedName, parse_filename
from pratique.ecosystems.pypi_versions import canonical
from pratique.ecosystems.web_address import is_web_address
from pratique.errors import ParseError, Reference

_PROBLEM_LIMIT = 100
_STATUSES = {status.value: status for status in ProjectStatus}


class _File(msgspec.Struct, rename="kebab"):
    """The fields of one file that Pratique reads; any of them may have any type."""

    filename: Any = None
    url: Any = None
    hashes: Any = None
    requires_python: Any = None
    yanked: Any = None
    size: Any = None
    upload_time: Any = None
    provenance: Any = msgspec.UNSET


@dataclass(frozen=True, slots=True)
class _Understood:
    """A file of which name and address were understood."""

    name: ParsedName
    url: str
    fields: _File


def parse_listing(data: bytes, *, package: PackageRef, registry: str, url: str) -> Listing:
    """Read a project page; relative addresses of files are resolved against `url`.

    Upload times are the index's own when it also gives what the same specification (PEP 700) demands beside them,
    sizes and versions; else they count as a mirror's. Raises ParseError (listing-invalid) for HTML, for another
    major version of the format, and for bytes that are no JSON object with files.
    """
    members = _members(data, package)
    files, problems = _files(read_items(members.get("files")), package, members, url)
    spelled = _spelled(members.get("versions"))
    source = _time_source(files, complete=bool(spelled))
    status, reason = _status(members)
    return Listing(
        package=package,
        registry=registry,
        releases=_releases(package, spelled, files, source),
        status=status,
        status_reason=reason,
        times=source,
        problems=tuple(problems[:_PROBLEM_LIMIT]),
    )


def _members(data: bytes, package: PackageRef) -> Mapping[str, Any]:
    if data.lstrip()[:1] == b"<":
        raise _invalid(package, "it is HTML", hint="the index must answer in JSON (PEP 691)")
    members = read_members(data)
    if members is None or read_items(members.get("files")) is None:
        raise _invalid(package, "it is not a JSON object with files")
    version = text(table(read_any(members.get("meta"))).get("api-version"), most=20)
    if version is not None and version.partition(".")[0] != "1":
        raise _invalid(package, f"its format has version {version!r}, and 1 is understood")
    name = read_any(members.get("name"))
    if isinstance(name, str) and canonical_name(name) != package.name:
        raise _invalid(package, f"it is the listing of {name[:80]!r}")
    return members


def _spelled(value: Any) -> list[str]:
    versions = read_any(value)
    return [v for v in map(text, versions) if v is not None] if isinstance(versions, list) else []
