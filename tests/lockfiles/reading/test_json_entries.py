import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError, Reference
from pratique.lockfiles.reading.document import MOST_ENTRIES
from pratique.lockfiles.reading.json_entries import MOST_DEPTH, read_entries
from tests.lockfiles.locks import shapes

PARTS = frozenset({"parts"})


def test_entries_have_their_places_and_lines() -> None:
    text = """{
 "parts": [
  {"name": "a", "parts": [
    {"name": "b"}
  ]},
  7,
  {"name": "c"}
 ]
}"""
    document = read_entries(text.encode(), what="x", holders=PARTS)
    top = list(document.entries(("parts",), document.value["parts"]))
    assert [(("parts", 0), 3), (("parts",), None), (("parts", 1), 7)] == [(at, line) for at, _, line in top]
    nested = list(document.entries(("parts", 0, "parts"), document.value["parts"][0]["parts"]))
    assert [(("parts", 0, "parts", 0), {"name": "b"}, 4)] == nested


def test_without_holders_entries_lie_two_levels_down() -> None:
    document = read_entries(b'{"default":\n{"a": {"x":\n {}},\n"b": 1}}', what="x")
    assert {("default", "a"): 2} == document.lines
    assert [(("default", "a"), 2), (("default", "b"), None)] == [
        (at, line) for at, _, line in document.entries(("default",), document.value["default"])
    ]
    assert [] == list(document.entries((), "neither list nor object"))


@pytest.mark.parametrize("key", ["a", "\\u0061"])
def test_a_key_that_stands_twice_is_told_however_it_is_spelt(key: str) -> None:
    document = read_entries(f'{{"a": 1,\n"{key}": 2, "b": {{"a": 1}}}}'.encode(), what="x")
    assert [("a", 2)] == [(problem.what, problem.line) for problem in document.problems.listed()]
    assert 2 == document.value["a"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b"\xff", "not UTF-8"),
        (b'{"a": 1} x', "not JSON"),
        (b'{"a": "' + b"\n<<<<<<< ours\n" + b'"}', "merge conflict"),
        (b'{"a": ' * 5_000 + b"1" + b"}" * 5_000, "nested too deeply"),
        (b'{"a": ' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
        (b'{"a": ' * (MOST_DEPTH + 1) + b"1" + b"}" * (MOST_DEPTH + 1), "nested too deeply"),
    ],
)
def test_what_is_no_such_file_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ParseError, match=message) as caught:
        read_entries(data, what="x")
    assert Reference.LOCK_INVALID is caught.value.reference
    assert caught.value.hint


def test_a_file_of_the_greatest_depth_is_read() -> None:
    read_entries(b'{"a": ' * MOST_DEPTH + b"1" + b"}" * MOST_DEPTH, what="x")


def test_more_entries_than_any_project_has_are_refused() -> None:
    data = b'{"parts": [' + b"{}," * MOST_ENTRIES + b"{}]}"
    with pytest.raises(ParseError, match="entries"):
        read_entries(data, what="x", holders=PARTS)


VALUES = shapes(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "x", "}", "\n"]),
    st.sampled_from(["parts", "a", 'q"', "\\"]),
)


@pytest.mark.fuzz
@given(parts=VALUES)
def test_the_line_of_each_object_is_that_of_its_brace(parts: object) -> None:
    text = json.dumps({"parts": parts}, indent=1, ensure_ascii=False)
    lines = text.split("\n")
    document = read_entries(text.encode(), what="x", holders=PARTS)
    assert not document.problems.found
    assert all(lines[line - 1].rstrip().endswith(("{", "{}", "{},")) for line in document.lines.values())
    held = parts if isinstance(parts, list | dict) else []
    members = list(held.values()) if isinstance(held, dict) else held
    objects = [member for member in members if isinstance(member, dict)]
    told = [line for _, member, line in document.entries(("parts",), held) if isinstance(member, dict)]
    known = [line for line in told if line is not None]
    assert len(objects) == len(known)
    assert sorted(known) == told


@pytest.mark.fuzz
@given(data=st.binary(max_size=200) | st.text(alphabet='{}[]",:\\ \na1', max_size=60).map(str.encode))
def test_any_bytes_give_entries_or_an_error(data: bytes) -> None:
    try:
        read_entries(data, what="x")
    except ParseError:
        return
