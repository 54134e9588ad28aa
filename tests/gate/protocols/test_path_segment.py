"""One part of a path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.gate.protocols.path_segment import read_part


@pytest.mark.parametrize(("raw", "text"), [("kite", "kite"), ("a%2Db", "a-b"), ("caf%C3%A9", "caf\u00e9")])
def test_a_part_is_decoded_once(raw: str, text: str) -> None:
    assert text == read_part(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        ".",
        "..",
        "%2e%2e",
        "a%2fb",
        "a%5Cb",
        "%252e",
        "a%00",
        "a%0Ab",
        "a b",
        "%ff",
        "a%3Fb",
        "a%E2%80%AEb",
    ],
)
def test_what_means_another_thing_to_somebody_else_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match=r"dot segment|UTF-8"):
        read_part(raw)


@given(st.text(max_size=30))
def test_no_part_leads_elsewhere(raw: str) -> None:
    try:
        text = read_part(raw)
    except ValueError:
        return
    assert text not in {"", ".", ".."}
    assert not {"/", "\\", "%"} & set(text)
