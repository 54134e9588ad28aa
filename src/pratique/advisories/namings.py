"""Which advisories name a release as the fix, and who is known to have reviewed them.

A fix is what an advisory calls fixed: an event `fixed` of a range, or what the source lists as patched. A range that ends
with the last affected version names none. Malice has no fix here: the releases before it are there to be taken.

Reviewed by somebody else than the package's own maintainers is what the index can tell of two databases alone:

- GitHub's: a record with a GHSA id that came in OSV's own files for an ecosystem (`osv-npm`, `osv-pypi`, `osv-rubygems`) or
  in the database's repository (`ghsa`), and says `github_reviewed`. A maintainer may have written it; GitHub's curators read
  it before it was published there.
- RubySec's (`ruby-advisory-db`): each record was merged by its editors.

All else is not known to be: files that somebody put together (`osv`), records of PyPA's database, which are made in part
from CVE records that anybody may ask for and tell of no review, and what registries answer (`npm-bulk`).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from pratique.advisories.interface import Advisories
from pratique.advisories.versions import is_affected, order_of
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product
from pratique.core.fix_set import Naming

_GITHUB = frozenset({"osv-npm", "osv-pypi", "osv-rubygems", "ghsa"})
_RUBYSEC = "ruby-advisory-db"


def fixed_versions(index: Advisories, product: Product) -> frozenset[str]:
    """All versions of a product that advisories name as fixes. Raises StoreError."""
    return frozenset(
        version
        for claims in _claims(index, product).values()
        for affected in claims
        for version in _fixed(affected)
    )


def namings(index: Advisories, product: Product, version: str, predecessor: str | None) -> list[Naming]:
    """The advisories that name exactly this version as the fix; none that means it itself. Raises StoreError."""
    order = order_of(product)
    if order is None:
        return []
    naming = {
        number: claims
        for number, claims in _claims(index, product).items()
        if any(order.compare(fixed, version) == 0 for affected in claims for fixed in _fixed(affected))
        and not any(is_affected(affected, version) for affected in claims)
    }
    bodies = index.advisories(naming)
    return [
        Naming(
            advisory=bodies[number].id,
            reviewer=reviewer_of(bodies[number]),
            affects_predecessor=predecessor is not None
            and any(is_affected(affected, predecessor) for affected in claims),
            changed_at=bodies[number].modified or bodies[number].published,
        )
        for number, claims in naming.items()
    ]


def reviewer_of(advisory: Advisory) -> str:
    """Who else than the package's own maintainers reviewed an advisory; "" where the index cannot tell."""
    if advisory.source in _GITHUB and advisory.id.startswith("GHSA-") and advisory.reviewed:
        return "GitHub"
    if advisory.source == _RUBYSEC:
        return "RubySec"
    return ""


def _claims(index: Advisories, product: Product) -> Mapping[int, list[Affected]]:
    """What each advisory about a fault says of the product, by the advisory's number; withdrawn ones left out."""
    found: dict[int, list[Affected]] = defaultdict(list)
    for claim in index.claims([product]):
        if not claim.withdrawn and claim.kind is AdvisoryKind.VULNERABILITY:
            found[claim.number].append(claim.affected)
    return found


def _fixed(affected: Affected) -> Iterator[str]:
    """Not the ends of ranges: GitHub writes one where it knows of no fix (`last_known_affected_version_range`)."""
    return iter(affected.fixed)
