"""Decisions as lines, rows and objects; tests/store/log/test_line.py reads the objects back."""

import json

from hypothesis import given
from hypothesis import strategies as st

from pratique.core.decision import Client, Decision, Ground
from pratique.report.parts.escape import escape
from pratique.report.verbs.decisions import FIELDS, document, line, row, sentence
from tests.store.gate.test_decisions import decided


def test_a_row_has_the_fields_and_an_object_its_reasons_apart() -> None:
    one = decided(grounds=(Ground("advisory", "it steals", "osv"), Ground("denied", "no", "policy")))

    assert list(FIELDS) == list(row(one)) == list(document(one))
    assert document(one) == json.loads(line(one))
    assert "advisory: it steals; denied: no" == row(one)["reasons"]
    assert [{"code": "advisory", "text": "it steals", "source": "osv"}] == document(one)["reasons"][:1]  # type: ignore[index]


@given(st.text(max_size=40))
def test_nothing_that_a_client_sends_moves_a_terminal(text: str) -> None:
    one: Decision = decided(client=Client(text, text, text, text), note=text)
    shown = sentence(one)

    assert escape(shown) == shown
