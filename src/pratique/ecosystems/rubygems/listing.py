"""Parses RubyGems listings into `Listing`. A listing is a gem's page in the compact index (`/info/NAME`).

A page has one line per file: `VERSION[-PLATFORM] DEP:REQ&REQ,...|checksum:SHA256,ruby:REQ,rubygems:REQ,created_at:TIME`. Sources:
the server's and Bundler's `compact_index_client` and RubyGems' `gem_parser.rb`. Pages with `created_at` have format version 2
(2026). The index lists no publishers, owners or repositories, and omits yanked versions. An invalid line is omitted and listed in
`Listing.problems`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pratique.core.names import Digest, PackageRef
from pratique.core.release import Artifact, Dated, Listing, Release, TimeSource
from pratique.ecosystems.reading.listing_values import parse_time, told_problems
from pratique.ecosystems.rubygems.address import GEM_KIND, RUBY, gem_filename, gem_url
from pratique.ecosystems.rubygems.versions import parse_version
from pratique.errors import ParseError, Reference

_HEADER_END = "---"
_PLATFORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}\Z")
_MOST_DEPENDENCIES = 1000
_NAME_LIMIT = 255
_REQUIREMENT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class _Line:
    """One file of the gem."""

    version: str
    platform: str
    dependencies: Mapping[str, str]
    sha256: str | None
    created_at: datetime | None


def parse_listing(data: bytes, *, package: PackageRef, registry: str, url: str) -> Listing:  # noqa: ARG001 - files lie below the registry
    """Parse a page of the compact index.

    Publish times count as the registry's own if every line has a publish time, as format version 2 requires. If only
    some lines contain a time, the times count as the times of a mirror. Raises ParseError (listing-invalid) if the
    response is not a page of the compact index.
    """
    lines = data.decode("utf-8", "replace").split("\n")
    header = lines.index(_HEADER_END) if _HEADER_END in lines else None
    body = lines if header is None else lines[header + 1 :]
    found, problems = _read(body)
    if header is None and not found:
        raise _invalid(package)
    source = _time_source(found.values())
    return Listing(
        package=package,
        registry=registry,
        releases=_releases(package, found.values(), registry, source),
        times=source,
        problems=told_problems(problems),
    )


def _read(lines: Iterable[str]) -> tuple[dict[tuple[str, str], _Line], list[str]]:
    found: dict[tuple[str, str], _Line] = {}
    problems: list[str] = []
    for text in lines:
        if not text.strip():
            continue
        line = _line(text.rstrip("\r"))
        if line is None:
            problems.append(f"a line has no version: {text[:80]!r}")
            continue
        place = (line.version, line.platform)
        before = found.pop(place, None)
        if before is not None and before.sha256 != line.sha256:
            problems.append(f"{line.version} for {line.platform} is listed twice, with two checksums")
        found[place] = line
    return found, problems


def _line(text: str) -> _Line | None:
    """Parse one line; None if the line does not start with a version and a platform."""
    name, _, rest = text.partition(" ")
    version, hyphen, platform = name.partition("-")
    if not version or parse_version(version) is None or (hyphen and not _PLATFORM.match(platform)):
        return None
    needs, _, facts = rest.partition("|")
    told = dict(_pairs(facts))
    checksum = told.get("checksum", "")
    return _Line(
        version=version,
        platform=platform or RUBY,
        dependencies={name: wanted.replace("&", ", ") for name, wanted in _pairs(needs)},
        sha256=checksum.lower() if _SHA256.match(checksum) else None,
        created_at=parse_time(told.get("created_at")),
    )


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for item in text.split(",", _MOST_DEPENDENCIES)[:_MOST_DEPENDENCIES]:
        name, colon, value = item.partition(":")
        if colon and name and len(name) <= _NAME_LIMIT:
            yield name.strip(), value.strip()[:_REQUIREMENT_LIMIT]


def _time_source(lines: Iterable[_Line]) -> TimeSource | None:
    dated = {line.created_at is not None for line in lines}
    if True not in dated:
        return None
    return TimeSource.MIRROR if False in dated else TimeSource.REGISTRY


def _releases(
    package: PackageRef, lines: Iterable[_Line], registry: str, source: TimeSource | None
) -> dict[str, Release]:
    """Group files by version, in the order of first appearance."""
    grouped: dict[str, list[_Line]] = {}
    for line in lines:
        grouped.setdefault(line.version, []).append(line)
    return {
        version: _release(package, version, files, registry, source) for version, files in grouped.items()
    }


def _release(
    package: PackageRef, version: str, files: list[_Line], registry: str, source: TimeSource | None
) -> Release:
    artifacts = tuple(_artifact(package, line, registry, source) for line in files)
    times = [artifact.published for artifact in artifacts if artifact.published is not None]
    dependencies: dict[str, str] = {}
    for line in sorted(files, key=lambda line: line.platform != RUBY):
        for name, wanted in line.dependencies.items():
            dependencies.setdefault(name, wanted)
    return Release(
        ref=package.at(version),
        artifacts=artifacts,
        published=min(times, key=lambda dated: dated.at, default=None),
        dependencies=dependencies,
    )


def _artifact(package: PackageRef, line: _Line, registry: str, source: TimeSource | None) -> Artifact:
    filename = gem_filename(package, line.version, line.platform)
    at = line.created_at
    return Artifact(
        filename=filename,
        url=gem_url(filename, registry),
        kind=GEM_KIND,
        digests=(Digest("sha256", line.sha256),) if line.sha256 is not None else (),
        published=None if at is None or source is None else Dated(at, source),
    )


def _invalid(package: PackageRef) -> ParseError:
    return ParseError(
        Reference.LISTING_INVALID,
        f"the server's response for {package.name} is not a page of the compact index",
        hint="the source must be a gem server that serves /info/NAME, as Bundler and `gem` require",
    )
