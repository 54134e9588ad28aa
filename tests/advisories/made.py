"""Advisories that tests are made of."""

from datetime import UTC, datetime

from pratique.core.advisory import (
    Advisory,
    AdvisoryKind,
    Affected,
    Cover,
    Product,
    Rating,
    SourceState,
    Span,
)
from pratique.core.finding import Severity

LEFT = Product("npm", "left")
GEM = Product("gem", "rails")
DJANGO = Product("pypi", "django")
THEN = datetime(2026, 1, 1, tzinfo=UTC)


def about(
    product: Product = LEFT, *spans: Span, versions: tuple[str, ...] = (), sole: bool = False
) -> Affected:
    """What an advisory says of a product."""
    return Affected(product=product, spans=spans, versions=versions, sole=sole)


def advisory(
    id_: str,
    *affected: Affected,
    kind: AdvisoryKind = AdvisoryKind.VULNERABILITY,
    aliases: tuple[str, ...] = (),
    severity: Severity | None = None,
    score: float | None = None,
    vector: str | None = None,
    withdrawn: bool = False,
    summary: str = "",
    source: str = "osv-npm",
) -> Advisory:
    """One advisory."""
    rated = severity is not None or score is not None
    return Advisory(
        id=id_,
        source=source,
        kind=kind,
        aliases=aliases,
        summary=summary,
        affected=affected,
        ratings=(Rating(severity=severity, score=score, vector=vector),) if rated else (),
        withdrawn=THEN if withdrawn else None,
    )


def state(
    name: str = "osv-npm",
    *covers: Cover,
    checked_at: datetime = THEN,
    as_of: datetime | None = THEN,
    synced: bool = True,
) -> SourceState:
    """A source."""
    return SourceState(
        name=name,
        title=name,
        licence="CC-BY-4.0",
        origin="made.zip",
        checked_at=checked_at,
        as_of=as_of,
        rows=1,
        imported=1,
        covers=covers,
        counts=(),
        synced=synced,
    )
