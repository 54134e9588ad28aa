"""Findings as tests of ignores need them."""

from pratique.core.advisory import AdvisoryKind, AdvisoryMatch, Product
from pratique.core.audit import AuditFinding
from pratique.core.names import Ecosystem

LODASH = Product("npm", "lodash")


def finding(
    *,
    product: Product = LODASH,
    version: str = "4.17.20",
    ids: tuple[str, ...] = ("GHSA-35jh-r3h4-6jhm", "CVE-2021-23337"),
    kind: AdvisoryKind = AdvisoryKind.VULNERABILITY,
    paths: tuple[tuple[str, ...], ...] = (("web@1.0.0", "lodash@4.17.20"),),
    paths_total: int | None = None,
    sources: tuple[str, ...] = ("package-lock.json:12",),
    groups: frozenset[str] = frozenset(),
) -> AuditFinding:
    """A finding about lodash, as one chain brings it in."""
    return AuditFinding(
        match=AdvisoryMatch(product=product, version=version, id=ids[0], aliases=ids[1:], kind=kind),
        paths=paths,
        paths_total=len(paths) if paths_total is None else paths_total,
        sources=sources,
        groups=groups,
    )


NPM, PYPI, GEM = Ecosystem.NPM, Ecosystem.PYPI, Ecosystem.RUBYGEMS
