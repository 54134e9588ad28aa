"""One answer of several advisories."""

from dataclasses import replace

import pytest

from pratique.advisories.merge import band, merge
from pratique.core.advisory import NODE, Advisory, AdvisoryKind, AdvisoryMatch, Affected, Malice, Span
from pratique.core.finding import Severity
from tests.advisories.made import LEFT, about, advisory

EVERY = about(LEFT, Span(low="0"))


def merged(*advisories: Advisory) -> AdvisoryMatch:
    return merge(LEFT, "1.0.0", [(one, one.affected[0]) for one in advisories], {})


@pytest.mark.parametrize(
    ("score", "word"),
    [(0.0, "info"), (0.1, "low"), (3.9, "low"), (4.0, "medium"), (7.0, "high"), (9.0, "critical"), (10.0, "critical")],
)  # fmt: skip
def test_scores_have_the_words_of_cvss(score: float, word: str) -> None:
    assert band(score).value == word


def test_the_gravest_rating_counts_and_its_vector_is_shown() -> None:
    found = merged(
        advisory("CVE-1", EVERY, score=5.0, vector="CVSS:3.1/a"),
        advisory("GHSA-1", EVERY, score=9.1, vector="CVSS:4.0/b"),
        advisory("PYSEC-1", EVERY, severity=Severity.LOW),
    )

    assert (found.severity, found.score, found.vector) == (Severity.CRITICAL, 9.1, "CVSS:4.0/b")


def test_no_rating_is_no_mild_one() -> None:
    assert merged(advisory("GHSA-1", EVERY)).severity is None


def test_malware_is_critical_whoever_rates_it() -> None:
    found = merged(
        advisory("GHSA-1", EVERY, severity=Severity.LOW),
        advisory("MAL-1", EVERY, kind=AdvisoryKind.MALWARE),
    )

    assert (found.kind, found.severity, found.id) == (AdvisoryKind.MALWARE, Severity.CRITICAL, "MAL-1")


def test_people_read_the_id_and_the_summary_that_are_known_best() -> None:
    found = merged(
        advisory("CVE-2020-1", EVERY, summary="lib before 2 has a"),
        advisory("GHSA-1", EVERY, summary="A in lib"),
    )

    assert (found.id, found.aliases, found.summary) == ("GHSA-1", ("CVE-2020-1",), "A in lib")


def test_a_range_that_two_sources_write_with_other_spaces_is_told_once() -> None:
    other = Affected(product=LEFT, within="<2.0.0", shown="<2.0.0")
    found = merge(
        LEFT,
        "1.0.0",
        [
            (advisory("A-1", about(LEFT, Span(high="2.0.0"))), about(LEFT, Span(high="2.0.0"))),
            (advisory("B-1", other), other),
        ],
        {},
    )

    assert found.affected == ("< 2.0.0",)


def test_where_it_applies_alone_is_said_if_all_say_so() -> None:
    windows = Affected(product=NODE, within="*", platforms=("win32",))
    everywhere = Affected(product=NODE, within="*")
    one, other = advisory("NODE-1", windows), advisory("NODE-2", everywhere)

    assert merge(NODE, "20.0.0", [(one, windows)], {}).note == "only on win32"
    assert merge(NODE, "20.0.0", [(one, windows), (other, everywhere)], {}).note == ""


def malware(id_: str, affected: Affected, reads: tuple[str, ...] | None = None) -> Advisory:
    return replace(advisory(id_, affected, kind=AdvisoryKind.MALWARE), reads=reads)


def test_malware_tells_the_last_good_version_and_what_it_reads() -> None:
    exact = replace(about(LEFT, versions=("1.0.0", "1.2.0"), sole=True), good=("0.9.0", "0.8.0", "1.1.0"))
    found = merged(
        malware("MAL-1", exact, ("~/.npmrc",)), malware("GHSA-1", exact, ("NPM_TOKEN", "~/.npmrc"))
    )

    assert (
        Malice(good=("0.8.0", "0.9.0"), introduced="1.0.0", reads=("~/.npmrc", "NPM_TOKEN")) == found.malice
    )


def test_exact_versions_of_a_takeover_are_believed_before_a_claim_of_all() -> None:
    exact = replace(about(LEFT, versions=("1.0.0",), sole=True), good=("0.9.0",))

    assert (
        Malice(good=("0.9.0",), introduced="1.0.0")
        == merged(malware("MAL-1", EVERY), malware("GHSA-1", exact)).malice
    )
    assert Malice(whole=True) == merged(malware("MAL-1", EVERY)).malice


def test_a_vulnerability_tells_nothing_of_malice() -> None:
    assert merged(advisory("GHSA-1", EVERY)).malice is None
