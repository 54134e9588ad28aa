"""Parses PyPI listings in the JSON form of the simple index (PEP 691, with 700, 708, 740 and 792) into `Listing`.

The index does not list publishers, maintainers or dependencies. Files are grouped into releases by the version in their filenames.
An invalid file is omitted and listed in `Listing.problems`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from packaging.utils import canonicalize_name

from pratique.core.names import Digest, PackageRef
from pratique.core.release import Artifact, Dated, Listing, ProjectStatus, Release, TimeSource
from pratique.ecosystems.pypi.file_names import KnownVersions, ParsedName, is_plain_filename, parse_filename
from pratique.ecosystems.pypi.versions import canonical
from pratique.ecosystems.reading.json_values import (
    count,
    read_any,
    read_fields,
    read_items,
    read_members,
    table,
    text,
)
from pratique.ecosystems.reading.listing_values import parse_time, told_problems, web_address
from pratique.errors import ParseError, Reference

_NAME_LIMIT = 512
_STATUSES = {status.value: status for status in ProjectStatus}


class _File(msgspec.Struct, rename="kebab"):
    """The fields of one file that Pratique uses; any of them may have any type."""

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
    """A file with a valid name and URL."""

    name: ParsedName
    filename: str
    url: str
    fields: _File


def parse_listing(data: bytes, *, package: PackageRef, registry: str, url: str) -> Listing:
    """Parse a project page; relative URLs of files are resolved against `url`.

    Upload times count as the index's own if the page also has the other fields that PEP 700 requires: the list of
    versions and the sizes of files. On a page without the list of versions or the sizes, upload times count as those of
    a mirror. Raises ParseError (listing-invalid) for HTML, for another major version of the format, and for bytes that
    are not a JSON object with files.
    """
    members = _members(data, package)
    spelled = _spelled(read_any(members.get("versions")))
    problems: list[str] = []
    files: list[_Understood] = []
    known = KnownVersions.of(spelled)
    for item in read_items(members.get("files")) or ():
        understood = _understand(item, package, known, url)
        if isinstance(understood, _Understood):
            files.append(understood)
        else:
            problems.append(understood)
    source = _time_source(files, complete=bool(spelled))
    status, reason = _status(members)
    return Listing(
        package=package,
        registry=registry,
        releases=_releases(package, spelled, files, source),
        status=status,
        status_reason=reason,
        times=source,
        problems=told_problems(problems),
    )


def _members(data: bytes, package: PackageRef) -> Mapping[str, Any]:
    if data.lstrip()[:1] == b"<":
        raise _invalid(package, "the response is HTML")
    members = read_members(data)
    if members is None or read_items(members.get("files")) is None:
        raise _invalid(package, "the response is not a JSON object with files")
    version = text(table(read_any(members.get("meta"))).get("api-version"), most=20)
    if version is not None and version.partition(".")[0] != "1":
        raise _invalid(package, f"the response format has version {version!r}, but only 1 is supported")
    name = read_any(members.get("name"))
    if isinstance(name, str) and canonicalize_name(name[:_NAME_LIMIT]) != package.name:
        raise _invalid(package, f"the response is the listing of {name[:80]!r}")
    return members


def _spelled(value: Any) -> list[str]:
    if not isinstance(value, list):
        return []
    return [version for item in value if (version := text(item)) is not None and is_plain_filename(version)]


def _understand(item: Any, package: PackageRef, known: KnownVersions, base: str) -> "_Understood | str":
    """Return one parsed file, or the reason why it is invalid."""
    fields = read_fields(item, _File)
    filename = None if fields is None else text(fields.filename)
    if fields is None or filename is None:
        return "a file has no name"
    shown = filename[:120]
    name = parse_filename(filename, package.name, known)
    if name is None:
        return f"the name of the file {shown!r} has no version of {package.name}"
    url = web_address(text(fields.url), base)
    if url is None:
        return f"the file {shown!r} has no usable URL"
    return _Understood(name, filename, url, fields)


def _time_source(files: Iterable[_Understood], *, complete: bool) -> TimeSource | None:
    dated = [file for file in files if parse_time(file.fields.upload_time) is not None]
    if not dated:
        return None
    sized = all(count(file.fields.size) is not None for file in dated)
    return TimeSource.REGISTRY if complete and sized else TimeSource.MIRROR


def _releases(
    package: PackageRef, spelled: Iterable[str], files: Iterable[_Understood], source: TimeSource | None
) -> dict[str, Release]:
    """Group files by version. A listed version without files is a release without artifacts."""
    labels: dict[str, str] = {}
    for version in spelled:
        labels.setdefault(canonical(version), version)
    grouped: dict[str, list[_Understood]] = {label: [] for label in labels.values()}
    for file in files:
        label = labels.setdefault(canonical(file.name.version), file.name.version)
        grouped.setdefault(label, []).append(file)
    return {version: _release(package, version, members, source) for version, members in grouped.items()}


def _release(
    package: PackageRef, version: str, files: list[_Understood], source: TimeSource | None
) -> Release:
    artifacts = tuple(_artifact(file, source) for file in files)
    times = [artifact.published for artifact in artifacts if artifact.published is not None]
    return Release(
        ref=package.at(version),
        artifacts=artifacts,
        published=min(times, key=lambda dated: dated.at, default=None),
        provenance=_provenance(files),
    )


def _artifact(file: _Understood, source: TimeSource | None) -> Artifact:
    fields = file.fields
    at = parse_time(fields.upload_time)
    return Artifact(
        filename=file.filename,
        url=file.url,
        kind=file.name.kind,
        digests=tuple(_digests(fields.hashes)),
        size_bytes=count(fields.size),
        published=None if at is None or source is None else Dated(at, source),
        yanked=_yanked(fields.yanked),
        requires_python=text(fields.requires_python),
        provenance_url=_provenance_url(fields.provenance, file.url),
    )


def _digests(hashes: Any) -> Iterator[Digest]:
    for algorithm, value in table(hashes).items():
        if isinstance(value, str):
            try:
                yield Digest.parse(f"{algorithm[:16]}:{value[:256]}")
            except ParseError:
                continue


def _yanked(value: Any) -> str | None:
    """Return the reason of a yank ("" if there is no reason); None if the file is not yanked.

    As in PEP 691, an empty string in the listing means that the file is not yanked.
    """
    return "" if value is True else text(value)


def _provenance(files: Iterable[_Understood]) -> bool | None:
    """Return True if every file with a provenance field (PEP 740) has an attestation.

    Returns None if no file has a provenance field.
    """
    told = [file.fields.provenance for file in files if file.fields.provenance is not msgspec.UNSET]
    return all(isinstance(value, str) and bool(value) for value in told) if told else None


def _provenance_url(value: Any, base: str) -> str | None:
    return web_address(text(value), base) if isinstance(value, str) else None


def _status(members: Mapping[str, Any]) -> tuple[ProjectStatus, str | None]:
    told = table(read_any(members.get("project-status")))
    written, reason = text(told.get("status"), most=40), text(told.get("reason"))
    if written is None:
        return ProjectStatus.ACTIVE, None
    status = _STATUSES.get(written)
    if status is None:
        return ProjectStatus.ACTIVE, f"the index reports the status {written!r}, which is unknown"
    return status, reason


def _invalid(package: PackageRef, why: str) -> ParseError:
    return ParseError(
        Reference.LISTING_INVALID,
        f"the index's response for {package.name} is not a project page: {why}",
        hint="check the index URL: the index must support the JSON form of the simple API (PEP 691)",
    )
