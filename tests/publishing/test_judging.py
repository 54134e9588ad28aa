"""All rules together: order, acceptance, and masks."""

from datetime import UTC, date, datetime

from pratique.core.location import Location
from pratique.core.policy import Waiver
from pratique.core.publishing import Level, PublishFinding
from pratique.publishing.judging import Accepted, Waived, judge
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


def test_a_waiver_lifts_a_finding_until_its_last_day() -> None:
    waiver = Waiver(
        rule="token-in-package",
        ecosystem=None,
        package="kite",
        reason="a token of the tests",
        owner="ada",
        expires=date(2026, 3, 31),
        origin="pratique.toml:3",
    )
    last, after = datetime(2026, 3, 31, 23, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    found = {one.rule: one for one in judge(outgoing(FILES, {}), waived=Waived((waiver,), last))}
    assert waiver is found["token-in-package"].waived
    assert not found["token-in-package"].stops
    assert found["leftover-files-gained"].stops

    late = {one.rule: one for one in judge(outgoing(FILES, {}), waived=Waived((waiver,), after))}
    assert late["token-in-package"].stops
    assert "the waiver (pratique.toml:3) expired on 2026-03-31" in late["token-in-package"].message
