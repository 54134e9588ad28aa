"""Finds the advisories that list a release as the fix, and the organizations that reviewed these advisories.

A fix is a `fixed` event of a range, or a version that the source lists as patched. A range that ends with the last
affected version does not specify a fix. For malware, no release counts as a fix, because users go back to an earlier
release.

For two databases, the index shows that someone other than the maintainers reviewed an advisory:

- GitHub's: a record with a GHSA id from OSV's files for an ecosystem (`osv-npm`, `osv-pypi`, `osv-rubygems`)
  or from the database's repository (`ghsa`) that contains `github_reviewed`. A maintainer may have written the record;
  GitHub's curators read it before publication.
- RubySec's (`ruby-advisory-db`): its editors merged each record.

Records of other sources do not count as reviewed. Anybody can create files for the source `osv`. Some records of PyPA's
database come from CVE records, which anybody may request without a review. Responses of registries (`npm-bulk`) do not
mention reviews.
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
    """Return all versions of a product that advisories list as fixes. Raises StoreError if the index cannot be read."""
    return frozenset(
        version
        for claims in _claims(index, product).values()
        for affected in claims
        for version in _fixed(affected)
    )


def namings(index: Advisories, product: Product, version: str, predecessor: str | None) -> list[Naming]:
    """Return the advisories that list exactly this version as the fix and not as affected.

    Raises StoreError if the index cannot be read.
    """
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
    """Return the organization that reviewed an advisory and does not maintain the package; "" if no review is known."""
    if advisory.source in _GITHUB and advisory.id.startswith("GHSA-") and advisory.reviewed:
        return "GitHub"
    if advisory.source == _RUBYSEC:
        return "RubySec"
    return ""


def _claims(index: Advisories, product: Product) -> Mapping[int, list[Affected]]:
    found: dict[int, list[Affected]] = defaultdict(list)
    for claim in index.claims([product]):
        if not claim.withdrawn and claim.kind is AdvisoryKind.VULNERABILITY:
            found[claim.number].append(claim.affected)
    return found


def _fixed(affected: Affected) -> Iterator[str]:
    """Yield the fixed versions.

    The ends of affected ranges do not count as fixes, because GitHub specifies an end even if no fix is known.
    """
    return iter(affected.fixed)
