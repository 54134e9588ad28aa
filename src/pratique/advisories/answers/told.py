"""Groups the advisories that affect the requested versions by product, for responses to clients."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pratique.advisories.coverage import Freshness, gaps, needed
from pratique.advisories.interface import Advisories
from pratique.advisories.match import match
from pratique.core.advisory import Advisory, AdvisoryMatch, Affected, Product
from pratique.errors import Reference, RegistryError

Body = tuple[Advisory, Affected]
"""An advisory, and the affected versions that it lists for the requested product."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An advisory match and the requested versions that it affects."""

    match: AdvisoryMatch
    """The match for one of the affected versions. The matches for the other affected versions differ only in the version."""
    versions: tuple[str, ...]
    sure: bool
    """False if the source does not state the affected versions."""
    bodies: tuple[Body, ...]
    """The advisories of the match, each with the affected versions that it lists for the product."""


def told(
    index: Advisories, wanted: Mapping[Product, Collection[str]], freshness: Freshness
) -> Mapping[Product, tuple[Told, ...]]:
    """Return the advisories of each product, most severe first.

    Omit a version if a more exact advisory contradicts the report about this version (see `match`), because clients
    cannot display contradictions. Raise RegistryError (advisories-missing) if the index does not cover the products or
    is too old. Raise StoreError if the index cannot be read.
    """
    require_covered(index, wanted, freshness)
    by_thing: dict[tuple[Product, str, bool], list[AdvisoryMatch]] = defaultdict(list)
    for found in match(index, wanted):
        by_thing[found.product, found.id, found.certain].append(found)
    bodies = bodies_of(index, {product for product, _, _ in by_thing})
    answer: dict[Product, list[Told]] = defaultdict(list)
    for (product, _, certain), matches in by_thing.items():
        ids = {name.upper() for found in matches for name in found.ids}
        behind = tuple(one for one in bodies[product] if one[0].id.upper() in ids)
        if certain or not any(affected.tells for _, affected in behind):
            versions = tuple(found.version for found in matches)
            answer[product].append(Told(match=matches[0], versions=versions, sure=certain, bodies=behind))
    return {product: tuple(things) for product, things in answer.items()}


def require_covered(index: Advisories, products: Iterable[Product], freshness: Freshness) -> None:
    """Raise RegistryError (advisories-missing) if one of the products has no up-to-date source in the index."""
    missing = gaps(index.sources(), needed(products), now=freshness.now, max_age=freshness.max_age)
    if missing:
        raise RegistryError(
            Reference.ADVISORIES_MISSING,
            f"{'; '.join(missing)}: the query is rejected, because an empty response would suggest that there are no advisories",
            hint="run `pratique advisories sync`, or import a source for this ecosystem",
        )


def bodies_of(index: Advisories, products: Iterable[Product]) -> Mapping[Product, Sequence[Body]]:
    """Return all advisories about the products, with their affected versions. Withdrawn advisories are omitted."""
    claims = [claim for claim in index.claims(products) if not claim.withdrawn]
    advisories = index.advisories({claim.number for claim in claims})
    found: dict[Product, list[Body]] = defaultdict(list)
    for claim in claims:
        found[claim.affected.product].append((advisories[claim.number], claim.affected))
    return found
