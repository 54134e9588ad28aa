"""Exports and imports bundles, which transfer the stored state to a machine without network access.

A bundle is a zip file with four or five members. `manifest.json` lists the release of Pratique that created the bundle, the
ruleset, and the sha256, size and number of rows of each other member. The digest of `manifest.json` is the digest of the whole
bundle. `inspections.jsonl`, `artifacts.jsonl` and `listings.jsonl` contain one row per line. The optional member
`advisories.sqlite3` is the advisory index.

A bundle is only as trustworthy as its origin, because its author can omit findings. Only a bundle whose digest the
operator specified is trusted like local data. A bundle whose digest the operator did not specify can block an artifact
but cannot allow one (`record.Origin`).
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from pratique.core.finding import Inspection
from pratique.errors import ParseError, Reference
from pratique.store import bundled_index
from pratique.store.interface import Store
from pratique.store.record import InspectionKey, Origin, Seen, StoredListing

T = TypeVar("T")

SCHEMA_VERSION = 1
MANIFEST = "manifest.json"
_MOST_MANIFEST_BYTES = 64 * 1024
_MOST_MEMBER_BYTES = 4 * 1024**3
_MOST_LINE_BYTES = 512 * 1024**2
_MEMBERS = {"inspections.jsonl", "artifacts.jsonl", "listings.jsonl"}
_STALE = timedelta(days=1)
"""The minimum age of a listing from an unverified bundle.

Online runs fetch a listing from an unverified bundle again; `--offline` may use the listing.
"""
_MEMBER_TIME = (1980, 1, 1, 0, 0, 0)


class _Member(msgspec.Struct, frozen=True):
    sha256: str
    size_bytes: int
    rows: int


class Manifest(msgspec.Struct, frozen=True):
    """The manifest of a bundle: its creator, its ruleset and its members."""

    schema_version: int
    made_by: str
    """The release that created the bundle, such as `pratique 0.1.0`."""
    made_at: datetime
    ruleset: str
    members: dict[str, _Member]

    @property
    def rows(self) -> dict[str, int]:
        """Return the number of rows of each member, by member name without suffix.

        For the advisory index, return the number of sources.
        """
        return {name.partition(".")[0]: member.rows for name, member in sorted(self.members.items())}


@dataclass(frozen=True, slots=True)
class Written:
    """The result of a bundle export."""

    digest: str
    """The digest of the manifest: `sha256:` and hex digits."""
    manifest: Manifest


class _Inspected(msgspec.Struct, frozen=True):
    key: InspectionKey
    inspection: Inspection


def write_bundle(
    store: Store,
    target: BinaryIO,
    *,
    ruleset: str,
    since: datetime,
    made_by: str,
    at: datetime,
    advisories: Path | None = None,
) -> Written:
    """Write the inspections and listings since a given time, and the advisory index.

    Raises StoreError if the store cannot be read, and OSError if the bundle cannot be written.
    """
    met: set[str] = set()

    def inspections() -> Iterator[_Inspected]:
        for key, inspection in store.inspections.made_since(since, ruleset=ruleset):
            met.update(filter(None, (key.artifact, key.baseline)))
            yield _Inspected(key, inspection)

    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        members = {
            # In this order: the artifacts are those that the inspections name.
            "inspections.jsonl": _write(archive, "inspections.jsonl", inspections()),
            "artifacts.jsonl": _write(archive, "artifacts.jsonl", store.artifacts.of_bytes(met)),
            "listings.jsonl": _write(archive, "listings.jsonl", store.listings.fetched_since(since)),
        }
        if advisories is not None and (index := _write_index(archive, advisories)) is not None:
            members[bundled_index.MEMBER] = index
        manifest = Manifest(
            schema_version=SCHEMA_VERSION, made_by=made_by, made_at=at, ruleset=ruleset, members=members
        )
        data = msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
        archive.writestr(zipfile.ZipInfo(MANIFEST, _MEMBER_TIME), data)
    return Written(_digest(data), manifest)


def read_manifest(source: BinaryIO) -> Written:
    """Return the manifest of a bundle. Raises ParseError if the file is not a bundle or its version is unknown."""
    with _opened(source) as archive:
        return _manifest(archive)


def import_bundle(
    store: Store,
    source: BinaryIO,
    *,
    ruleset: str,
    at: datetime,
    advisories: Path | None = None,
    named: bool = False,
) -> Manifest:
    """Verify the digest of every member and import a bundle. The advisory index of the bundle is written to `advisories`.

    If `named` is set, the operator specified the bundle's digest. If `named` is not set, data from the bundle cannot
    allow an artifact, and the advisory index is not imported. Existing data stays: first-seen bytes, local inspections
    and newer listings. Raises ParseError for a damaged bundle or a bundle of another ruleset, and StoreError if the
    data cannot be stored.
    """
    origin = Origin.NAMED_BUNDLE if named else Origin.BUNDLE
    with _opened(source) as archive:
        manifest = _manifest(archive).manifest
        if manifest.ruleset != ruleset:
            raise _bad(
                f"{manifest.made_by[:60]} created the bundle with a different ruleset than this release uses",
                "export the bundle again with the same release of pratique",
            )
        for name, member in manifest.members.items():
            _check(archive, name, member)
        seen = _rows(archive, "artifacts.jsonl", Seen)
        store.artifacts.remember(replace(one, origin=origin) for one in seen)
        for row in _rows(archive, "inspections.jsonl", _Inspected):
            if row.key.ruleset != ruleset:
                raise _bad(
                    "an inspection in the bundle was made with another ruleset than the manifest specifies",
                    "do not use the bundle",
                )
            try:
                store.inspections.put(row.key, row.inspection, at=at, origin=origin)
            except ValueError as error:
                raise _bad(str(error)[:200], "do not use the bundle") from None
        for listing in _rows(archive, "listings.jsonl", StoredListing):
            _take_listing(store, listing if named else _doubted(listing, at))
        # An index that nobody vouches for could leave out what is malicious, and pass for complete.
        if named and advisories is not None and bundled_index.MEMBER in manifest.members:
            bundled_index.take_index(advisories, _parts(archive, bundled_index.MEMBER))
    return manifest


def _take_listing(store: Store, listing: StoredListing) -> None:
    known = store.listings.get(listing.url, listing.accept)
    if known is None or known.fetched_at < listing.fetched_at:
        store.listings.put(listing)


def _doubted(listing: StoredListing, at: datetime) -> StoredListing:
    return replace(listing, etag=None, fetched_at=min(listing.fetched_at, at - _STALE))


def _write(archive: zipfile.ZipFile, name: str, rows: Iterable[object]) -> _Member:
    encoder = msgspec.json.Encoder()
    sha256, size_bytes, count = hashlib.sha256(), 0, 0
    info = zipfile.ZipInfo(name, _MEMBER_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(info, "w", force_zip64=True) as member:
        for row in rows:
            line = encoder.encode(row) + b"\n"
            sha256.update(line)
            size_bytes += len(line)
            count += 1
            member.write(line)
    return _Member(sha256.hexdigest(), size_bytes, count)


def _write_index(archive: zipfile.ZipFile, path: Path) -> _Member | None:
    info = zipfile.ZipInfo(bundled_index.MEMBER, _MEMBER_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    written = bundled_index.write_index(archive, info, path)
    return None if written is None else _Member(*written)


def _opened(source: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _bad(
            f"the file is not a readable zip file: {str(error)[:100]}",
            "check that the bundle was copied completely",
        ) from None


def _manifest(archive: zipfile.ZipFile) -> Written:
    data = _read(archive, MANIFEST, _MOST_MANIFEST_BYTES)
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise _bad(f"the manifest cannot be read: {str(error)[:200]}", "export the bundle again") from None
    if manifest.schema_version != SCHEMA_VERSION:
        raise _bad(f"this release does not support version {manifest.schema_version}", "upgrade pratique")
    if set(manifest.members) - {bundled_index.MEMBER} != _MEMBERS:
        raise _bad("required members are missing, or unknown members are present", "export the bundle again")
    return Written(_digest(data), manifest)


def _check(archive: zipfile.ZipFile, name: str, member: _Member) -> None:
    """Verify the digest of a member in pieces, to limit memory use."""
    sha256, size_bytes = hashlib.sha256(), 0
    for part in _parts(archive, name):
        size_bytes += len(part)
        if size_bytes > min(member.size_bytes, _MOST_MEMBER_BYTES):
            raise _bad(f"{name} is longer than the manifest specifies", "do not use the bundle")
        sha256.update(part)
    if (size_bytes, sha256.hexdigest()) != (member.size_bytes, member.sha256):
        raise _bad(f"{name} differs from its manifest", "do not use the bundle")


def _rows(archive: zipfile.ZipFile, name: str, kind: type[T]) -> Iterator[T]:
    decoder = msgspec.json.Decoder(kind)
    rest = bytearray()
    for part in _parts(archive, name):
        rest += part
        *lines, last = rest.split(b"\n")
        rest = bytearray(last)
        if len(rest) > _MOST_LINE_BYTES:
            raise _bad(f"{name} has an incomplete last line", "do not use the bundle")
        for line in lines:
            try:
                yield decoder.decode(line)
            except (msgspec.DecodeError, ValueError, RecursionError) as error:
                raise _bad(
                    f"a row of {name} cannot be read: {str(error)[:200]}", "do not use the bundle"
                ) from None


def _parts(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    try:
        with archive.open(name) as member:
            while part := member.read(1024 * 1024):
                yield part
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise _bad(
            f"{name} cannot be read: {str(error)[:100]}", "check that the bundle was copied completely"
        ) from None
    except zlib.error as error:
        raise _bad(f"{name} cannot be read: {error}", "check that the bundle was copied completely") from None


def _read(archive: zipfile.ZipFile, name: str, most_bytes: int) -> bytes:
    whole = io.BytesIO()
    for part in _parts(archive, name):
        whole.write(part)
        if whole.tell() > most_bytes:
            raise _bad(f"{name} is larger than {most_bytes} bytes", "do not use the bundle")
    return whole.getvalue()


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _bad(message: str, hint: str) -> ParseError:
    return ParseError(Reference.BUNDLE_INVALID, f"the bundle cannot be used: {message}", hint=hint)
