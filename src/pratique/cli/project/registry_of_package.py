"""Finds the registry that this machine uses for a package, independent of the URL in the lockfile."""

from dataclasses import dataclass

from pratique.core.names import PackageRef
from pratique.errors import RegistryError
from pratique.net.registries.upstreams import Upstreams


@dataclass(frozen=True, slots=True)
class TakenFrom:
    """Returns the URL of the configured registry for a package, or the locked URL if none is configured."""

    upstreams: Upstreams

    def __call__(self, package: PackageRef, registry: str | None) -> str:
        """Return the registry that the package comes from (see `pratique.intake.change.TakenFrom`)."""
        try:
            return self.upstreams.of(package, registry=registry).url
        except RegistryError:
            return registry or ""
