"""Merges advisories about the same vulnerability or the same malicious release."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pratique.advisories.versions import fixes, good_below, is_whole, lowest, shown
from pratique.core.advisory import (
    Advisory,
    AdvisoryKind,
    AdvisoryMatch,
    Affected,
    Exploitation,
    Malice,
    Product,
    Rating,
)
from pratique.core.finding import Severity

_PREFIXES = ("MAL-", "GHSA-", "PYSEC-", "CVE-")
"""Id prefixes, from the best known to the least known."""
_MOST_URLS = 10
_BANDS = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM), (0.1, Severity.LOW))
"""The severity ratings for CVSS scores (CVSS 3.1 section 5, CVSS 4.0 section 6)."""

Told = tuple[Advisory, Affected]
"""An advisory, and the affected versions that it lists for the requested product."""


def merge(
    product: Product,
    version: str,
    told: Sequence[Told],
    exploited: Mapping[str, Exploitation],
    *,
    certain: bool = True,
    note: str = "",
) -> AdvisoryMatch:
    """Merge advisories about one version of one product that are aliases of each other."""
    advisories = [advisory for advisory, _ in told]
    ids = sorted({i for advisory in advisories for i in advisory.ids}, key=_fame)
    kind = _kind(advisories)
    ratings = [rating for advisory, affected in told for rating in (*affected.ratings, *advisory.ratings)]
    best = max((rating for rating in ratings if rating.score is not None), key=_weight, default=None)
    return AdvisoryMatch(
        product=product,
        version=version,
        id=ids[0],
        aliases=tuple(ids[1:]),
        kind=kind,
        summary=next((a.summary for a in sorted(advisories, key=_clarity) if a.summary), ""),
        severity=Severity.CRITICAL if kind is AdvisoryKind.MALWARE else _severity(ratings),
        score=best.score if best else None,
        vector=best.vector if best else None,
        exploitation=_exploitation(ids, exploited),
        affected=_each_once(shown(affected) for _, affected in told),
        fixed=fixes([affected for _, affected in told], product, version),
        symbols=_unique(symbol for _, affected in told for symbol in affected.symbols),
        urls=_unique(url for advisory in advisories for url in advisory.urls)[:_MOST_URLS],
        cwes=_unique(cwe for advisory in advisories for cwe in advisory.cwes),
        sources=_unique(advisory.source for advisory in advisories),
        published=min((a.published for a in advisories if a.published), default=None),
        certain=certain,
        note=note or _only_on(told),
        malice=_malice(told, product, version) if kind is AdvisoryKind.MALWARE else None,
    )


def band(score: float) -> Severity:
    """Return the severity for a CVSS score. The severity for the score 0.0 is `info`."""
    return next((severity for least, severity in _BANDS if score >= least), Severity.INFO)


def _fame(advisory_id: str) -> tuple[int, str]:
    upper = advisory_id.upper()
    place = next((i for i, prefix in enumerate(_PREFIXES) if upper.startswith(prefix)), len(_PREFIXES))
    return (place, advisory_id)


def _clarity(advisory: Advisory) -> tuple[int, str]:
    """Return the sort key for summaries.

    Summaries of GHSA records come first, because the summaries of CVE records are often truncated descriptions.
    """
    return (0 if advisory.id.startswith("GHSA-") else 1, advisory.id)


def _kind(advisories: Iterable[Advisory]) -> AdvisoryKind:
    kinds = {advisory.kind for advisory in advisories}
    return next(kind for kind in (AdvisoryKind.MALWARE, AdvisoryKind.VULNERABILITY, *kinds) if kind in kinds)


def _malice(told: Sequence[Told], product: Product, version: str) -> Malice:
    """Return the facts that users need to respond to malware.

    An advisory with exact versions takes precedence over an advisory about all versions.
    """
    claims = [affected for advisory, affected in told if advisory.kind is AdvisoryKind.MALWARE]
    exact = [affected for affected in claims if affected.sole] or claims
    reads = [advisory.reads for advisory, _ in told if advisory.reads is not None]
    return Malice(
        good=good_below(exact, product, version),
        introduced=lowest(exact, product),
        whole=any(map(is_whole, exact)),
        reads=_unique(name for names in reads for name in names) if reads else None,
    )


def _weight(rating: Rating) -> tuple[float, str]:
    return (rating.score or 0.0, rating.vector or "")


def _severity(ratings: Iterable[Rating]) -> Severity | None:
    """Return the highest severity. For a rating without a severity, derive the severity from the CVSS score."""
    words = (_word(rating) for rating in ratings)
    return max((word for word in words if word is not None), key=lambda word: word.rank, default=None)


def _word(rating: Rating) -> Severity | None:
    if rating.severity is None and rating.score is not None:
        return band(rating.score)
    return rating.severity


def _exploitation(ids: Iterable[str], exploited: Mapping[str, Exploitation]) -> Exploitation | None:
    found = [exploited[i.upper()] for i in ids if i.upper() in exploited]
    return max(found, key=lambda item: (item.kev_added is not None, item.epss or 0.0), default=None)


def _only_on(told: Iterable[Told]) -> str:
    """Return the affected platforms as text; "" if at least one source does not limit the platforms."""
    platforms = [affected.platforms for _, affected in told]
    if not platforms or not all(platforms):
        return ""
    return f"only on {', '.join(_unique(name for names in platforms for name in names))}"


def _each_once(ranges: Iterable[str]) -> tuple[str, ...]:
    """Return the ranges without duplicates. Ranges that differ only in spaces are equal."""
    first: dict[str, str] = {}
    for text in ranges:
        first.setdefault(text.replace(" ", ""), text)
    return tuple(first.values())


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for item in _present(items)))


def _present(items: Iterable[str]) -> Iterator[str]:
    return (item for item in items if item)
