"""Each form of a single text is reached, and no text is dropped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.respond.wanted.texts import NO_FORM, TEXT_FORMS, read_text
from tests.respond.wanted.asking import context, reasons


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("MAL-2026-1", ("pkg:npm/axios@1.14.1", "pkg:npm/axios@0.30.4")),
        ("event-stream-2018", ("pkg:npm/event-stream@3.3.6",)),
        ("a" * 40, (f"sha1:{'a' * 40}",)),
        ("evil[.]invalid", ("evil.invalid",)),
        (" axios@1.14.1 ", ("pkg:npm/axios@1.14.1",)),
    ],
)
def test_every_form_is_tried(text: str, ids: tuple[str, ...]) -> None:
    assert ids == read_text(text, context()).ids
    assert len(TEXT_FORMS) == 4


def test_a_text_without_a_form_is_reported() -> None:
    assert [NO_FORM] == reasons(read_text("what is this?", context()))


@pytest.mark.fuzz
@given(st.text(max_size=200))
def test_no_text_is_dropped(text: str) -> None:
    found = read_text(text, context())
    assert found.ids or found.misread or found.notes
