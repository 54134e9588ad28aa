"""Groups the findings of an audit by release, with the lockfiles that contain the release."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pratique.advisories.versions import order_of
from pratique.core.advisory import AdvisoryKind, AdvisoryMatch, Product
from pratique.core.audit import AuditFinding, VendoredCopy
from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.core.names import PackageRef
from pratique.ecosystems.interface import EcosystemModule
from pratique.intake.audit.places import Met, Place


@dataclass(frozen=True)
class LockView:
    """The entries of one lockfile, indexed by key and by package."""

    path: str
    lock: Lock

    @cached_property
    def entries(self) -> Mapping[str, LockedPackage]:
        """Return the lockfile entries by key."""
        return {entry.key: entry for entry in self.lock.packages}

    @cached_property
    def named(self) -> Mapping[PackageRef, tuple[LockedPackage, ...]]:
        """Return the registry entries of the lockfile by package."""
        found: dict[PackageRef, list[LockedPackage]] = {}
        for entry in self.lock.packages:
            if entry.source is SourceKind.REGISTRY:
                found.setdefault(entry.package, []).append(entry)
        return {package: tuple(entries) for package, entries in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """The entries of one release in one lockfile. Either all entries of a `Holding` are bundled, or none of them is."""

    view: LockView
    entries: tuple[LockedPackage, ...]

    @property
    def path(self) -> str:
        """Return the path of the lockfile, relative to the project."""
        return self.view.path

    @property
    def lock(self) -> Lock:
        """Return the lockfile that contains the entries."""
        return self.view.lock


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A release or a copied file with its findings, and the lockfiles that contain the release."""

    product: Product
    version: str
    findings: tuple[AuditFinding, ...]
    holdings: tuple[Holding, ...]

    @classmethod
    def all_of(cls, met: Sequence[Met]) -> "list[Case]":
        """Return one case for each release in lockfiles and one for each copied file, in the order of the findings."""
        grouped: dict[tuple[Product, str, VendoredCopy | None], list[Met]] = {}
        for one in met:
            match = one.finding.match
            grouped.setdefault((match.product, match.version, one.finding.copy), []).append(one)
        views: dict[str, LockView] = {}
        return [
            cls(
                product=product,
                version=version,
                findings=tuple(one.finding for one in group),
                holdings=_holdings((place for one in group for place in one.places), views),
            )
            for (product, version, _), group in grouped.items()
        ]

    @property
    def order(self) -> EcosystemModule | None:
        """Return the module with the version rules of the ecosystem; None if there is none."""
        return order_of(self.product)

    @property
    def to_mend(self) -> tuple[AdvisoryMatch, ...]:
        """Return the advisories to fix: certain, undisputed and not ignored."""
        return tuple(
            finding.match
            for finding in self.findings
            if finding.ignored is None
            and finding.match.settled
            and finding.match.kind is not AdvisoryKind.UNMAINTAINED
        )

    @property
    def is_malware(self) -> bool:
        """Return True if the release itself is malicious."""
        return any(match.kind is AdvisoryKind.MALWARE for match in self.to_mend)

    def tolerates(self, found: AdvisoryMatch) -> bool:
        """Return True if the user's rule for ignoring an advisory also covers the affected version."""
        ids = {name.upper() for name in found.ids}
        for finding in self.findings:
            ignore = finding.ignored
            if ignore is None or ids.isdisjoint(name.upper() for name in finding.match.ids):
                continue
            order = self.order
            if ignore.versions is None or (
                order is not None and order.satisfies(found.version, ignore.versions, prereleases=True)
            ):
                return True
        return False


def _holdings(places: Iterable[Place], views: dict[str, LockView]) -> tuple[Holding, ...]:
    found: dict[tuple[str, bool], dict[str, Place]] = {}
    for place in places:
        is_bundled = place.entry.source is SourceKind.BUNDLED
        found.setdefault((place.path, is_bundled), {})[place.entry.key] = place
        if place.path not in views:
            views[place.path] = LockView(place.path, place.lock)
    return tuple(
        Holding(view=views[path], entries=tuple(place.entry for place in held.values()))
        for (path, _), held in found.items()
    )
