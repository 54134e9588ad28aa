"""Editing a member of a JSON object in its text."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.cli.scripts.approvals.json_object import JsonObject, Layout, edited, members, object_in
from pratique.errors import ParseError
from tests.cli.scripts.approvals.texts import indents, values

OBJECTS = st.dictionaries(st.text(max_size=6), values, max_size=6)
LAYOUT = Layout("  ", "\n", 0)


@given(value=OBJECTS, indent=indents, ascii_=st.booleans())
def test_members_are_those_of_the_object(
    value: dict[str, Any], indent: int | str | None, *, ascii_: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_)
    found = members(text, path="f")

    assert value == {one.key: json.loads(one.value) for one in found}
    assert all(one.text.endswith(one.value) and one.text in text for one in found)


@given(OBJECTS, st.text(max_size=6), values, indents)
def test_a_member_is_set_and_the_others_stay(
    value: dict[str, Any], key: str, new: Any, indent: int | str | None
) -> None:
    file = JsonObject(json.dumps(value, indent=indent), path="f")
    after = json.loads(file.with_value(key, json.dumps(new)))

    assert {**value, key: new} == after
    assert list({**value, key: new}) == list(after)


@given(OBJECTS, OBJECTS, st.sets(st.text(max_size=6)), indents)
def test_members_are_set_and_removed(
    value: dict[str, Any], new: dict[str, Any], removed: set[str], indent: int | str | None
) -> None:
    changes = {key: json.dumps(one) for key, one in new.items()} | dict.fromkeys(removed)
    after = json.loads(edited(json.dumps(value, indent=indent), changes, LAYOUT, path="f"))

    assert {key: one for key, one in {**value, **new}.items() if key not in removed} == after


def test_an_object_is_found_and_other_values_are_refused() -> None:
    assert {} == object_in(JsonObject("{}", path="f"), "a")
    assert {"b": 1} == object_in(JsonObject('{"a": {"b": 1}}', path="f"), "a")
    with pytest.raises(ParseError, match="`a` is not an object"):
        object_in(JsonObject('{"a": []}', path="f"), "a")


def _seconds(members: int) -> float:
    """Return the shortest CPU time of three edits of a file."""
    text = json.dumps({f"k{number}": {"a": [number]} for number in range(members)})
    times: list[float] = []
    for _ in range(3):
        begin = time.process_time()
        JsonObject(text, path="f").with_value("new", "1")
        times.append(time.process_time() - begin)
    return min(times)


def test_a_large_file_is_edited_in_linear_time_and_a_huge_one_is_refused() -> None:
    # Eight times the members take eight times as long; 64 times if every member were compared with every other.
    assert _seconds(40_000) < 24 * _seconds(5_000)
    with pytest.raises(ParseError, match="larger than 16 MiB"):
        JsonObject(" " * (17 << 20) + "{}", path="f")
