"""Recorded histories as listings: `npm_publish_history.jsonl.gz` and the full packuments beside it.

The compact form has the names of dependencies without ranges, and neither provenance nor clients.
"""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Account, Artifact, ArtifactKind, Dated, Hook, Listing, Release, TimeSource
from pratique.ecosystems.npm import ecosystem as npm

HISTORIES = "npm_publish_history.jsonl.gz"
PACKUMENTS = "packuments"
_REGISTRY = "https://registry.example/"


def read_histories(folder: Path) -> Iterator[Listing]:
    """Give the listings of the compact form, one a line."""
    with gzip.open(folder / HISTORIES, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield _listing(json.loads(line))


def read_packuments(folder: Path) -> Iterator[Listing]:
    """Give the listings that were recorded whole."""
    for path in sorted((folder / PACKUMENTS).glob("*.json")):
        data = path.read_bytes()
        package = npm.normalise(json.loads(data)["name"])
        yield npm.parse_listing(data, package=package, registry=_REGISTRY, url=_REGISTRY)


def _listing(told: dict[str, Any]) -> Listing:
    package = PackageRef(Ecosystem.NPM, told["name"])
    return Listing(
        package=package,
        registry=_REGISTRY,
        releases={version: _release(package, version, one) for version, one in told["versions"].items()},
        tags={"latest": told["latest"]} if told.get("latest") else {},
        maintainers=_accounts(told.get("maintainers")),
        removed={version: _dated(at) for version, at in told.get("removed", {}).items()},
        times=TimeSource.REGISTRY,
    )


def _release(package: PackageRef, version: str, told: dict[str, Any]) -> Release:
    tarball = Artifact(
        filename=f"{package.name.rpartition('/')[2]}-{version}.tgz",
        url=f"{_REGISTRY}{package.name}/{version}",
        kind=ArtifactKind.NPM_TARBALL,
        unpacked_bytes=told.get("unpackedSize"),
        file_count=told.get("fileCount"),
    )
    return Release(
        ref=package.at(version),
        artifacts=(tarball,),
        published=_dated(told["t"]),
        publisher=Account(told["u"]) if told["u"] else None,
        maintainers=_accounts(told["m"]),
        dependencies=dict.fromkeys(told.get("deps", ()), ""),
        hooks=tuple(Hook(name, command) for name, command in told.get("hooks", {}).items()),
        deprecated="deprecated" if told.get("dep") else None,
    )


def _accounts(names: list[str] | None) -> tuple[Account, ...] | None:
    return tuple(map(Account, names)) if names else None


def _dated(written: str) -> Dated:
    return Dated(datetime.fromisoformat(written).astimezone(UTC), TimeSource.REGISTRY)
