"""Values of advisories."""

from datetime import UTC, datetime

import pytest

from pratique.core.advisory import NODE, Affected, Product, SourceState, Span
from pratique.core.names import Ecosystem, PackageRef

THEN, NOW = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)


def test_products_have_package_urls() -> None:
    scoped = Product.of(PackageRef(Ecosystem.NPM, "@babel/core"))

    assert scoped.purl("7.0.0") == "pkg:npm/%40babel/core@7.0.0"
    assert NODE.purl("22.11.0") == "pkg:generic/node@22.11.0"
    assert NODE.purl() == "pkg:generic/node"


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (Span(), "every version"),
        (Span(low="1.0"), ">= 1.0"),
        (Span(low="1.0", low_excluded=True, high="2.0"), "> 1.0, < 2.0"),
        (Span(high="2.0", high_included=True), "<= 2.0"),
    ],
)
def test_spans_read_as_ranges(span: Span, text: str) -> None:
    assert str(span) == text


def test_what_names_no_versions_does_not_tell() -> None:
    assert not Affected(product=NODE).tells
    assert Affected(product=NODE, within="").tells
    assert Affected(product=NODE, spans=(Span(),)).tells


def state(*, synced: bool, as_of: datetime | None) -> SourceState:
    return SourceState(
        name="osv-npm", title="OSV", licence="", origin="x.zip", checked_at=NOW, as_of=as_of, rows=1,
        imported=1, synced=synced,
    )  # fmt: skip


def test_a_file_that_was_imported_is_as_fresh_as_its_newest_row() -> None:
    assert state(synced=True, as_of=THEN).fresh_at == NOW
    assert state(synced=False, as_of=THEN).fresh_at == THEN
    assert state(synced=False, as_of=None).fresh_at is None
