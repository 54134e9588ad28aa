"""Searches lockfiles and SBOMs, and the manifests of folders without a lockfile."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pratique.advisories.versions import is_affected
from pratique.core.names import Ecosystem, ReleaseRef
from pratique.ecosystems.target import parse_target
from pratique.errors import ParseError, PratiqueError, Reference
from pratique.lockfiles import LockFormat, format_for
from pratique.lockfiles.included import parse_with_included
from pratique.respond.places.imports import import_words
from pratique.respond.places.lock_entries import Entry, entries
from pratique.respond.places.manifests import MANIFESTS, Request, open_requests, requests
from pratique.respond.places.needle_search import contains
from pratique.respond.places.script_settings import script_words
from pratique.respond.sighting import Basis, Contact, PlaceKind, Result, Searched, Sighting, Unchecked
from pratique.respond.wanted.value import Wanted, WantedReleases

UNREADABLE_FORMATS = frozenset({"bun.lockb", "conda-lock.yml", "deno.lock", "pixi.lock", "shrinkwrap.yaml"})
"""Lockfiles in formats that Pratique cannot read."""
_PURL_SBOM = re.compile(r"(?:bom|cdx|cyclonedx)\.xml\Z|\.spdx(?:\.(?:rdf|xml|ya?ml))?\Z", re.IGNORECASE)
"""Names of SBOMs whose purls alone are read: CycloneDX as XML, SPDX as tag-value, RDF or YAML."""
_PURL = re.compile(rb"pkg:[a-z]{1,20}/[\w%./+-]{1,300}@[\w%.+-]{1,200}")
MOST_BYTES = 64 * 1024 * 1024
_HEAD_BYTES = 64 * 1024
_SBOM = re.compile(r"bom|spdx|cdx|cyclonedx", re.IGNORECASE)
_SBOM_MARKS = ((b'"bomFormat"', ".cdx.json"), (b'"spdxVersion"', ".spdx.json"))
_REQUIREMENTS = "requirements.txt"
"""The format whose files may include others."""


@dataclass(frozen=True, slots=True)
class LockFiles:
    """Implements `interface.Place` for one lockfile, SBOM or manifest."""

    kind: PlaceKind = PlaceKind.LOCK

    def finds(self, path: Path) -> bool:
        """Return True if the name of a file is that of a lockfile, an SBOM or a manifest without a lockfile beside it."""
        try:
            if not path.is_file():
                return False
        except OSError:
            return False
        name = path.name
        if is_other_form(name) or _format_of(path) is not None:
            return True
        return name in MANIFESTS and not _has_lock(path.parent, MANIFESTS[name])

    def search(self, path: Path, wanted: Wanted) -> Result:
        """Search one file."""
        try:
            format_ = _format_of(path)
            data = read_bounded(path)
        except OSError as error:
            return _unread(path, f"the file cannot be read: {error.strerror or error}")
        if data is None:
            return _unread(path, f"the file is larger than {MOST_BYTES // 1024**2} MiB")
        return _in_form(path, format_, data, wanted)


def _in_form(path: Path, format_: LockFormat | None, data: bytes, wanted: Wanted) -> Result:
    """Search the content of a file in the form that its name says."""
    may_name = contains(wanted)(data)
    if _PURL_SBOM.search(path.name) is not None:
        return _purls(path, data, wanted, may_name=may_name)
    if path.name in UNREADABLE_FORMATS:
        return _result(path, path.name, unchecked="Pratique cannot read this format" if may_name else "")
    if format_ is None:
        return _manifest(path, data, wanted, may_name=may_name)
    if not may_name and format_.name != _REQUIREMENTS:
        return _result(path, format_.name, kind=_kind(format_))
    return _lock(path, format_, data, wanted, may_name=may_name)


def _kind(format_: LockFormat) -> PlaceKind:
    return PlaceKind.LOCK if format_.installs else PlaceKind.SBOM


def is_other_form(name: str) -> bool:
    """Return True for the name of a lockfile that Pratique cannot read, or of an SBOM whose purls alone are read."""
    return name in UNREADABLE_FORMATS or _PURL_SBOM.search(name) is not None


def _format_of(path: Path) -> LockFormat | None:
    """Return the format of a file: by its name, or for an SBOM with any name by its first bytes."""
    found = format_for(path.absolute().as_posix())
    if found is not None or path.suffix != ".json" or _SBOM.search(path.name) is None:
        return found
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    return next((format_for(f"/x{suffix}") for mark, suffix in _SBOM_MARKS if mark in head), None)


def read_bounded(path: Path) -> bytes | None:
    """Return the content of a regular file, or None if it is larger than 64 MiB. Raises OSError."""
    with path.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    return None if len(data) > MOST_BYTES else data


def _lock(path: Path, format_: LockFormat, data: bytes, wanted: Wanted, *, may_name: bool) -> Result:
    kind = _kind(format_)
    try:
        lock = parse_with_included(path.name, format_, lambda name: _bytes(path.parent, name))
    except ParseError as error:
        why = f"the file cannot be parsed: {error.message}" if may_name else ""
        return _result(path, format_.name, unchecked=why, kind=kind)
    sightings = list(_sightings(path, kind, lock.format, entries(lock, wanted)))
    if format_.name == _REQUIREMENTS:
        sightings += _resolvable(path, open_requests(lock, data), wanted)
    names = contains(wanted)
    lost = tuple(
        Unchecked(str(path), _place(path, problem.line), f"{problem.what}: {problem.why}")
        for problem in lock.problems
        if names(problem.what.encode()) or problem.what in {include.path for include in lock.includes}
    )
    return Result(
        tuple(sightings), (Searched(kind=kind, place=str(path), format=lock.format, units=1, unchecked=lost),)
    )


def _purls(path: Path, data: bytes, wanted: Wanted, *, may_name: bool) -> Result:
    """Search the purls in the text of an SBOM. An SBOM without purls is not checked."""
    sightings: dict[tuple[str, str], Sighting] = {}
    matches = list(_PURL.finditer(data)) if may_name else []
    for match in matches:
        ref = _release(match[0].decode())
        if ref is None:
            continue
        item = wanted.release(ref.package.ecosystem.value, ref.package.name, ref.version)
        if item is not None:
            line = 1 + data.count(b"\n", 0, match.start())
            entry = Entry(wanted=item.id, basis=Basis.RELEASE, ref=ref, line=line)
            sightings.setdefault((item.id, ref.version), _sighting(path, PlaceKind.SBOM, entry))
    why = "" if matches or not may_name else "the SBOM lists no purls"
    result = _result(path, "SBOM (purls only)", unchecked=why, kind=PlaceKind.SBOM)
    return Result(tuple(sightings.values()), result.searched)


def _release(text: str) -> ReleaseRef | None:
    try:
        found = parse_target(text)
    except PratiqueError:
        return None
    return found if isinstance(found, ReleaseRef) else None


def _sightings(path: Path, kind: PlaceKind, format_: str, found: Iterable[Entry]) -> Iterator[Sighting]:
    """Yield the sightings of a lockfile, each with whether its install scripts run, and where the project imports it."""
    listed = list(found)
    used = import_words(path.parent, (entry.ref.package for entry in listed if entry.ref is not None))
    for entry in listed:
        words = []
        if entry.ref is not None and kind is PlaceKind.LOCK:
            package = entry.ref.package
            words = [script_words(path.parent, format_, package.name), used.get(package, "")]
        yield _sighting(path, kind, entry, *words)


def _sighting(path: Path, kind: PlaceKind, entry: Entry, *words: str) -> Sighting:
    return Sighting(
        kind=kind,
        contact=Contact.LOCKED,
        basis=entry.basis,
        ref=entry.ref,
        wanted=entry.wanted,
        place=str(path),
        inside=_place(path, entry.line),
        current=True,
        through=entry.through,
        digests=entry.digests,
        note="; ".join(filter(None, (entry.note, *words))),
    )


def _place(path: Path, line: int | None) -> str:
    return path.name if line is None else f"{path.name}:{line}"


def _bytes(folder: Path, name: str) -> bytes:
    try:
        where = folder / name
        data = read_bounded(where) if where.resolve().is_relative_to(folder.resolve()) else None
    except (OSError, RuntimeError, ValueError):
        data = None
    if data is None:
        raise ParseError(Reference.FILE_UNREADABLE, f"{name} cannot be read", hint="check the file")
    return data


def _result(path: Path, format_: str, *, unchecked: str = "", kind: PlaceKind = PlaceKind.LOCK) -> Result:
    lost = (Unchecked(str(path), path.name, unchecked),) if unchecked else ()
    return Result((), (Searched(kind=kind, place=str(path), format=format_, units=1, unchecked=lost),))


def _unread(path: Path, why: str) -> Result:
    return _result(path, "", unchecked=why)


def _has_lock(folder: Path, ecosystem: Ecosystem) -> bool:
    try:
        names = [entry.name for entry in folder.iterdir()]
    except OSError:
        return False
    here = folder.absolute().as_posix()
    return any(
        (found := format_for(f"{here}/{name}")) is not None
        and found.installs
        and found.ecosystem is ecosystem
        for name in names
        if name not in MANIFESTS
    )


def _manifest(path: Path, data: bytes, wanted: Wanted, *, may_name: bool) -> Result:
    if not may_name:
        return _result(path, path.name)
    try:
        asked = tuple(requests(path.name, data))
    except ParseError as error:
        return _result(path, path.name, unchecked=f"the file cannot be parsed: {error.message}")
    searched = Searched(kind=PlaceKind.LOCK, place=str(path), format=path.name, units=1)
    return Result(tuple(_resolvable(path, asked, wanted)), (searched,))


def _names_bad(request: Request, item: WantedReleases) -> bool:
    """Return True if a range includes every version, or names a bad one itself, such as its lowest one."""
    if request.any_version:
        return item.affected.tells
    return any(is_affected(item.affected, one) and request.allows(one) for one in request.versions)


def _resolvable(path: Path, asked: Iterable[Request], wanted: Wanted) -> list[Sighting]:
    """Return a sighting for each requested range that allows a listed version of a wanted item."""
    found: list[Sighting] = []
    for request in asked:
        for item in wanted.by_package.get((request.package.ecosystem.value, request.package.name), ()):
            version = next((one for one in item.affected.versions if request.allows(one)), None)
            # A version that only the range names may not exist, so no release is named.
            if version is not None or _names_bad(request, item):
                found.append(
                    Sighting(
                        kind=PlaceKind.LOCK,
                        contact=Contact.RESOLVABLE,
                        ref=None if version is None else request.package.at(version),
                        wanted=item.id,
                        place=str(path),
                        inside=_place(path, request.line),
                        current=True,
                        note=f"the range {request.range or '*'} allows the release, and no lockfile pins a version",
                    )
                )
    return found


LOCK_PLACES = (LockFiles(),)
"""Lockfiles, SBOMs and manifests."""
