import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.npm.manifest_lines import script_lines


def test_scripts_are_found_on_their_lines() -> None:
    source = '{\n  "name": "x",\n  "scripts": {\n    "test": "a",\n    "postinstall": "b"\n  }\n}\n'
    assert script_lines(source) == {"test": 4, "postinstall": 5}


def test_a_name_elsewhere_is_not_a_script() -> None:
    source = '{"config": {"scripts": {"install": "x"}}, "install": "y",\n"scripts": {"a": {"install": "z"}}}'
    assert script_lines(source) == {"a": 2}


def test_of_duplicate_objects_and_keys_the_last_counts() -> None:
    source = '{"scripts": {"install": "a"},\n"scripts": {"postinstall": "b",\n"postinstall": "c"}}'
    assert script_lines(source) == {"postinstall": 3}


def test_escaped_names_are_read() -> None:
    assert script_lines('{"scr\\u0069pts": {\n"install\\u0020": "\\"}{:"}}') == {"install ": 2}


def test_a_name_with_a_broken_escape_is_no_name() -> None:
    assert script_lines('{"scripts": {"\\x": 1, "a": 2}}') == {"a": 1}


@pytest.mark.fuzz
@given(st.dictionaries(st.text(max_size=6), st.text(max_size=6), max_size=5), st.sampled_from([None, 1]))
def test_every_script_has_a_line(scripts: dict[str, str], indent: int | None) -> None:
    source = json.dumps({"a": [{"b": "}"}], "scripts": scripts}, indent=indent)
    assert set(scripts) == set(script_lines(source))


@pytest.mark.fuzz
@given(st.text('"{}[]:,\\\n ascript', max_size=60))
def test_any_text_has_lines_within_it(source: str) -> None:
    assert all(1 <= line <= source.count("\n") + 1 for line in script_lines(source).values())
