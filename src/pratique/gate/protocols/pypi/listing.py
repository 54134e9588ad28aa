"""Rewrites a project's page of the simple index for the gate's clients. This module does no I/O.

The index's JSON (PEP 691, 700, 740, 792) is split into members and joined again; unused members are never decoded.
Files that the gate cannot serve are omitted and counted in `meta._left-out` (PEP 691 reserves names that begin with
`_` for servers).
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from pratique.core.names import Digest, PackageRef
from pratique.core.release import Artifact
from pratique.ecosystems.pypi import ecosystem as pypi
from pratique.ecosystems.reading.json_values import (
    Raw,
    printable,
    read_any,
    read_items,
    read_members,
    table,
    text,
)
from pratique.ecosystems.reading.listing_values import web_address
from pratique.errors import ParseError, Reference
from pratique.gate.protocols.interface import Beside, Mark, Marks
from pratique.gate.protocols.pypi.content_type import Held
from pratique.gate.protocols.pypi.paths import METADATA, file_path

_NOWHERE = "https://index.invalid/"
"""A placeholder base URL for relative URLs that are never requested."""
_YANKED_BEFORE = "yanked by its maintainers"
_UNREADABLE = "the file name does not contain a version of the project, or the URL is unusable"
_METADATA = ("core-metadata", "dist-info-metadata", "data-dist-info-metadata")
"""The current name and the earlier names of the metadata field (PEP 714)."""
_NOT_KEPT = frozenset({"url", "yanked", "provenance", "gpg-sig", *_METADATA})
"""The members that the gate rewrites. Separate signature files are omitted, because the gate does not serve them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file with a link on the page."""

    artifact: Artifact
    url: str
    yanked: str | bool
    """The reason for the yank; True if the file is yanked without a reason; False if the file is not yanked."""
    metadata: Mapping[str, str] | bool
    """The digests of the metadata file that the gate serves (PEP 658). If the digests are unknown, `metadata` is
    True if there is a metadata file."""
    fields: Mapping[str, Any]
    """All fields of the file in the index, undecoded where possible."""

    @property
    def provenance(self) -> str | None:
        """Return the URL of the file's attestations (PEP 740)."""
        found = read_any(self.fields["provenance"]) if "provenance" in self.fields else None
        whole = isinstance(found, str) and found.startswith(("https://", "http://"))
        return found if whole and web_address(found, _NOWHERE) is not None else None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file without a link on the page, and the reason."""

    filename: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The content of a project's page, independent of the format."""

    package: PackageRef
    members: Mapping[str, Any]
    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]


def read_project(body: bytes, package: PackageRef, marks: Marks, *, base: str, held: Held) -> Project:
    """Parse a page. `base` is the URL prefix of every file. Raises ParseError for an invalid page."""
    listing = pypi.parse_listing(body, package=package, registry=_NOWHERE, url=_NOWHERE)
    known: dict[str, tuple[str, Artifact]] = {}
    for version, release in listing.releases.items():
        for artifact in release.artifacts:
            known.setdefault(artifact.filename, (version, artifact))
    entries: dict[str, Entry] = {}
    left_out: list[LeftOut] = []
    members = read_members(body) or {}
    for item in read_items(members.get("files")) or ():
        fields = read_members(item) or {}
        filename = text(read_any(fields.get("filename"))) or ""
        found = known.get(filename)
        mark = marks.get(filename)
        path = None if found is None else file_path(package, found[0], filename)
        if filename in entries:
            left_out.append(LeftOut(filename, "the file is listed twice"))
        elif found is None or path is None or _address(fields) != found[1].url:
            left_out.append(LeftOut(filename, _UNREADABLE))
        elif mark is not None and mark.stops and held is Held.LEFT_OUT:
            left_out.append(LeftOut(filename, mark.words))
        else:
            entries[filename] = Entry(
                artifact=found[1],
                url=f"{base}{path}",
                yanked=_yanked(found[1], mark),
                # What the index has no more has no metadata there.
                metadata=(mark is None or mark.stops) and _metadata(fields),
                fields=fields,
            )
    return Project(
        package=package, members=members, entries=tuple(entries.values()), left_out=tuple(left_out)
    )


def write_json(project: Project) -> bytes:
    """Return the page as JSON with all members of the index."""
    members = dict(project.members)
    meta = dict(read_members(members.get("meta")) or {"api-version": "1.0"})
    if project.left_out:
        meta["_left-out"] = [{"filename": one.filename, "why": one.why} for one in project.left_out]
    members["meta"] = _joined(meta)
    members["name"] = project.package.name
    members["files"] = [_joined(dict(_members_of(entry))) for entry in project.entries]
    return bytes(_joined(members))


def keep(
    body: bytes,
    earlier: bytes,
    package: PackageRef,
    versions: Collection[str],
    files: Collection[str] = (),
) -> bytes:
    """Restore the given versions of an earlier page, or only the given files, in the current page.

    Raises ParseError for an invalid page.
    """
    before = pypi.parse_listing(earlier, package=package, registry=_NOWHERE, url=_NOWHERE)
    wanted = {a.filename for v in versions if v in before.releases for a in before.releases[v].artifacts}
    wanted = wanted & set(files) if files else wanted
    members = dict(read_members(body) or {})
    items = list(read_items(members.get("files")) or ())
    present = {name for item in items if (name := _filename(item)) is not None}
    for item in read_items((read_members(earlier) or {}).get("files")) or ():
        name = _filename(item)
        if name in wanted and name not in present:
            items.append(item)
    members["files"] = items
    listed = read_any(members.get("versions"))
    if isinstance(listed, list):
        members["versions"] = [*listed, *(one for one in versions if one not in listed)]
    merged = bytes(_joined(members))
    pypi.parse_listing(merged, package=package, registry=_NOWHERE, url=_NOWHERE)
    return merged


def metadata_place(body: bytes, address: str, *, package: PackageRef, filename: str) -> Beside:
    """Return the URL and digests of a file's metadata from a page.

    Raises ParseError if the page is invalid or lists no metadata for the file.
    """
    for item in read_items((read_members(body) or {}).get("files")) or ():
        if _filename(item) != filename:
            continue
        fields = read_members(item) or {}
        told = _metadata(fields)
        url = web_address(text(read_any(fields.get("url"))), address)
        if url is None or told is False:
            break
        found = told if isinstance(told, Mapping) else {}
        digests = tuple(Digest(algorithm, value) for algorithm, value in found.items())
        return Beside(f"{url}{METADATA}", digests)
    raise ParseError(
        Reference.NAME_INVALID,
        f"the page of {package.name} lists no metadata for {filename[:80]}",
        hint="request the file itself",
    )


def _members_of(entry: Entry) -> Iterator[tuple[str, Any]]:
    for name, value in entry.fields.items():
        if name not in _NOT_KEPT:
            yield name, value
    yield "url", entry.url
    yield "yanked", entry.yanked
    for name in _METADATA:
        if name in entry.fields:
            yield name, entry.metadata
    if "provenance" in entry.fields:
        yield "provenance", entry.provenance


def _metadata(fields: Mapping[str, Any]) -> dict[str, str] | bool:
    """Return the strong digests of a file's metadata, or whether the file has metadata."""
    told = next((read_any(fields[name]) for name in _METADATA if name in fields), None)
    if not isinstance(told, dict):
        return told is True
    found: dict[str, str] = {}
    for algorithm, value in told.items():
        try:
            digest = Digest.parse(f"{algorithm[:16]}:{str(value)[:256]}")
        except ParseError:
            continue
        if digest.strong:
            found[digest.algorithm] = digest.hex
    return found or bool(told)


def _yanked(artifact: Artifact, mark: Mark | None) -> str | bool:
    if mark is None:
        return artifact.yanked or artifact.yanked is not None
    if artifact.yanked is None:
        return mark.words
    return f"{mark.words}; {_YANKED_BEFORE}" + (f": {artifact.yanked[:300]}" if artifact.yanked else "")


def _filename(item: Any) -> str | None:
    return text(read_any((read_members(item) or {}).get("filename")))


def _address(fields: Mapping[str, Any]) -> str | None:
    return web_address(text(read_any(fields.get("url"))), _NOWHERE)


def _joined(members: Mapping[str, Any]) -> Raw:
    """Encode a JSON object whose values may be raw JSON slices."""
    try:
        return Raw(msgspec.json.encode(members))
    except (UnicodeEncodeError, msgspec.MsgspecError, OverflowError):
        # A lone surrogate or a number that JSON can spell and the fast writer cannot.
        return Raw(json.dumps(_decoded(members), ensure_ascii=True).encode())


def _decoded(value: Any) -> Any:
    if isinstance(value, Raw):
        return read_any(value)
    if isinstance(value, dict):
        return {printable(name): _decoded(item) for name, item in value.items()}
    return [_decoded(item) for item in value] if isinstance(value, list) else value


def project_status(project: Project) -> tuple[str | None, str | None]:
    """Return the status of the project and its reason (PEP 792)."""
    told = table(read_any(project.members.get("project-status")))
    return text(told.get("status"), most=40), text(told.get("reason"), most=1_000)
