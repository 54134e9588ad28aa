"""Available versions of a package: the interface between advice and registries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from pratique.core.names import PackageRef, ReleaseRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One release that a registry lists."""

    version: str
    dependencies: Mapping[str, str] | None = None
    """Names to ranges; None: the listing does not tell."""
    retired: bool = False
    """Deprecated or yanked."""
    stop: str = ""
    """Why the policy would hold or block it now, in words; empty: nothing is known against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """The releases of a package, in ascending order."""

    releases: tuple[Offer, ...]
    latest: str | None = None
    """What the registry's tag `latest` points at, which npm prefers to the highest version."""


class Market(Protocol):
    """Provides the available versions."""

    async def offers(self, package: PackageRef) -> Offers:
        """Return the releases of a package. Raises PratiqueError if they are unknown."""

    async def asks(self, release: ReleaseRef) -> Mapping[str, str] | None:
        """Return the dependencies of a release whose listing does not have them; None if unknown."""
