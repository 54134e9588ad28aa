"""Messages of the DNS."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.net.dns.message import Code, code_of, query, question_name
from tests.net.name_server import answer, asked_name

NUMBER = 0x1234


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("Quay.Boats.", "quay.boats"),
        ("kai\u00e4.boats", "xn--kai-sla.boats"),
        ("a.b.c.boats", "a.b.c.boats"),
        ("boats", None),
        ("", None),
        (".", None),
        ("a..boats", None),
        ("192.0.2.1", None),
        ("quay.invalid", None),
        ("-.boats", None),
        ("a b.boats", None),
        (f"{'a' * 64}.boats", None),
        (f"{'a.' * 130}boats", None),
    ],
)
def test_what_somebody_could_register_is_asked_in_ascii(domain: str, expected: str | None) -> None:
    assert expected == question_name(domain)


def test_a_question_is_that_of_the_standard() -> None:
    expected = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x04quay\x05boats\x00\x00\x0f\x00\x01"
    assert expected == query("quay.boats", NUMBER)
    assert "quay.boats" == asked_name(expected)


@pytest.mark.parametrize("code", [*Code, 9])
def test_the_code_of_an_answer_is_read(code: int) -> None:
    assert code == code_of(answer(query("quay.boats", NUMBER), code), "quay.boats", NUMBER)
    assert code == code_of(answer(query("QUAY.boats", NUMBER), code), "quay.boats", NUMBER)


def test_what_is_no_answer_to_the_question_is_none() -> None:
    asked = query("quay.boats", NUMBER)
    for wrong in (
        b"",
        asked,
        answer(asked, 3)[:20],
        answer(query("other.boats", NUMBER), 3),
        answer(query("quay.boats", 1), 3),
    ):
        assert code_of(wrong, "quay.boats", NUMBER) is None


@given(st.binary(max_size=60))
def test_any_bytes_are_an_answer_or_none(data: bytes) -> None:
    code = code_of(data, "quay.boats", NUMBER)
    assert code is None or 0 <= code < 16


@given(st.text(max_size=300))
def test_any_text_is_a_name_or_none(text: str) -> None:
    name = question_name(text)
    assert name is None or name == asked_name(query(name, NUMBER))
