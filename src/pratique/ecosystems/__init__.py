"""Contains the package ecosystems: one set of pure functions for each registry family."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pratique.core.names import Ecosystem

if TYPE_CHECKING:
    from pratique.ecosystems.interface import EcosystemModule

__all__ = ["ECOSYSTEMS"]


class _Modules(Mapping[Ecosystem, "EcosystemModule"]):
    """The table of ecosystems. A module is imported on first access, because most runs need only one."""

    def __getitem__(self, ecosystem: Ecosystem) -> "EcosystemModule":
        match ecosystem:
            case Ecosystem.NPM:
                from pratique.ecosystems.npm import ecosystem as npm  # noqa: PLC0415 - see the class

                return npm
            case Ecosystem.PYPI:
                from pratique.ecosystems.pypi import ecosystem as pypi  # noqa: PLC0415 - see the class

                return pypi
            case Ecosystem.RUBYGEMS:
                from pratique.ecosystems.rubygems import ecosystem as rubygems  # noqa: PLC0415 - see the class

                return rubygems

    def __iter__(self) -> Iterator[Ecosystem]:
        return iter(Ecosystem)

    def __len__(self) -> int:
        return len(Ecosystem)


ECOSYSTEMS: Mapping[Ecosystem, "EcosystemModule"] = _Modules()
"""All supported ecosystems. To add an ecosystem, write a module that implements `EcosystemModule` and add a case to `_Modules`."""
