"""One set of pure functions per registry family: addresses to ask, bytes to values, version order, hooks."""

from collections.abc import Mapping
from types import MappingProxyType

from pratique.core.names import Ecosystem
from pratique.ecosystems import npm, pypi, rubygems
from pratique.ecosystems.interface import EcosystemModule
from pratique.ecosystems.target import Target, parse_purl, parse_target

__all__ = ["ECOSYSTEMS", "Target", "parse_purl", "parse_target"]

ECOSYSTEMS: Mapping[Ecosystem, EcosystemModule] = MappingProxyType(
    {
        Ecosystem.NPM: npm,
        Ecosystem.PYPI: pypi,
        Ecosystem.RUBYGEMS: rubygems,
    }
)
"""Every ecosystem. A new one is a module that offers what `EcosystemModule` says, and a line here."""
