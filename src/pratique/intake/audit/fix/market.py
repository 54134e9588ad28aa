"""Defines the interface through which fix advice obtains the available versions of a package."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from pratique.core.names import PackageRef, ReleaseRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One release that a registry lists."""

    version: str
    dependencies: Mapping[str, str] | None = None
    """The dependencies as package names and ranges; None if the registry's listing omits them."""
    retired: bool = False
    """Whether the release is deprecated or yanked."""
    stop: str = ""
    """Why the policy would currently hold or block the release; empty if the policy would allow the release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """The available releases of a package, in ascending order."""

    releases: tuple[Offer, ...]
    latest: str | None = None
    """The version with the registry's tag `latest`, which npm prefers to the highest version."""


class Market(Protocol):
    """Provides the available versions of packages."""

    async def offers(self, package: PackageRef) -> Offers:
        """Return the available releases of a package. Raises PratiqueError if the releases cannot be determined."""

    async def asks(self, release: ReleaseRef) -> Mapping[str, str] | None:
        """Return the dependencies of a release whose listing omits them; None if they are unknown."""
