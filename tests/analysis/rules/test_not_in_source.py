"""Code that is not in the repository."""

from pratique.analysis.rules.not_in_source import not_in_source
from pratique.core.finding import Confidence, Severity
from pratique.core.location import Location
from pratique.core.policy import FINDING_ACTIONS
from pratique.core.source import SourceClaim, SourceReport
from tests.history.source.sides import CALM, reading


def report(*claims: SourceClaim) -> SourceReport:
    return SourceReport(reading=reading(CALM, CALM), claims=claims)


def test_what_breaks_with_the_habit_is_one_finding_with_each_place_and_a_note() -> None:
    claims = [
        SourceClaim(path=f"{n}.js", text="the source does not contain this file", strong=True, line=1)
        for n in range(5)
    ]
    (found,) = not_in_source.check(report(*claims))
    assert (Severity.HIGH, Confidence.MEDIUM) == (found.severity, found.confidence)
    assert (found.severity, found.confidence) not in FINDING_ACTIONS
    assert [Location(f"{n}.js", 1) for n in range(5)] == list(found.locations)
    assert found.message.endswith("2.js: the source does not contain this file; and 2 more")


def test_notes_of_the_comparison_are_quiet() -> None:
    assert [] == list(
        not_in_source.check(
            report(SourceClaim(path="a.js", text="the source does not contain this file", strong=False))
        )
    )
