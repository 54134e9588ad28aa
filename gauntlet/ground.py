"""Incidents on real ground: the same world, with the real bytes of good releases, and bad ones built upon their real predecessors.

What a bad release changes is what the made-up one changes in the made-up one before it, or an edit of its own where the recorded form
is another. Where an archive is not to be had, the made-up release stays, and that is said.
"""

import base64
import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from tests.builders import wheel

from gauntlet.archives import Kept, Real
from gauntlet.incident import Files, Incident, Package, Release, utc
from pratique.archive import read
from pratique.core.names import Ecosystem

Key = tuple[str, str]
"""Name and version."""
Bytes = Mapping[str, bytes]
Edit = Callable[[Bytes], Bytes]
"""What a bad release makes of the files of its predecessor."""
_LONG_AGO = utc("2012-01-01")
_NUMBER = re.compile(r"(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?")
_SEPARATORS = re.compile(r"[-_.]+")
_LEAST = re.compile(r"(>=|==|~=|>)\s*(\d[\d.]*)")
_NEED = re.compile(r"Requires-Dist:\s*([A-Za-z0-9._-]+)\s*(?:\[[^\]]*\])?\s*\(?([^;)]*)\)?\s*(;.*)?")


@dataclass(frozen=True, kw_only=True)
class Ground:
    """How an incident is put on real ground."""

    incident: Incident
    note: str = ""
    """Which end of what is known it is, where an incident is replayed at several."""
    more: Mapping[str, tuple[Release, ...]] = field(default_factory=dict)
    """Releases of the record that the made-up world leaves out, such as the clean one after."""
    at: Mapping[Key, datetime] = field(default_factory=dict)
    """Other hours of publication."""
    base: Mapping[Key, Key] = field(default_factory=dict)
    """Upon what a release is built, where that is not the good one before it."""
    paths: Mapping[Key, str] = field(default_factory=dict)
    """Name and made-up path to the path in the real package."""
    edits: Mapping[Key, Edit] = field(default_factory=dict)
    """What is changed inside the files of the real predecessor."""
    forms: Mapping[Key, Edit] = field(default_factory=dict)
    """The same in the recorded form, which is put upon a made-up predecessor, too."""
    moments: tuple[str, ...] = ("1 h",)
    """At which moments the clients install."""
    differs: str = ""
    """In what the bad releases differ from the record."""
    missed: str = ""
    """Where a client gets one, or a bad release is allowed: why, and whether a rule that exists should have caught it."""

    @property
    def id(self) -> str:
        """Its name in the table."""
        return f"{self.incident.id} ({self.note})" if self.note else self.incident.id

    @property
    def wrong(self) -> Mapping[Key, bool]:
        """The bad releases, and those that lead there: False."""
        doors = {(name, one): False for name, all_ in self.incident.doors.items() for one in all_}
        return doors | {(name, one): True for name, all_ in self.incident.guilty.items() for one in all_}

    @property
    def world(self) -> Incident:
        """The incident with the releases that are added, at these hours; all files are made up."""
        packages = []
        for package in self.incident.packages:
            releases = (*package.releases, *self.more.get(package.name, ()))
            timed = (replace(one, at=self.at.get((package.name, one.version), one.at)) for one in releases)
            packages.append(replace(package, releases=tuple(sorted(timed, key=lambda one: one.at))))
        return replace(self.incident, packages=tuple(packages))


@dataclass(frozen=True, kw_only=True)
class Grounded:
    """An incident on real ground, as far as the archives are there."""

    incident: Incident
    real: tuple[Key, ...]
    """Good releases with the bytes of the registry."""
    built: Mapping[Key, Key]
    """Bad releases by what they are built upon."""
    made_up: tuple[Key, ...]
    """What is made up although the real one was asked for: a good release, the predecessor of a bad one, or a bad one without any."""


def wanted(ground: Ground) -> Iterator[Key]:
    """Which real releases it takes."""
    for package in ground.world.packages:
        for release in package.releases:
            key = package.name, release.version
            if key not in ground.wrong and key not in ground.base:
                yield key
    yield from ground.base.values()


def grounded(ground: Ground, pinned: Mapping[Key, Real], kept: Kept) -> Grounded:
    """Put an incident on real ground. Raises ValueError for a change that the real predecessor has no place for."""
    world = ground.world
    there = {
        key: (real, data)
        for key in dict.fromkeys(wanted(ground))
        if (real := pinned.get(key)) is not None and (data := kept.read(real)) is not None
    }
    built: dict[Key, Key] = {}
    made_up: dict[Key, None] = {}
    packages = []
    for package in world.packages:
        releases = []
        for release in package.releases:
            key = package.name, release.version
            before = _before(ground, package, release)
            if key not in ground.wrong and key not in ground.base:
                releases.append(_real(release, there[key]) if key in there else release)
                made_up |= {} if key in there else {key: None}
            elif before in there:
                built[key] = before
                releases.append(_built(ground, package, release, *there[before]))
            else:
                made_up[before if before[1] else key] = None
                releases.append(_edited(ground, package, release))
        packages.append(replace(package, releases=tuple(releases)))
    filled = _with_fillers(replace(world, packages=tuple(packages)))
    good = tuple(key for key in there if key not in set(ground.base.values()))
    return Grounded(incident=filled, real=good, built=built, made_up=tuple(made_up))


def before(ground: Ground, key: Key) -> Key:
    """Return what a release of the record comes after: the good one with the greatest version below its own. Raises StopIteration."""
    package = next(one for one in ground.world.packages if one.name == key[0])
    return _before(ground, package, next(one for one in package.releases if one.version == key[1]))


def _before(ground: Ground, package: Package, release: Release) -> Key:
    """What a release is built upon: the good one with the greatest version below its own, or else the last before it."""
    key = package.name, release.version
    found = ground.base.get(key)
    good = [
        one
        for one in package.releases
        if one.at <= release.at and one is not release and (package.name, one.version) not in ground.wrong
    ]
    below = [one for one in good if _order(one.version) < _order(release.version)]
    best = max(below, key=lambda one: _order(one.version), default=good[-1] if good else None)
    return found or (package.name, best.version if best is not None else "")


def _order(version: str) -> tuple[int, ...]:
    match = _NUMBER.match(version)
    return tuple(int(one or 0) for one in match.groups()) if match else ()


def _real(release: Release, archive: tuple[Real, bytes]) -> Release:
    real, data = archive
    return _described(replace(release, archive=data, files=_files(real, data)), real.ecosystem)


def _files(real: Real, data: bytes) -> dict[str, bytes]:
    return {file.path: file.data for file in read(data, real.filename).files}


def _described(release: Release, ecosystem: Ecosystem) -> Release:
    """The release with what its own manifest says of dependencies and scripts."""
    if ecosystem is Ecosystem.NPM:
        manifest = json.loads(release.files["package.json"])
        return replace(
            release,
            # An alias is listed as a package of its own, so that one of ours answers it.
            depends={
                name: asked.rpartition("@")[2] if asked.startswith("npm:") else asked
                for name, asked in manifest.get("dependencies", {}).items()
            },
            scripts={**manifest.get("scripts", {})},
            more={},
        )
    path = next(path for path in release.files if path.endswith(".dist-info/METADATA"))
    text = _bytes(release.files[path]).decode()
    needs = (match for match in map(_NEED.fullmatch, text.split("\n\n")[0].splitlines()) if match)
    depends: dict[str, str] = {}
    for match in needs:
        if "extra" not in (match[3] or ""):
            # As pip writes a name: its folder of metadata has it, which says what is installed.
            name, asked = _SEPARATORS.sub("-", match[1]).lower(), match[2].strip()
            # A project may be asked for on several lines, by system.
            depends[name] = f"{depends[name]},{asked}" if depends.get(name) else asked
    return replace(release, depends=depends, sdist=False)


def _built(ground: Ground, package: Package, release: Release, real: Real, data: bytes) -> Release:
    """A bad release upon the real bytes of another."""
    old = _made_up_before(ground, package, release)
    key = package.name, release.version
    edit = ground.forms.get(key) or ground.edits.get(key)
    edit = edit or _change(old.files if old else {}, release.files, ground.paths, package.name)
    files = dict(edit(_files(real, data)))
    if real.ecosystem is Ecosystem.NPM:
        manifest = json.loads(files["package.json"])
        for member, now, was in (
            ("scripts", release.scripts, old.scripts if old else {}),
            ("dependencies", release.depends, old.depends if old else {}),
        ):
            if added := {name: text for name, text in now.items() if was.get(name) != text}:
                manifest[member] = {**manifest.get(member, {}), **added}
        more = {name: told for name, told in release.more.items() if not old or old.more.get(name) != told}
        manifest |= {**more, "name": package.name, "version": release.version}
        files["package.json"] = json.dumps(manifest, indent=2).encode() + b"\n"
        return replace(_described(replace(release, files=files), real.ecosystem), more=more)
    files = _renamed(files, package.name, real.version, release.version)
    return _described(replace(release, files=files, archive=wheel(files)), real.ecosystem)


def _edited(ground: Ground, package: Package, release: Release) -> Release:
    """A bad release upon a made-up predecessor, in the recorded form where that is another than the made-up one's."""
    edit = ground.forms.get((package.name, release.version))
    old = _made_up_before(ground, package, release)
    if edit is None or old is None:
        return release
    return replace(release, files=edit({path: _bytes(data) for path, data in old.files.items()}))


def _made_up_before(ground: Ground, package: Package, release: Release) -> Release | None:
    name, version = _before(ground, package, release)
    world = next(one for one in ground.world.packages if one.name == package.name)
    if name != package.name:
        return None
    return next((one for one in world.releases if one.version == version), None)


def _bytes(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data


def _change(old: Files, new: Files, paths: Mapping[Key, str], name: str) -> Edit:
    """What the made-up release changes, as an edit: files that it adds, and what it puts before or after a file's text."""

    def edit(files: Bytes) -> Bytes:
        out = dict(files)
        for path, content in new.items():
            now, place = _bytes(content), paths.get((name, path), path)
            if path not in old:
                out[place] = now
                continue
            was = _bytes(old[path])
            if now == was:
                continue
            if place not in files:
                raise ValueError(f"{name} has no {place}")
            if now.startswith(was):
                out[place] = files[place].rstrip(b"\n") + b"\n" + now.removeprefix(was).lstrip(b"\n")
            elif now.endswith(was):
                out[place] = now.removesuffix(was) + files[place]
            else:
                raise ValueError(f"{name}: {path} is rewritten, which needs an edit of its own")
        return out

    return edit


def _renamed(files: Bytes, name: str, old: str, new: str) -> dict[str, bytes]:
    """The files of a wheel under another version, with a RECORD of what they are."""
    stem = name.replace("-", "_")
    before, after = f"{stem}-{old}.dist-info/", f"{stem}-{new}.dist-info/"
    out = {path.replace(before, after, 1): data for path, data in files.items()}
    metadata = out[f"{after}METADATA"].decode()
    out[f"{after}METADATA"] = metadata.replace(f"\nVersion: {old}\n", f"\nVersion: {new}\n", 1).encode()
    out.pop(f"{after}RECORD", None)
    told = io.StringIO()
    rows = csv.writer(told, lineterminator="\n")
    for path, data in out.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
        rows.writerow([path, f"sha256={digest}", len(data)])
    rows.writerow([f"{after}RECORD", "", ""])
    return {**out, f"{after}RECORD": told.getvalue().encode()}


def _with_fillers(incident: Incident) -> Incident:
    """The incident with an empty package of ours for each dependency that the record leaves out, also in the locks."""
    own = {package.name for package in incident.packages}
    versions: dict[str, dict[str, None]] = {}
    for package in incident.packages:
        for release in package.releases:
            for name, asked in _needs(release).items():
                if name not in own:
                    versions.setdefault(name, {})[least(asked, incident.ecosystem)] = None
    files = {"index.js": "module.exports = {};\n"} if incident.ecosystem is Ecosystem.NPM else {}
    fillers = tuple(
        Package(
            name=name,
            releases=tuple(
                Release(version=version, at=_LONG_AGO, files=files or {f"{name.replace('-', '_')}.py": "\n"})
                for version in sorted(found, key=_order)
            ),
        )
        for name, found in versions.items()
    )
    bad_keys = ((name, one) for name, all_ in incident.bad.items() for one in all_)
    bad = {name: (version,) for name, version in _locked(incident, own, bad_keys).items()}
    return replace(
        incident,
        packages=(*incident.packages, *fillers),
        good={**incident.good, **_locked(incident, own, incident.good.items())},
        bad={**incident.bad, **bad},
    )


def _locked(incident: Incident, own: set[str], keys: Iterable[Key]) -> dict[str, str]:
    """The fillers that a lock of these releases has."""
    those = set(keys)
    return {
        name: least(asked, incident.ecosystem)
        for package in incident.packages
        for release in package.releases
        if (package.name, release.version) in those
        for name, asked in release.depends.items()
        if name not in own
    }


def _needs(release: Release) -> dict[str, str]:
    """What an installer asks for: with npm also peers that are not optional."""
    found = dict(release.depends)
    if release.archive is not None and "package.json" in release.files:
        manifest = json.loads(release.files["package.json"])
        optional = manifest.get("peerDependenciesMeta", {})
        peers = manifest.get("peerDependencies", {})
        found |= {name: asked for name, asked in peers.items() if name not in optional}
    return found


def least(asked: str, ecosystem: Ecosystem) -> str:
    """A version that answers a range."""
    if ecosystem is Ecosystem.NPM:
        match = _NUMBER.search(asked)
        return ".".join(one or "0" for one in match.groups()) if match else "1.0.0"
    match = _LEAST.search(asked)
    version = match[2] if match else "1.0"
    above = match is not None and match[1] == ">"
    return f"{version}.1" if above or f"!={version}" in asked else version
