import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.lockfiles.reading.json_tokens import tokens
from tests.lockfiles.locks import shapes


def test_keys_and_brackets_come_in_order_with_their_lines() -> None:
    text = '{\n"a":\n["x", "y:",\n{"b" : 1}], "\\u0063"\n: "}"}\n'
    assert [
        (None, "{", 1),
        ("a", "", 2),
        (None, "[", 3),
        (None, "{", 4),
        ("b", "", 4),
        (None, "}", 4),
        (None, "]", 4),
        ("c", "", 4),
        (None, "}", 5),
    ] == list(tokens(text))


@pytest.mark.parametrize(
    "text", ["1", '"a"', "null\n", "[1]" + " " * 200_000, '["' + "\\\\" * 100_000 + '"]']
)
def test_what_has_no_keys_gives_none_and_takes_no_time(text: str) -> None:
    start = time.perf_counter()
    assert all(key is None for key, _, _ in tokens(text))
    assert time.perf_counter() - start < 5


VALUES = shapes(
    st.none() | st.sampled_from(["a", '"', "\\", '":', "{", "]", "\n", "é"]),
    st.sampled_from(["a", '"', "\\", '":', "{"]),
)


def written(value: object) -> list[str]:
    """Keys and brackets as they stand in the text of a value."""
    match value:
        case dict():
            return [
                "{",
                *(part for key, item in value.items() for part in (f"key {key}", *written(item))),
                "}",
            ]
        case list():
            return ["[", *(part for item in value for part in written(item)), "]"]
        case _:
            return []


@pytest.mark.fuzz
@given(value=VALUES, indent=st.none() | st.integers(0, 2), ascii_only=st.booleans())
def test_every_key_and_bracket_is_found_once(*, value: object, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    found = list(tokens(text))
    assert written(value) == [bracket if key is None else f"key {key}" for key, bracket, _ in found]
    lines = text.split("\n")
    for key, bracket, line in found:
        spelt = bracket if key is None else json.dumps(key, ensure_ascii=ascii_only)
        assert spelt in lines[line - 1]
