"""All rules together: order, acceptance, and masks."""

from pratique.core.location import Location
from pratique.core.publishing import Level, PublishFinding
from pratique.publishing.judging import Accepted, judge
from tests.cli.publish.releasing import checked_token
from tests.publishing.outgoings import outgoing

TOKEN = checked_token("npm_")
FILES = {"a.js": TOKEN, "a.log": "1"}


def test_findings_that_stop_come_first() -> None:
    made = outgoing({**FILES, "b.js": "AIza" + TOKEN[4:39]}, {"c.js": "1"})
    found = [one.stops for one in judge(made)]
    assert sorted(found, reverse=True) == found
    assert {True, False} == {*found}


def test_an_accepted_finding_stops_nothing_and_is_listed() -> None:
    rules = {
        one.rule: one.stops
        for one in judge(outgoing(FILES, {}), accepted=[Accepted("token-in-package", "a.js")])
    }
    assert {"token-in-package": False, "leftover-files-gained": True} == rules
    other = judge(outgoing(FILES, {}), accepted=[Accepted("token-in-package", "b.js")])
    assert all(one.stops for one in other)


def test_a_secret_that_another_analysis_quotes_is_masked() -> None:
    more = PublishFinding(
        rule="x", level=Level.STOP, location=Location("a.js"), message=f"sends {TOKEN}", next_step="read it"
    )
    assert not any(TOKEN in one.message for one in judge(outgoing(FILES, {}), more=[more]))
