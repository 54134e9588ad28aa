"""The table of token forms."""

import pytest

from pratique.publishing.secrets.forms import FORMS, Form


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.what)
def test_a_pattern_starts_with_its_mark(form: Form) -> None:
    assert form.pattern.pattern.startswith(form.mark.replace(b".", rb"\.").replace(b"-", rb"\-"))


def test_marks_are_unique() -> None:
    assert len(FORMS) == len({form.mark for form in FORMS})
