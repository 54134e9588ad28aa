"""The words that all reports of an audit share."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pratique.core.advisory import NODE, AdvisoryKind, Cover, Exploitation, SourceState
from pratique.core.audit import Audited, AuditReport, CopyKind, FixAdvice, Remedy
from pratique.core.reading import LockRead, NotJudged
from pratique.report.audit import words
from tests.report.audit import answers

IGNORED = answers.finding(ignored=answers.LASTING)


def with_findings(*findings: object, **told: object) -> AuditReport:
    return replace(answers.clear(), findings=findings, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (answers.clear(), "OK: no known advisories for 9 packages and 1 runtime (sources as of 2026-11-25)"),
        (
            with_findings(answers.finding()),
            "Vulnerable: 1 high in 1 of 9 packages; 1 has a fix",
        ),
        (
            with_findings(answers.finding(), answers.finding(answers.MALWARE)),
            "Malware: 1 malicious, 1 high in 2 of 9 packages; 1 has a fix",
        ),
        (
            with_findings(answers.finding(answers.match(severity=None, fixed=()))),
            "Vulnerable: 1 of unknown severity in 1 of 9 packages; none has a fix",
        ),
        (
            with_findings(answers.finding(answers.match(certain=False)), IGNORED),
            "Incomplete (1 uncertain finding): besides 1 ignored, no advisories found so far for 9 packages and 1 runtime (sources as of 2026-11-25)",
        ),
        (
            with_findings(IGNORED),
            "OK: besides 1 ignored, no known advisories for 9 packages and 1 runtime (sources as of 2026-11-25)",
        ),
        (
            answers.changed(),
            "Vulnerable: new since main: 1 high in 1 of 9 packages of the group prod; 1 has a fix; besides 12 known before",
        ),
        (
            replace(answers.changed(), findings=()),
            "OK: nothing new since main: besides 12 known before, no known advisories for 9 packages of the group prod and 1 runtime (sources as of 2026-11-25)",
        ),
        (
            with_findings(gaps=("x",)),
            "Incomplete (1 gap): no advisories found so far for 9 packages and 1 runtime (sources as of 2026-11-25)",
        ),
        (
            with_findings(answers.finding(), gaps=("x", "y")),
            "Vulnerable (incomplete: 2 gaps): 1 high in 1 of 9 packages; 1 has a fix",
        ),
        (
            with_findings(copies=0, inventory=()),
            "Nothing checked: no release to look up in 1 file",
        ),
    ],
)
def test_the_headline_says_what_is_missing_then_what_was_found(value: AuditReport, said: str) -> None:
    assert said == words.headline(value)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "Nothing checked: no lockfile found"),
        (
            {"files": (LockRead(path="a", format="uv"),)},
            "Nothing checked: no release to look up in 1 file",
        ),
        (
            {"files": answers.incomplete().files},
            "Nothing checked: 1 file could not be read",
        ),
        (
            {"not_audited": (NotJudged(purl="pkg:npm/a", why="w"),) * 2},
            "Nothing checked: advisories cannot match the 2 entries found",
        ),
        (
            {"inventory": answers.rich().inventory, "sources": ()},
            "Nothing checked: no advisory source is installed",
        ),
    ],
)
def test_where_nothing_was_looked_at_the_headline_says_why(told: dict[str, object], said: str) -> None:
    value = replace(answers.nothing(), **told)  # type: ignore[arg-type]
    assert said == words.headline(value)
    assert not words.looked(value)


def test_what_is_not_certain_is_a_question_without_an_answer() -> None:
    unsure = with_findings(answers.finding(answers.match(certain=False)))
    assert (True, False) == (words.read(unsure), words.complete(unsure))
    ignored = with_findings(answers.finding(answers.match(certain=False), ignored=answers.LASTING))
    assert words.complete(ignored)


def test_without_a_source_no_answer_is_complete() -> None:
    assert words.complete(answers.clear())
    assert not words.complete(replace(answers.clear(), sources=()))


def test_a_bare_commit_is_cut() -> None:
    since = answers.changed().since
    assert since is not None
    value = replace(answers.changed(), since=replace(since, reference="a" * 40))
    assert "new since aaaaaaaaaaaa: " in words.headline(value)


def test_the_age_is_that_of_the_oldest_source_that_the_answer_rests_on() -> None:
    older = replace(answers.ADVISORIES, name="ghsa", checked_at=datetime(2026, 11, 3, tzinfo=UTC))
    malware = replace(older, name="mal", covers=(Cover("npm", AdvisoryKind.MALWARE),))
    faults = replace(answers.ADVISORIES, covers=(Cover("npm", AdvisoryKind.VULNERABILITY),))
    unknown = replace(malware, name="x", synced=False, as_of=None)

    def said(*sources: SourceState) -> str:
        return words.as_of(replace(answers.clear(), sources=sources))

    assert "sources as of 2026-11-25" == said(*answers.SOURCES)
    # A fresher one tells all that the older one does.
    assert "sources as of 2026-11-25" == said(*answers.SOURCES, older)
    assert "sources as of 2026-11-03" == said(faults, malware)
    assert "sources as of 2026-11-25, 1 of unknown age" == said(faults, unknown)
    assert "sources as of 2026-11-20, 1 of unknown age" == said(answers.EPSS, answers.INCIDENTS)
    assert "sources of unknown age" == said(unknown)


def test_that_there_is_no_lockfile_is_said_where_a_runtime_alone_was_looked_up() -> None:
    node = Audited(product=NODE, version="22")
    value = replace(answers.clear(), files=(), inventory=(node,))
    assert words.headline(value).endswith("(sources as of 2026-11-25); no lockfile found")
    found = replace(value, findings=(answers.finding(),))
    assert words.headline(found).endswith("has a fix; no lockfile found")


def test_sources_of_what_is_not_here_do_not_make_the_answer_older() -> None:
    old = datetime(2026, 11, 3, tzinfo=UTC)
    python = replace(
        answers.ADVISORIES,
        name="osv-pypi",
        checked_at=old,
        covers=(Cover("pypi", AdvisoryKind.VULNERABILITY), Cover("pypi", AdvisoryKind.MALWARE)),
    )
    node = replace(python, name="node-core", covers=(Cover("generic/node", AdvisoryKind.VULNERABILITY),))
    sources = (answers.ADVISORIES, python, node)
    npm = Audited(product=answers.npm("a"), version="1.0.0")
    with_node = (npm, Audited(product=NODE, version="22.11.0"))
    for inventory, said in (((npm,), "2026-11-25"), (with_node, "2026-11-03")):
        value = replace(answers.clear(), sources=sources, inventory=inventory)
        assert f"sources as of {said}" == words.as_of(value)


def test_what_it_was_held_against_is_told_with_its_age_and_size() -> None:
    assert (
        "Checked against osv-npm (2026-11-25, 212,345 records), incidents (of unknown age, 1 record)"
        == words.held_against(replace(answers.clear(), sources=(answers.ADVISORIES, answers.INCIDENTS)))
    )
    assert "No advisory source was used" == words.held_against(AuditReport(root="."))


def test_how_grave_it_is_has_word_score_and_probability() -> None:
    exploited = answers.match(exploitation=answers.EXPLOITED)
    assert ["high", "CVSS 7.2", "EPSS 97.4 %"] == words.rating(exploited)
    assert "exploited (KEV since 2023-01-02, used by ransomware)" == words.exploited_words(exploited)
    assert "" == words.exploited_words(answers.match(exploitation=Exploitation(cve="CVE-1", epss=0.1)))
    assert ["severity unknown"] == words.rating(answers.match(severity=None, score=None))
    assert ["malicious"] == words.rating(answers.MALWARE)


@pytest.mark.parametrize(
    ("share", "said"), [(0.0, "0.0 %"), (0.0004, "below 0.1 %"), (0.001, "0.1 %"), (1.0, "100.0 %")]
)
def test_a_small_probability_is_not_shown_as_none(share: float, said: str) -> None:
    assert said == words.percent(share)


def test_several_are_counted_by_severity_and_one_is_named() -> None:
    assert "high" == words.graded([answers.finding()])
    low = answers.finding(answers.match(severity=None))
    assert "1 malicious, 2 high, 1 of unknown severity" == words.graded(
        [low, answers.finding(), answers.finding(answers.MALWARE), answers.finding()]
    )


def test_affected_versions_come_with_the_fixed_ones() -> None:
    match = answers.match(affected=("< 2.1.3", ">= 3.0.0, < 3.0.3"), fixed=("2.1.3", "3.0.3"), symbols=("f",))
    assert [
        "affects < 2.1.3 or >= 3.0.0, < 3.0.3",
        "fixed in 2.1.3, 3.0.3",
        "vulnerable code: f",
    ] == words.affected_words(match)
    assert "no fixed version known" in words.affected_words(answers.match(fixed=()))
    assert ["affects 3.3.6"] == words.affected_words(answers.MALWARE)


def test_a_match_that_is_not_certain_says_so_with_what_it_affects() -> None:
    unsure = words.affected_words(answers.match(certain=False, affected=()))
    assert "the advisory lists no versions, so this version may be unaffected" == unsure[0]


def test_long_lists_are_cut_and_counted() -> None:
    assert "a, b and 1 more" == words.listed(["a", "b", "c"], most=2)
    assert "a or b" == words.listed(("a", "b"), joiner=" or ")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            {"paths": (("b@1", "c@2"),), "paths_total": 4, "groups": frozenset({"docs", "dev"})},
            "transitive, needed only for dev and docs, through b@1 > c@2 (and 3 more ways)",
        ),
        ({"paths": (("c@2",),), "direct": True, "paths_total": 1}, "direct dependency"),
        (
            {"paths": (("c@2",), ("b@1", "c@2")), "direct": True, "paths_total": 2},
            "direct dependency (and 1 more way)",
        ),
        ({"paths": (), "paths_total": 1}, "transitive"),
    ],
)
def test_how_it_got_in_is_the_shortest_chain(told: dict[str, object], said: str) -> None:
    assert said == words.way_in(answers.finding(answers.match(), **told))


@pytest.mark.parametrize("kind", list(CopyKind))
def test_a_copy_says_where_it_lies_and_how_it_was_recognised(kind: CopyKind) -> None:
    copied = next(finding for finding in answers.rich().findings if finding.copy)
    assert copied.copy is not None
    said = words.way_in(replace(copied, copy=replace(copied.copy, kind=kind)))
    assert said.startswith("copied into static/js/vendor.min.js, recognised ")


def test_a_runtime_is_not_called_direct() -> None:
    node = next(finding for finding in answers.rich().findings if finding.match.product.type == "generic")
    assert "runtime of the project" == words.way_in(node)


@pytest.mark.parametrize(
    ("finding", "mended"),
    [
        (answers.finding(), True),
        (answers.finding(answers.match(fixed=())), False),
        (answers.finding(fix=answers.NO_FIX), False),
        (answers.finding(answers.match(fixed=()), fix=answers.OVERRIDE), True),
        (answers.finding(fix=FixAdvice(remedy=Remedy.BLOCKED, version="2", text="held")), True),
    ],
)
def test_advice_goes_before_what_the_advisory_says_of_a_fix(finding: object, mended: bool) -> None:
    assert mended is words.has_fix(finding)  # type: ignore[arg-type]


def test_versions_that_nobody_looked_up_are_said_to_be_such() -> None:
    said = "`pratique audit --fix` checks that the fixed versions exist and pass the policy"
    assert said == words.unjudged([answers.finding(fix=answers.OVERRIDE)])
    for quiet in (
        answers.finding(fix=answers.IN_RANGE),
        answers.finding(fix=answers.NO_FIX),
        answers.finding(),
        answers.finding(fix=answers.OVERRIDE, ignored=answers.LASTING),
    ):
        assert "" == words.unjudged([quiet])


def test_an_ignore_tells_reason_owner_end_and_place() -> None:
    assert (
        "only our own input is decoded, security@company.example, until 2027-01-31 (pratique.toml:12)"
        == words.ignored_words(answers.LASTING)
    )
    assert "read from elsewhere, without an end (.osv/ignores.toml:4)" == words.ignored_words(answers.ENDLESS)
    assert "vulnerable_code_not_in_execute_path" in words.ignored_words(replace(answers.LASTING, reason=""))
    bare = replace(answers.ENDLESS, reason="", origin="")
    assert "no reason is given, without an end" == words.ignored_words(bare)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/x?y=1#z", ["https://a.example/x?y=1#z"]),
        ("http://[::1]/", ["http://[::1]/"]),
        ("javascript:alert(1)", []),
        ("data:text/html,x", []),
        ("https:/a", []),
        (" https://a.example", []),
        ('https://a.example/"<b>\x1b%', ["https://a.example/%22%3Cb%3E%1B%25"]),
        ("https://a.example/\N{RIGHT-TO-LEFT OVERRIDE}%41", ["https://a.example/%E2%80%AE%41"]),
        ("https://a.example/" + "x" * 1000, []),
    ],
)
def test_only_web_addresses_are_kept_and_as_uris(url: str, kept: list[str]) -> None:
    assert kept == list(words.addresses(answers.match(urls=(url,))))


def test_what_has_no_summary_says_so() -> None:
    assert "the advisory has no summary" == words.title(answers.match(summary=""))
    assert "malicious code" == words.title(replace(answers.MALWARE, summary=""))
