"""In which form a client of the simple index is answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.gate.protocols.pypi.content_type import Form, Held, form_of, held_for

JSON, HTML = "application/vnd.pypi.simple.v1+json", "application/vnd.pypi.simple.v1+html"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (f"{JSON}, {HTML}; q=0.1, text/html; q=0.01", Form.JSON),
        (f"{JSON}, {HTML};q=0.2, text/html;q=0.01", Form.JSON),
        (f"text/html, {JSON};q=0.5", Form.TEXT),
        (f"{HTML}, text/html;q=0.9", Form.HTML),
        ("application/vnd.pypi.simple.latest+json", Form.JSON),
        (f"*/*, {JSON}", Form.JSON),
        (f"{JSON};q=0, text/html", Form.TEXT),
        (f"{JSON};q=nan", Form.TEXT),
        (JSON.upper(), Form.JSON),
        ("*/*", Form.TEXT),
        ("image/png", Form.TEXT),
        ("", Form.TEXT),
    ],
)
def test_the_form_is_the_one_that_is_liked_best(accept: str, expected: Form) -> None:
    assert expected is form_of({"accept": accept}, "")


def test_the_address_may_ask_for_a_form() -> None:
    assert Form.JSON is form_of({"accept": "text/html"}, "format=application%2Fvnd.pypi.simple.v1%2Bjson")
    assert Form.TEXT is form_of({}, "format=x&y")


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ('pip/26.3 {"ci":null}', Held.YANKED),
        ("pip/19.2", Held.YANKED),
        ("pip/19.1.1", Held.LEFT_OUT),
        ("pip/9.0.1", Held.LEFT_OUT),
        ("uv/0.13.9", Held.YANKED),
        ("poetry/2.1.0", Held.YANKED),
        ("poetry/1.1.15", Held.LEFT_OUT),
        ("setuptools/60.0.0 Python-urllib/3.9", Held.LEFT_OUT),
        ("", Held.YANKED),
    ],
)
def test_clients_that_know_no_yanks_do_not_see_what_is_refused(agent: str, expected: Held) -> None:
    assert expected is held_for({"user-agent": agent})


@pytest.mark.fuzz
@given(st.text(), st.text(), st.text())
def test_any_headers_have_a_form(accept: str, query: str, agent: str) -> None:
    assert form_of({"accept": accept}, query) in Form
    assert held_for({"user-agent": agent}) in Held
