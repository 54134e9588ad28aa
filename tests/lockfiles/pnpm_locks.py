"""Small locks of pnpm made in memory. JSON is YAML, so they are written as JSON."""

import json
from typing import Any

from pratique.core.lock import Lock
from pratique.lockfiles.npm.pnpm.pnpm_lock import parse
from tests.lockfiles.locks import SHA512, assert_lawful

VERSIONS = ("5.4", "6.0", "9.0")
GOOD = {"resolution": {"integrity": SHA512}}


def path(name: str, version: str, style: str, suffix: str = "") -> str:
    """The path of a release in a lock of this version; `suffix` is what stands behind the version."""
    return {"5": f"/{name}/{version}", "6": f"/{name}@{version}", "9": f"{name}@{version}"}[style[0]] + suffix


def pnpm(
    packages: dict[str, Any] | None = None,
    *,
    version: object = "9.0",
    importers: dict[str, Any] | None = None,
    **rest: Any,
) -> bytes:
    """A pnpm-lock.yaml."""
    value: dict[str, Any] = {"lockfileVersion": version}
    if importers is not None:
        value["importers"] = importers
    if packages is not None:
        value["packages"] = packages
    return json.dumps(value | rest, indent=1).encode()


def nine(
    packages: dict[str, Any], snapshots: dict[str, Any] | None = None, importers: dict[str, Any] | None = None
) -> Lock:
    """The lock of lockfileVersion 9.0 with these entries; each of `packages` has a snapshot if none are given."""
    lock = parse(
        pnpm(
            packages,
            importers=importers or {},
            snapshots={key: {} for key in packages} if snapshots is None else snapshots,
        )
    )
    assert_lawful(lock)
    return lock
