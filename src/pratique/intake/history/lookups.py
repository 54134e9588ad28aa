"""Makes optional lookups for history signals, such as e-mail domains and public names."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from pratique.core.evidence import Evidence, NotAsked, Unknown
from pratique.core.names import PackageRef
from pratique.core.provenance import Continuity
from pratique.core.release import Listing, Release
from pratique.errors import PratiqueError, RegistryError, StoreError
from pratique.history.people import email_domains
from pratique.history.story import Story
from pratique.intake.history.accounts import Accounts
from pratique.intake.history.provenance import ProvenanceQuestions
from pratique.net.dns.domain_existence import Domains
from pratique.net.registries.public_names import PublicNames
from pratique.net.registries.upstreams import Upstreams

DOMAINS_UNASKED = (
    "e-mail domains are not looked up: that would disclose them to the resolver (`history.email_domains`)"
)
PUBLIC_UNASKED = (
    "the public registry is not queried: that would disclose the package name (`history.private_names`)"
)


@dataclass(frozen=True, kw_only=True)
class Lookups:
    """The enabled lookups. A field of None disables its lookup; the result reports disabled lookups."""

    accounts: Accounts = field(default_factory=Accounts)
    provenance: ProvenanceQuestions | None = None
    domains: Domains | None = None
    public: PublicNames | None = None
    upstreams: Upstreams | None = None
    """The configured registries, which determine the private names."""

    async def close(self) -> None:
        """Cancel requests that are still running."""
        for asked in (self.domains, self.public):
            if asked is not None:
                await asked.close()

    async def builder(self, listing: Listing, release: Release) -> Evidence[Continuity]:
        """Compare the attested builder of a release with that of its predecessor.

        Raises StoreError if the local store cannot be read or written.
        """
        if self.provenance is None:
            return NotAsked("attestations were not fetched")
        try:
            return await self.provenance.continuity(listing, release)
        except StoreError:
            raise
        except PratiqueError as error:
            return Unknown(error.message, error.reference, "the registry", error.hint)

    async def email_domains(self, story: Story) -> dict[str, Evidence[bool]]:
        """Return whether each e-mail domain of the maintainers exists."""
        names = list(email_domains(story))
        asked = self.domains
        if asked is None:
            return dict.fromkeys(names, NotAsked(DOMAINS_UNASKED))
        return dict(zip(names, await asyncio.gather(*map(asked.exists, names)), strict=True))

    async def twins(self, listing: Listing, added: Iterable[PackageRef]) -> dict[str, Evidence[bool]]:
        """Return whether the private names among a package and its added dependencies exist in the public registry."""
        private = {name.name: name for name in added if self._is_private(name, None)}
        if self._is_private(listing.package, listing.registry):
            private[listing.package.name] = listing.package
        asked = self.public
        if asked is None:
            return dict.fromkeys(private, NotAsked(PUBLIC_UNASKED))
        found = await asyncio.gather(*map(asked.lists, private.values()))
        return dict(zip(private, found, strict=True))

    def _is_private(self, package: PackageRef, registry: str | None) -> bool:
        if self.upstreams is None:
            return False
        try:
            upstream = self.upstreams.of(package, registry=registry)
        except RegistryError:
            return False
        return upstream.private and (registry is not None or upstream.bound)


NOTHING_MORE = Lookups()
"""Disables all optional lookups."""
