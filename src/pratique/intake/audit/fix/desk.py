"""Stores registry data while advice is being prepared, and records the data that still has to be fetched."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pratique.core.names import PackageRef, ReleaseRef
from pratique.intake.audit.fix.market import Offer, Offers


@dataclass(slots=True)
class Desk:
    """Provides fetched registry data and records missing data. If `asks_registries` is False, nothing is fetched."""

    asks_registries: bool = False
    known: dict[PackageRef, Offers] = field(default_factory=dict)
    told: dict[ReleaseRef, Mapping[str, str] | None] = field(default_factory=dict)
    failed: dict[PackageRef, str] = field(default_factory=dict)
    """Why the registry data of a package is unavailable."""
    newer: dict[ReleaseRef, tuple[Offer, ...]] = field(default_factory=dict)
    """For each release, the higher releases without advisories that the policy allows, lowest first."""
    misses: int = 0
    """How often missing data was requested."""
    to_ask: dict[PackageRef, None] = field(default_factory=dict)
    to_read: dict[ReleaseRef, None] = field(default_factory=dict)

    def offers(self, package: PackageRef) -> Offers | None:
        """Return the releases of a package; None if they are unknown."""
        found = self.known.get(package)
        if found is None and self.asks_registries and package not in self.failed:
            self.to_ask[package] = None
            self.misses += 1
        return found

    def offer(self, release: ReleaseRef) -> Offer | None:
        """Return one listed release; None if the release is not listed or if the listing is unknown."""
        offers = self.offers(release.package)
        return (
            next((one for one in offers.releases if one.version == release.version), None) if offers else None
        )

    def asks(self, release: ReleaseRef) -> Mapping[str, str] | None:
        """Return the dependencies of a release; None if they are unknown."""
        offer = self.offer(release)
        if offer is None or offer.dependencies is not None:
            return offer.dependencies if offer else None
        if release not in self.told:
            self.to_read[release] = None
            self.misses += 1
        return self.told.get(release)
