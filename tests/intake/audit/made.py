"""Locks that tests of audits are made of."""

from pratique.core.lock import ROOT, Lock, LockedPackage, SourceKind
from pratique.core.names import Ecosystem, PackageRef


def entry(
    name: str,
    version: str | None = "1.0.0",
    *,
    parents: tuple[str, ...] = (ROOT,),
    ecosystem: Ecosystem = Ecosystem.NPM,
    source: SourceKind = SourceKind.REGISTRY,
    groups: frozenset[str] = frozenset(),
    key: str | None = None,
    registry: str | None = None,
    url: str | None = None,
    line: int | None = None,
    deprecated: str | None = None,
) -> LockedPackage:
    """One entry."""
    return LockedPackage(
        key=key or name,
        package=PackageRef(ecosystem, name),
        version=version,
        source=source,
        parents=parents,
        groups=groups,
        registry=registry,
        url=url,
        line=line,
        deprecated=deprecated,
    )


def lock(*packages: LockedPackage) -> Lock:
    """A lock."""
    return Lock(format="package-lock v3", packages=packages)
