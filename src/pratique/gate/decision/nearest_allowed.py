"""Finds the allowed version that is nearest to a refused one. This module does no I/O."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS


@dataclass(frozen=True, slots=True)
class Ladder:
    """The allowed versions in ascending order, without pre-releases, for fast repeated queries."""

    ecosystem: Ecosystem
    keys: tuple[Any, ...]
    versions: tuple[str, ...]

    @classmethod
    def of(cls, ecosystem: Ecosystem, versions: Iterable[str]) -> Self:
        """Sort the versions, and omit the pre-releases."""
        module = ECOSYSTEMS[ecosystem]
        steps = sorted((module.sort_key(one), one) for one in versions if not module.is_prerelease(one))
        return cls(ecosystem, tuple(key for key, _ in steps), tuple(version for _, version in steps))

    def nearest(self, version: str) -> str | None:
        """Return the highest allowed version below the given version, else the lowest one above it; None if there is none."""
        if not self.versions:
            return None
        above = bisect_left(self.keys, ECOSYSTEMS[self.ecosystem].sort_key(version))
        return self.versions[above - 1] if above else self.versions[0]
