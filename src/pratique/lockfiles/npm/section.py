"""Defines the fields of npm lockfile entries as written, and the parsed result of one lockfile section."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

import msgspec

from pratique.core.lock import LockedPackage, LockRequest, Need, Problem


@dataclass(frozen=True, slots=True)
class Section:
    """The entries of one section of an npm lockfile, and the problems found in it."""

    packages: tuple[LockedPackage, ...]
    problems: tuple[Problem, ...]
    requests: tuple[LockRequest, ...] = ()


class DependenciesEntry(msgspec.Struct):
    """One entry of the nested `dependencies`, as written. Fields that Pratique does not need are ignored."""

    version: str | None = None
    resolved: str | bool | None = None
    integrity: str | None = None
    dev: bool | None = None
    optional: bool | None = None
    peer: bool | None = None
    bundled: bool | None = None
    requires: dict[str, str] | bool | None = None

    def groups(self) -> frozenset[str]:
        """Return the dependency groups that need the entry."""
        flags = {"dev": self.dev, "optional": self.optional, "peer": self.peer}
        return frozenset(group for group, is_in in flags.items() if is_in)


class PackageFields(msgspec.Struct, rename="camel"):
    """The fields that npm, bun and pnpm copy from a package's manifest to the lockfile."""

    name: str | None = None
    version: str | None = None
    optional: bool | None = None
    os: str | list[str] | None = None
    cpu: str | list[str] | None = None
    libc: str | list[str] | None = None
    dependencies: dict[str, str] | None = None
    optional_dependencies: dict[str, str] | None = None
    peer_dependencies: dict[str, str] | None = None
    deprecated: Any = None

    def platforms(self) -> tuple[str, ...]:
        """Return the platform conditions, such as `os=linux,!win32`.

        All conditions must match the values of Node.js `process`, as in npm.
        """
        lists = {"os": self.os, "cpu": self.cpu, "libc": self.libc}
        return tuple(
            f"{key}={value if isinstance(value, str) else ','.join(value)}"
            for key, value in lists.items()
            if value
        )


class PackagesEntry(PackageFields, rename="camel"):
    """One entry of `packages`, as written. Fields that Pratique does not need are ignored."""

    resolved: str | bool | None = None
    integrity: str | None = None
    link: bool | None = None
    dev: bool | None = None
    dev_optional: bool | None = None
    peer: bool | None = None
    extraneous: bool | None = None
    in_bundle: bool | None = None
    has_install_script: bool | None = None
    peer_dependencies_meta: dict[str, Any] | None = None
    optional_peers: list[str] | None = None
    """The optional peer dependencies in a bun lockfile, equivalent to `peerDependenciesMeta`."""
    accept_dependencies: dict[str, Any] | None = None
    dev_dependencies: dict[str, str] | None = None
    bundle_dependencies: list[str] | bool | None = None
    has_shrinkwrap: bool | None = None
    workspaces: Any = None

    def wants(self, *, own: bool) -> dict[str, tuple[str, Need]]:
        """Return each dependency with its range and kind; `own` adds the dev dependencies.

        If a package name is in several sections, the last section counts, as in npm: peers, dependencies, optional, dev.
        """
        if self.link:
            return {}
        optional = self._optional_peers() if self.peer_dependencies else ()
        found = {
            name: (wanted, Need.OPTIONAL_PEER if name in optional else Need.PEER)
            for name, wanted in (self.peer_dependencies or {}).items()
        }
        for section, need in (
            (self.dependencies, Need.RUN),
            (self.optional_dependencies, Need.OPTIONAL),
            (self.dev_dependencies if own else None, Need.DEV),
        ):
            for name, wanted in (section or {}).items():
                known = found.get(name)
                kept = need is Need.DEV and known is not None and known[1] in {Need.RUN, Need.OPTIONAL}
                found[name] = (wanted, known[1] if kept and known else need)
        return found

    def _optional_peers(self) -> Container[str]:
        peers = self.peer_dependencies_meta or {}
        meta = {name for name, one in peers.items() if isinstance(one, dict) and one.get("optional")}
        return meta.union(self.optional_peers or ())

    def bundles(self, name: str) -> bool:
        """Return True if the package ships this dependency inside its own artifact."""
        bundled = self.bundle_dependencies
        return bundled is True or (isinstance(bundled, list) and name in bundled)

    def groups(self) -> frozenset[str]:
        """Return the dependency groups that need the package; `extraneous` if no package depends on it."""
        flags = {
            "dev": self.dev or self.dev_optional,
            "optional": self.optional or self.dev_optional,
            "peer": self.peer,
            "extraneous": self.extraneous,
        }
        return frozenset(group for group, is_in in flags.items() if is_in)
