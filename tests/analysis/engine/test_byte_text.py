"""Texts that may hold any bytes."""

from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.engine.byte_text import printable, to_bytes, to_text


@given(st.binary(max_size=30))
def test_bytes_come_back_from_texts_and_can_always_be_shown(data: bytes) -> None:
    text = to_text(data)

    assert data == to_bytes(text)
    assert data.decode("utf-8", "replace") == printable(text)


def test_a_lone_surrogate_that_is_no_byte_can_be_shown() -> None:
    assert "?" == printable("\ud800")
