"""Whether sources are complete and fresh."""

from dataclasses import replace
from datetime import timedelta

from pratique.advisories.coverage import gaps, needed
from pratique.core.advisory import NODE, AdvisoryKind, Cover, CoverCount, Product, SourceState
from tests.advisories.made import LEFT, THEN, state

VULNERABLE, MALICIOUS = (Cover("npm", kind) for kind in AdvisoryKind if kind is not AdvisoryKind.UNMAINTAINED)
WEEK = timedelta(days=7)


def told(*sources: SourceState, days: int = 0) -> tuple[str, ...]:
    return gaps(sources, needed([LEFT]), now=THEN + timedelta(days=days), max_age=WEEK)


def test_packages_need_both_kinds_and_runtimes_one() -> None:
    assert needed([LEFT]) == {VULNERABLE, MALICIOUS}
    assert needed([NODE]) == {Cover("generic/node", AdvisoryKind.VULNERABILITY)}
    assert needed([Product("retire", "x")]) == set()


def test_sources_that_are_complete_and_fresh_leave_no_gap() -> None:
    assert told(state("osv-npm", VULNERABLE, MALICIOUS), days=7) == ()
    assert told(state("ghsa", VULNERABLE), state("malicious-packages", MALICIOUS)) == ()


def test_a_source_that_did_not_look_is_a_gap() -> None:
    assert told() == (
        "no source covers malicious releases of npm packages",
        "no source covers vulnerabilities of npm packages",
    )
    assert told(state("ghsa", VULNERABLE), state("incidents")) == (
        "no source covers malicious releases of npm packages",
    )


def test_a_stale_source_is_a_gap_unless_another_one_is_fresh() -> None:
    old = state("osv-npm", VULNERABLE, MALICIOUS)
    stale = told(old, days=8)

    assert len(stale) == 2
    assert all("osv-npm" in text and "8 days old" in text for text in stale)
    assert told(old, state("ghsa", VULNERABLE, MALICIOUS, checked_at=THEN + WEEK), days=8) == ()


def test_a_file_without_times_has_no_age_and_is_never_fresh() -> None:
    undated = state("osv-npm", VULNERABLE, MALICIOUS, synced=False, as_of=None)

    assert all("has no date" in text for text in told(undated))


def test_a_source_with_too_few_records_of_a_kind_is_named() -> None:
    half = replace(
        state("osv-npm", MALICIOUS),
        counts=(CoverCount(MALICIOUS, 12_500, 11_762), CoverCount(VULNERABLE, 3, 923)),
    )

    assert told(half) == (
        "no source covers vulnerabilities of npm packages: osv-npm has 3 records and needs at least 923",
    )
    assert told(half, state("ghsa", VULNERABLE)) == ()
