"""Rewrites npm packuments for the gate's clients. This module does no I/O.

The registry's JSON is split into members and joined again; unused members are never decoded. Sources: npm/registry
(package-metadata), and docs/reference/gate.md for the behaviour of each client.
"""

import json
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from pratique.core.names import PackageRef
from pratique.ecosystems.npm import ecosystem as npm
from pratique.ecosystems.npm.address import artifact_url
from pratique.ecosystems.npm.listing import INSTALL_HOOKS
from pratique.ecosystems.npm.versions import parse_version
from pratique.ecosystems.reading.json_values import Raw, printable, read_any, read_members, table
from pratique.errors import ParseError, Reference
from pratique.gate.protocols.interface import Mark, Marks

_SHORT_TOP = ("name", "modified", "dist-tags", "versions", "time")
"""The members of the short form. Unlike the registry, the gate includes `time` for clients that check the age of a version."""
_SHORT = (
    *("name", "version", "deprecated", "dependencies", "optionalDependencies", "devDependencies"),
    *("bundleDependencies", "bundledDependencies", "peerDependencies", "peerDependenciesMeta"),
    *("acceptDependencies", "bin", "directories", "dist", "engines", "cpu", "os", "libc", "funding"),
    *("_hasShrinkwrap", "hasInstallScript"),
)
_LATEST = "latest"


class Held(StrEnum):
    """How a client's listing shows refused versions."""

    MARKED = "marked"
    """Refused versions stay listed, with the reason as `deprecated`."""
    LEFT_OUT = "left-out"
    """A refused version is omitted if a client could choose it although an allowed version matches.

    Other refused versions stay listed, with the reason.
    """
    OMITTED = "omitted"
    """All refused versions are omitted, for update bots."""


def serve(body: bytes, package: PackageRef, marks: Marks, *, base: str, short: bool, held: Held) -> bytes:
    """Return the packument to serve. `base` is the URL prefix of every tarball. Raises ParseError for an invalid packument."""
    members, versions = _cut(body, package)
    written: dict[str, Any] = {}
    by_version = {mark.version: mark for mark in marks.values()}
    stopped = {version for version, mark in by_version.items() if mark.stops}
    tags = _tags(read_any(members.get("dist-tags")), versions, stopped)
    left_out = _left_out(versions, stopped, tags.get(_LATEST), held)
    for version, item in versions.items():
        if version in left_out:
            continue
        mark = by_version.get(version)
        fields = read_members(item)
        # What is no object, or has no number, is no version: no client could install it.
        if fields is not None and parse_version(version) is not None:
            written[version] = _version(package, version, fields, mark, base=base, short=short)
    members["versions"] = _joined(written)
    members["dist-tags"] = _joined(tags)
    if short:
        members = _short_top(members)
    return bytes(_joined(members))


def keep(body: bytes, earlier: bytes, package: PackageRef, versions: Collection[str]) -> bytes:
    """Restore the given versions of an earlier packument in the current one. Raises ParseError for an invalid packument."""
    before, old = _cut(earlier, package)
    members, new = _cut(body, package)
    for version in versions:
        if version in old and version not in new:
            new[version] = old[version]
    times = {**table(read_any(before.get("time"))), **table(read_any(members.get("time")))}
    # A package that is gone has no versions, and says so in `unpublished`; here it still has some.
    times.pop("unpublished", None)
    tags = {**table(read_any(before.get("dist-tags"))), **table(read_any(members.get("dist-tags")))}
    members["versions"] = _joined(new)
    members["time"] = _joined(times)
    members["dist-tags"] = _joined({tag: at for tag, at in tags.items() if at in new})
    return bytes(_joined(members))


def _cut(body: bytes, package: PackageRef) -> tuple[dict[str, Any], dict[str, Any]]:
    members = read_members(body)
    if members is None:
        raise ParseError(
            Reference.LISTING_INVALID,
            f"the registry's response for {package.name} is not an npm listing",
            hint="check that the registry setting is the URL of an npm registry",
        )
    return members, read_members(members.get("versions")) or {}


def _version(
    package: PackageRef, version: str, fields: dict[str, Any], mark: Mark | None, *, base: str, short: bool
) -> Raw:
    dist = read_members(fields.get("dist"))
    if dist is not None:
        dist["tarball"] = _encoded(artifact_url(package.at(version), base) or "")
        fields["dist"] = _joined(dist)
    if mark is not None:
        fields["deprecated"] = _encoded(mark.words)
    if short:
        if "hasInstallScript" not in fields and _has_hook(fields):
            fields["hasInstallScript"] = _encoded(value=True)
        fields = {name: fields[name] for name in _SHORT if name in fields}
    return _joined(fields)


def _has_hook(fields: Mapping[str, Any]) -> bool:
    scripts = table(read_any(fields.get("scripts"))) if "scripts" in fields else {}
    return any(scripts.get(hook) for hook in INSTALL_HOOKS)


def _short_top(members: Mapping[str, Any]) -> dict[str, Any]:
    short = {name: members[name] for name in _SHORT_TOP if name in members}
    modified = table(read_any(members.get("time"))).get("modified")
    if "modified" not in short and isinstance(modified, str):
        short["modified"] = _encoded(modified)
    return short


def _tags(told: Any, versions: Mapping[str, Any], stopped: Collection[str]) -> dict[str, str]:
    """Move each tag of a refused version to the highest allowed version below the refused version.

    The order is by version, not by time, because the newest release may belong to an old release line. A pre-release
    can replace only a pre-release. If no version is allowed, `latest` stays, so that clients receive the reason; other
    tags are removed.
    """
    tags: dict[str, str] = {}
    free = [version for version in versions if version not in stopped]
    for tag, version in table(told).items():
        if not isinstance(version, str):
            continue
        if version not in stopped:
            tags[tag] = version
            continue
        lower = list(_below(version, free))
        if tag == _LATEST and not lower:
            lower = [one for one in free if not npm.is_prerelease(one)] or free or [version]
        if lower:
            tags[tag] = max(lower, key=npm.sort_key)
    return tags


def _left_out(
    versions: Iterable[str], stopped: Collection[str], latest: str | None, held: Held
) -> frozenset[str]:
    match held:
        case Held.MARKED:
            return frozenset()
        case Held.LEFT_OUT:
            return _misleading(versions, stopped, latest)
        case Held.OMITTED:
            return frozenset(stopped)


def _misleading(versions: Iterable[str], stopped: Collection[str], latest: str | None) -> frozenset[str]:
    """Return the refused versions that a client could choose although an allowed version matches the requested range.

    The client prefers `latest`, then the highest version. If a contiguous range contains a refused version and a
    lower allowed version, the range also contains the highest allowed version below the refused one. If this highest
    allowed version is `latest`, the client chooses it. If no allowed version is below the refused one, only the
    refused version matches, and the client receives the reason.
    """
    free = sorted(npm.sort_key(one) for one in versions if one not in stopped)
    preferred = npm.sort_key(latest) if latest is not None else None
    found = set()
    for version in stopped:
        below = bisect_left(free, npm.sort_key(version))
        if below and free[below - 1] != preferred:
            found.add(version)
    return frozenset(found)


def _below(version: str, free: Iterable[str]) -> Iterator[str]:
    key, early = npm.sort_key(version), npm.is_prerelease(version)
    for one in free:
        if npm.sort_key(one) <= key and (early or not npm.is_prerelease(one)):
            yield one


def _joined(members: Mapping[str, Any]) -> Raw:
    """Encode a JSON object whose values may be raw JSON slices."""
    try:
        return Raw(msgspec.json.encode(members))
    except (UnicodeEncodeError, msgspec.MsgspecError):
        # A lone surrogate, which JSON can spell and UTF-8 cannot.
        decoded = {printable(name): read_any(value) for name, value in members.items()}
        return Raw(json.dumps(decoded).encode())


def _encoded(value: str | bool) -> Raw:  # noqa: FBT001 - a value of JSON
    return Raw(msgspec.json.encode(value))
