"""The post-mortem: its order, its defanged indicators, its escaping, and what it says of empty sections."""

import shlex
from datetime import UTC, datetime

from pratique.respond.incident.document import Incident, added
from pratique.respond.incident.entry import Bytes, Closed, Known, Listed, Note, Opened, Section, Trace
from pratique.respond.incident.post_mortem.html import html
from pratique.respond.incident.post_mortem.markdown import markdown
from pratique.respond.incident.post_mortem.page import page, search_command
from pratique.respond.incident.summary import Summary, summary
from pratique.respond.incident.timeline import Phase
from pratique.respond.wanted.texts import read_text
from pratique.respond.wanted.value import IndicatorKind
from tests.respond.wanted.asking import context

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
EVIL = "<script>alert(1)</script>\n# x | y @team \x1b[31m"
BAD = Listed(id="pkg:npm/axios@1.14.1", type="npm", name="axios", versions=("1.14.1",), origin="a")
RANGE = Listed(id="pkg:npm/axios >=2 <3", type="npm", name="axios", ranges=(">=2 <3",), origin="a")


def made(*bodies: object) -> Summary:
    return summary(added(Incident(id="axios"), [Opened(title="axios"), *bodies], at=NOW, by="ada"))  # type: ignore[list-item]


def test_an_empty_incident_says_in_each_section_what_is_missing() -> None:
    text = markdown(page(made()))

    assert 10 <= text.count("*Missing:")
    assert "no search for exposure has been recorded" in text


def test_the_command_searches_for_everything_that_is_listed_as_exposed_reads_it() -> None:
    command = search_command(made(BAD, RANGE))

    assert {"pratique", "exposed", "npm:axios@>=2 <3", "pkg:npm/axios@1.14.1", "."} == set(
        shlex.split(command or "")
    )
    assert read_text("npm:axios@>=2 <3", context()).releases[0].affected.within == ">=2 <3"


def test_hostile_text_is_neither_markup_nor_control() -> None:
    value = made(BAD, Note(text=EVIL, section=Section.CAUSE, when=NOW, source=EVIL), Closed(reason=EVIL))
    for text in (markdown(page(value)), html(page(value))):
        assert "<script" not in text
        assert "\x1b" not in text
    assert "\n# x" not in markdown(page(value))


def test_an_incident_that_lists_only_a_digest_says_that_no_release_is_listed() -> None:
    text = markdown(page(made(Bytes(digest="sha256:a", origin="a"))))

    assert "no release is listed." in text
    assert "| package |" not in text


def test_indicators_are_defanged() -> None:
    value = made(Trace(trace=IndicatorKind.URL, value="https://evil.invalid/x", origin="a"))

    assert "hxxps[:]//evil[.]invalid/x" in html(page(value))


def test_the_attack_begins_with_a_listed_release_and_a_decision_begins_the_response() -> None:
    def known(version: str, day: int) -> Known:
        return Known(
            purl=f"pkg:npm/axios@{version}", published_at=datetime(2026, 3, day, tzinfo=UTC), source="l"
        )

    decided = Note(text="freeze", section=Section.DECISION, when=datetime(2026, 3, 20, tzinfo=UTC))
    events = made(BAD, known("1.14.0", 1), known("1.14.1", 10), decided).events

    assert [Phase.BEFORE, Phase.ATTACK, Phase.RESPONSE, Phase.RESPONSE] == [event.phase for event in events]
