"""Reports of `pratique exposed` as answers, also hostile ones."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.respond.incident.saved_report import answered, is_report
from pratique.respond.report.contract import document
from tests.respond import found


def test_a_report_gives_the_answer_and_the_moments_of_its_sightings() -> None:
    value = json.loads(json.dumps(document(found.answered(found.LOCKED, found.REFUSED, gaps=(found.GAP,)))))
    assert is_report(value)
    answer = answered(value, b"bytes", "answer.json")

    assert ("locked", 2, 1) == (answer.answer, answer.sightings, answer.unchecked)
    texts = [moment.text for moment in answer.moments]
    assert 3 == len(texts)
    assert any("added to /srv/web, package-lock.json:120 by Ada" in text for text in texts)
    assert any("removed from" in text and "Bob" in text for text in texts)
    assert any("refused by build-token" in text for text in texts)


def test_a_report_without_a_valid_time_is_refused() -> None:
    with pytest.raises(ParseError):
        answered({"as_of": "x", "answer": "a", "sightings": [], "searched": []}, b"", "a.json")


JSON = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["first", "brought", "at", "place", "unchecked"]), inner, max_size=3
        )
    ),
)


@pytest.mark.fuzz
@settings(max_examples=100)
@given(st.lists(JSON, max_size=4), st.lists(JSON, max_size=4), JSON)
def test_hostile_reports_never_raise(sightings: list[object], searched: list[object], wanted: object) -> None:
    value = {
        "as_of": "2026-04-01T00:00:00Z",
        "answer": "a",
        "sightings": sightings,
        "searched": searched,
        "wanted": wanted,
    }
    answered(value, b"", "a.json")
