"""Counting what an index holds of a source, by kind."""

from dataclasses import replace
from pathlib import Path

import pytest

from pratique.advisories.index import Index
from pratique.advisories.index.writing import writer_at
from pratique.advisories.plausible import covers_of
from pratique.core.advisory import NODE, Advisory, AdvisoryKind, Cover, CoverCount, Product, Span
from tests.advisories.made import DJANGO, GEM, LEFT, THEN, about, advisory, state

FAULTS, MALWARE = (Cover("npm", kind) for kind in (AdvisoryKind.VULNERABILITY, AdvisoryKind.MALWARE))
RUBY_FAULTS, NODE_FAULTS = (Cover(one, AdvisoryKind.VULNERABILITY) for one in ("gem", "generic/node"))
ROWS = (
    advisory("GHSA-1", about(LEFT, Span("0")), about(Product("npm", "right"), Span("0"))),
    advisory("GHSA-2", about(LEFT, Span("0")), about(GEM, Span("0"))),
    advisory("GHSA-3", about(LEFT, Span("0")), withdrawn=True),
    advisory("MAL-1", about(LEFT, Span("0")), kind=AdvisoryKind.MALWARE),
    advisory("CVE-1", about(NODE, Span("0"))),
)
"""One of several packages counts once for each type."""


def test_a_draft_counts_its_own_source_by_type_and_kind_without_withdrawn_ones(tmp_path: Path) -> None:
    with writer_at(tmp_path / "index") as writer:
        for name in ("ghsa", "osv-npm"):
            with writer.draft(name) as draft:
                assert {} == draft.counts()
                for row in ROWS:
                    draft.add(replace(row, source=name))
                counted = draft.counts()
                assert {FAULTS: 2, MALWARE: 1, RUBY_FAULTS: 1, NODE_FAULTS: 1} == counted
                draft.add(replace(ROWS[0], source=name))
                assert counted == draft.counts()
                draft.remove("GHSA-2")
                assert {FAULTS: 1, MALWARE: 1, NODE_FAULTS: 1} == draft.counts()
                writer.publish(draft, [state(name)], at=THEN)


@pytest.mark.parametrize("enough", [MALWARE, FAULTS], ids=["malware alone", "vulnerabilities alone"])
def test_a_source_of_an_older_release_is_counted_when_it_is_read(tmp_path: Path, enough: Cover) -> None:
    path = tmp_path / "index"
    least = covers_of("osv-npm")[enough]
    old = replace(state("osv-npm", FAULTS, MALWARE), counts=None)
    with writer_at(path) as writer, writer.draft("osv-npm") as draft:
        for number in range(least):
            row = about(Product("npm", f"p{number}"), versions=("1.0.0",))
            draft.add(advisory(f"X-{number}", row, kind=enough.kind))
        writer.publish(draft, [old], at=THEN)

    with Index.open(path) as index:
        (read,) = index.sources()

    (other,) = {FAULTS, MALWARE} - {enough}
    assert ((enough,), True) == (read.covers, read.partial)
    assert {CoverCount(enough, least, least), CoverCount(other, 0, covers_of("osv-npm")[other])} == set(
        read.counts or ()
    )


def test_an_older_state_of_a_source_that_nobody_counted_covers_nothing(tmp_path: Path) -> None:
    path = tmp_path / "index"
    pypi = Cover("pypi", AdvisoryKind.MALWARE)
    with writer_at(path) as writer, writer.draft("gone") as draft:
        draft.add(_of(advisory("MAL-1", about(DJANGO, Span("0")), kind=AdvisoryKind.MALWARE), "gone"))
        writer.publish(draft, [replace(state("gone", pypi), counts=None)], at=THEN)

    with Index.open(path) as index:
        assert [((), ())] == [(one.covers, one.counts) for one in index.sources()]


def _of(row: Advisory, source: str) -> Advisory:
    return replace(row, source=source)
