"""The registry that a package comes from here, whatever address a lock names."""

from dataclasses import dataclass

from pratique.core.names import PackageRef
from pratique.errors import RegistryError
from pratique.net.registries.upstreams import Upstreams


@dataclass(frozen=True, slots=True)
class TakenFrom:
    """Gives the address of the configured registry that is asked; for one that is not configured, what was named."""

    upstreams: Upstreams

    def __call__(self, package: PackageRef, registry: str | None) -> str:
        """Return the registry, see `pratique.intake.change.TakenFrom`."""
        try:
            return self.upstreams.of(package, registry=registry).url
        except RegistryError:
            return registry or ""
