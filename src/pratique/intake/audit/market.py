"""Provides the available versions that the policy allows, for fix advice.

Releases are judged only by their listings. A later `check` inspects the bytes and may still block a release.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pratique.core.evidence import Dossier, Known, NotAsked
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.core.policy import Policy
from pratique.core.release import Artifact, ArtifactKind, Listing, Release
from pratique.core.verdict import Stage, Standing, decide
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.pypi import metadata as pypi_metadata
from pratique.errors import RegistryError
from pratique.intake.audit.fix.market import Offer, Offers
from pratique.intake.evidence import known_bad, published
from pratique.intake.waivers import matching, of_bytes
from pratique.net.registries.registry import RegistryClient
from pratique.net.registries.upstreams import Upstreams

_NO_BYTES = NotAsked("only the listing is judged, without the bytes")
_NO_HISTORY = NotAsked("only the listing is judged, without the history")
_MOST_METADATA_BYTES = 8 << 20
_METADATA = ".metadata"
"""The suffix that turns a wheel's URL into the URL of its metadata (PEP 658)."""


@dataclass(frozen=True, slots=True)
class RegistryMarket:
    """Implements `Market` with the registries. `now` returns the current time as an aware UTC time."""

    registry: RegistryClient
    upstreams: Upstreams
    policy: Policy
    now: Callable[[], datetime]

    async def offers(self, package: PackageRef) -> Offers:
        """Return the available releases of a package.

        Raises RegistryError if the registry does not respond, and ParseError if the listing is invalid.
        """
        listing = await self.registry.listing(package)
        order, at = ECOSYSTEMS[package.ecosystem], self.now()
        tells = package.ecosystem is not Ecosystem.PYPI
        offers = [
            Offer(
                version=version,
                dependencies=release.dependencies if tells else None,
                retired=release.deprecated is not None or release.yanked,
                stop=self._stop(listing, release, at),
            )
            for version, release in listing.releases.items()
            if release.artifacts
        ]
        offers.sort(key=lambda offer: order.sort_key(offer.version))
        return Offers(releases=tuple(offers), latest=listing.tags.get("latest"))

    async def asks(self, release: ReleaseRef) -> Mapping[str, str] | None:
        """Return the dependencies in a wheel's metadata; None if the registry does not serve them separately (PEP 658)."""
        listing = await self.registry.listing(release.package)
        found = listing.releases.get(release.version)
        wheel = (
            next((one for one in found.artifacts if one.kind is ArtifactKind.WHEEL), None) if found else None
        )
        if wheel is None:
            return None
        try:
            return await self._metadata(release.package, wheel)
        except RegistryError:
            return None

    async def _metadata(self, package: PackageRef, wheel: Artifact) -> Mapping[str, str]:
        address = wheel.url.partition("#")[0] + _METADATA
        upstream = self.upstreams.of(package)
        told = await self.registry.artifact(address, upstream, max_bytes=_MOST_METADATA_BYTES)
        asked = pypi_metadata.parse_metadata(told.data).dependencies
        # One name with several ranges, each under its own condition: the grammar of ranges knows `||` for that.
        return {name: " || ".join(wanted.split(" or ")) for name, wanted in asked.items()}

    def _stop(self, listing: Listing, release: Release, at: datetime) -> str:
        told = Known(listing, listing.registry)
        dossier = Dossier(
            ref=release.ref,
            filename=release.artifacts[0].filename,
            bytes_=_NO_BYTES,
            inspection=_NO_BYTES,
            published=published(release.ref, None, told),
            first_seen=None,
            known_bad=known_bad(release.ref, told, self.policy),
            signals=_NO_HISTORY,
            private=any(one.private and one.url == listing.registry for one in self.upstreams),
            waivers=of_bytes(matching(self.policy.waivers, release.ref), ()),
        )
        verdict = decide(self.policy, dossier, stage=Stage.LISTING, standing=Standing.NEW, now=at)
        if not verdict.reasons:
            return ""
        until = f" (until {verdict.until:%Y-%m-%d %H:%M} UTC)" if verdict.until is not None else ""
        return verdict.reasons[0].text + until
