"""The comparison with a repository, as evidence."""

from dataclasses import replace

import pytest

from pratique.core.assessment import Assessment, Checked
from pratique.core.evidence import Evidence, Known, NotAsked, Unknown
from pratique.core.finding import Family
from pratique.core.names import Ecosystem
from pratique.core.source import NotComparable, SourceReport, WhyNot
from pratique.core.verdict import Standing
from pratique.errors import Reference
from pratique.history.source.habit import weigh
from pratique.history.source.reading import Asked, unread
from pratique.intake.history.source.evidence import answer_of, with_source, with_surroundings
from pratique.intake.question import Question
from tests.history.source.sides import CALM, reading, ref
from tests.report.answers import assessment, finding

ASKED = Asked(ref=ref(), ecosystem=Ecosystem.NPM, filename="calm-1.2.3.tgz")
BEFORE = reading(CALM, CALM)


def report(**more: str) -> SourceReport:
    now = reading({**CALM, **{path.replace("_", "."): text for path, text in more.items()}}, CALM)
    return SourceReport(reading=now, claims=weigh(now, (BEFORE,)), earlier=BEFORE)


def unread_report(why: WhyNot) -> SourceReport:
    return SourceReport(reading=unread(ASKED, None, NotComparable(why, "it was so")))


def judged(answer: Evidence[SourceReport]) -> Assessment:
    here, there = finding(message="in the source"), finding(message="only here")
    here = replace(here, locations=tuple(replace(place, path="index.js") for place in here.locations))
    there = replace(there, locations=tuple(replace(place, path="x.js") for place in there.locations))
    return with_source(assessment(here, there), answer)


def test_what_is_found_in_files_of_the_repository_comes_last_and_the_coverage_says_so() -> None:
    told = judged(answer_of(report(x_js="1\n")))
    assert ["not-in-source", "new-install-hook", "new-install-hook"] == [
        one.rule for one in sorted(told.findings, key=lambda one: one.rule, reverse=True)
    ]
    assert "in the source" == told.findings[-1].message
    state = told.coverage.families[Family.SOURCE]
    assert state.checked is Checked.KNOWN
    assert state.why.startswith("2 of 3 files byte-for-byte identical to the repository at v1.2.3: ")
    assert judged(NotAsked("nobody")).verdict == told.verdict


def test_where_nobody_asked_nothing_is_said() -> None:
    state = assessment().coverage.families[Family.SOURCE]
    assert state.checked is Checked.NOT_ASKED
    assert state.why.startswith("the repository was not compared")


@pytest.mark.parametrize("why", list(WhyNot))
def test_a_repository_that_was_asked_for_and_not_compared_leaves_the_answer_incomplete(why: WhyNot) -> None:
    report = unread_report(why)
    if why is WhyNot.GENERATED:
        report = replace(
            report, reading=replace(reading(CALM, CALM), not_comparable=NotComparable(why, "it was so"))
        )
    told = judged(answer_of(report))
    assert ["source repository: it was so"] == [gap.words for gap in told.gaps]
    assert not told.coverage.complete


def test_signals_are_told() -> None:
    question = Question(file=None, standing=Standing.NEW)  # type: ignore[arg-type]  # of no interest here
    told = with_surroundings(question, answer_of(report(x_js="1\n"))).surroundings.source
    assert isinstance(told, Known)
    assert (("x.js",), False) == (told.value.extra, told.value.usual)
    lost = Unknown("gone", Reference.ANALYSIS_TIMEOUT, "the repository")
    assert lost == with_surroundings(question, lost).surroundings.source
