"""Matches candidate versions against advisories, with one index lookup for each version."""

from collections.abc import Iterable, Mapping

from pratique.advisories.interface import Advisories
from pratique.advisories.match import match
from pratique.core.advisory import AdvisoryKind, AdvisoryMatch, Product
from pratique.intake.known_bad.widely_used import is_widely_used


class Sieve:
    """Finds the advisories about versions. Raises StoreError if the index cannot be read."""

    def __init__(self, index: Advisories) -> None:
        self._index = index
        self._met: dict[tuple[Product, str], tuple[AdvisoryMatch, ...]] = {}

    def learn(self, wanted: Mapping[Product, Iterable[str]]) -> None:
        """Look up many versions in the index at once."""
        fresh = {
            product: {version for version in versions if (product, version) not in self._met}
            for product, versions in wanted.items()
        }
        fresh = {product: versions for product, versions in fresh.items() if versions}
        if not fresh:
            return
        found: dict[tuple[Product, str], list[AdvisoryMatch]] = {
            (product, version): [] for product, versions in fresh.items() for version in versions
        }
        for one in match(self._index, fresh, widely_used=is_widely_used):
            found[one.product, one.version].append(one)
        self._met |= {at: tuple(matches) for at, matches in found.items()}

    def met(self, product: Product, version: str) -> tuple[AdvisoryMatch, ...]:
        """Return the certain advisories about a version, except those that only report an unmaintained package."""
        self.learn({product: (version,)})
        return tuple(
            one
            for one in self._met[product, version]
            if one.certain and one.kind is not AdvisoryKind.UNMAINTAINED
        )
