"""Snapshots that tests are made of."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pratique.advisories.snapshot.building import build
from pratique.advisories.snapshot.layout import Frame
from pratique.advisories.snapshot.row import BadDigest
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Cover, Product, SourceState, Span
from tests.advisories.made import about, advisory, state

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
NPM, PYPI, GEM = Product("npm", "@acme/bad"), Product("pypi", "bad"), Product("gem", "bad")
MALICE = tuple(Cover(type_, AdvisoryKind.MALWARE) for type_ in ("npm", "pypi", "gem"))


def malicious(id_: str, *affected: Affected, **named: object) -> Advisory:
    """One record of a malicious release."""
    named = {"summary": f"Malicious: {id_}", **named}
    made = advisory(id_, *affected, kind=AdvisoryKind.MALWARE, **named)  # type: ignore[arg-type]
    return replace(made, published=datetime(2026, 11, 30, tzinfo=UTC))


ROWS = (
    malicious("MAL-1", about(NPM, Span()), aliases=("GHSA-1",)),
    malicious("MAL-2", about(PYPI, versions=("1.0", "1.1"), sole=True), summary="a takeover"),
    malicious("MAL-3", about(GEM, Span("1.0", "2.0", low_excluded=True, high_included=True), Span("3.0"))),
    malicious("MAL-4", about(NPM), about(GEM, versions=("0.1",))),
)
DIGEST = BadDigest("sha256:" + "ab" * 32, NPM, "1.0.0", "MAL-1")


def source(covers: tuple[Cover, ...] = MALICE, *, as_of: datetime = NOW - timedelta(hours=5)) -> SourceState:
    return replace(state("osv-npm", *covers, as_of=as_of), synced=False)


def framed(
    rows: Sequence[Advisory] = ROWS,
    *,
    serial: int = 7,
    at: datetime = NOW,
    expires_at: datetime | None = None,
    states: Sequence[SourceState] = (),
    digests: Sequence[BadDigest] = (DIGEST,),
) -> Frame:
    """A snapshot that nobody signed."""
    return build(
        rows,
        states or (source(as_of=at - timedelta(hours=5)),),
        serial=serial,
        issued_at=at,
        expires_at=expires_at or at + timedelta(days=7),
        digests=digests,
    )
