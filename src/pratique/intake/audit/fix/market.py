"""Provides the available versions of a package: the interface between advice and registries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from pratique.core.names import PackageRef, ReleaseRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One release that a registry lists."""

    version: str
    dependencies: Mapping[str, str] | None = None
    """Names to ranges; None if the listing omits them."""
    retired: bool = False
    """Whether the release is deprecated or yanked."""
    stop: str = ""
    """Why the policy would hold or block it now; empty if nothing is known against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """The releases of a package, in ascending order."""

    releases: tuple[Offer, ...]
    latest: str | None = None
    """The target of the registry's tag `latest`, which npm prefers to the highest version."""


class Market(Protocol):
    """Provides the available versions."""

    async def offers(self, package: PackageRef) -> Offers:
        """Return the releases of a package. Raises PratiqueError if they are unknown."""

    async def asks(self, release: ReleaseRef) -> Mapping[str, str] | None:
        """Return the dependencies of a release if its listing omits them; None if unknown."""
