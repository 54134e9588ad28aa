"""Reads an installed Python distribution from its `.dist-info` or `.egg-info`.

Sources: PyPA, "Recording installed projects", "Direct URL Data Structure" (PEP 610), "Binary distribution format" (the
tags in WHEEL); setuptools' old `.egg-info`, a folder or a single file. The metadata is only used to identify the
artifact from which the distribution was installed. The installed files are compared with the identified artifact.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pratique.core.lock import LockedPackage, SourceKind
from pratique.ecosystems.pypi.metadata import parse_metadata
from pratique.ecosystems.reading.json_values import read_any, table, text
from pratique.errors import ParseError, Reference
from pratique.installed.files import Files, joined
from pratique.installed.record import MOST_BYTES, read_record
from pratique.lockfiles.git_address import at_commit
from pratique.lockfiles.pypi.entry import exact_version, package_ref, without_user

DIST_INFO = ".dist-info"
EGG_INFO = ".egg-info"
_MOST_METADATA = 16 * 1024 * 1024
_MOST_NOTE = 1024 * 1024
_MOST_TAGS = 500
_TAG = re.compile(r"(?:Tag|Build):[ \t]*([^\s]{1,200})[ \t]*\r?\Z")
_TAG_PARTS = re.compile(r"([A-Za-z0-9_.]+)-([A-Za-z0-9_.]+)-([A-Za-z0-9_.]+)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """An installed Python distribution. The key and the parents of `package` are set when the whole tree was read."""

    package: LockedPackage
    record: Mapping[str, str | None] | None
    """The SHA-256 of each recorded file, by path below site-packages; None without a record."""
    requires: Mapping[str, str] = field(default_factory=dict)
    info: str
    """The path of the metadata folder or file, relative to site-packages."""
    editable: bool = False


def read_distribution(files: Files, site: str, info: str) -> Distribution:
    """Read the distribution whose metadata is at `info`. Raise ParseError if the metadata identifies no release."""
    where = joined(site, info)
    if info.endswith(EGG_INFO):
        return _old(files, where, info)
    metadata = parse_metadata(files.read(joined(where, "METADATA"), _MOST_METADATA))
    package = _package(metadata.name, metadata.version, info)
    url = _note(files, where, "direct_url.json")
    record = _record(files, where)
    package, editable = _placed(package, read_any(url), record)
    if package.source is SourceKind.REGISTRY:
        wheel = _note(files, where, "WHEEL").decode("utf-8", "replace")
        package = replace(package, like=_wheel_name(package, wheel))
    return Distribution(
        package=package, record=record, requires=metadata.dependencies, info=info, editable=editable
    )


def _old(files: Files, where: str, info: str) -> Distribution:
    try:
        data = files.read(joined(where, "PKG-INFO"), _MOST_METADATA)
    except ParseError:
        data = files.read(where, _MOST_METADATA)
    metadata = parse_metadata(data)
    package = _package(metadata.name, metadata.version, info)
    return Distribution(package=package, record=None, requires=metadata.dependencies, info=info)


def _package(name: str | None, version: str | None, info: str) -> LockedPackage:
    try:
        package, exact = package_ref(name or ""), exact_version(version or "")
    except ValueError as error:
        hint = "install the package again"
        raise ParseError(Reference.LOCK_INVALID, f"{info[:200]!r}: {error}", hint=hint) from None
    return LockedPackage(key=info, package=package, version=exact)


def _record(files: Files, where: str) -> Mapping[str, str | None] | None:
    try:
        data = files.read(joined(where, "RECORD"), MOST_BYTES)
    except ParseError:
        return None
    return read_record(data)


def _note(files: Files, where: str, name: str) -> bytes:
    try:
        return files.read(joined(where, name), _MOST_NOTE)
    except ParseError:
        return b""


def _placed(
    package: LockedPackage, told: object, record: Mapping[str, str | None] | None
) -> tuple[LockedPackage, bool]:
    note = table(told)
    url = without_user(text(note.get("url")) or "")
    if not url:
        return package, False
    if "vcs_info" in note:
        vcs = table(note["vcs_info"])
        prefix = "" if url.startswith("git+") else f"{text(vcs.get('vcs')) or 'git'}+"
        commit, folder = text(vcs.get("commit_id")), text(note.get("subdirectory"))
        return replace(package, source=SourceKind.GIT, url=at_commit(prefix + url, commit, folder)), False
    if "dir_info" in note:
        editable = table(note["dir_info"]).get("editable") is True and _is_shim(record or {})
        return replace(package, source=SourceKind.PATH, url=url), editable
    return replace(package, source=SourceKind.URL, url=url), False


def _is_shim(record: Mapping[str, str | None]) -> bool:
    return all(
        f"{DIST_INFO}/" in path
        or "__pycache__/" in path
        or ("/" not in path and path.endswith((".pth", ".py")))
        for path in record
    )


def _wheel_name(package: LockedPackage, wheel: str) -> str | None:
    build = ""
    parts: tuple[dict[str, None], dict[str, None], dict[str, None]] = ({}, {}, {})
    for line in wheel.splitlines()[:_MOST_TAGS]:
        found = _TAG.match(line)
        if found is None:
            continue
        if line.startswith("Build"):
            build = f"-{found[1]}"
        elif (tag := _TAG_PARTS.match(found[1])) is not None:
            for part, value in zip(parts, tag.groups(), strict=True):
                part[value] = None
    if not parts[0]:
        return None
    tags = "-".join(".".join(part) for part in parts)
    name = package.package.name.replace("-", "_")
    return f"{name}-{package.version}{build}-{tags}.whl"
