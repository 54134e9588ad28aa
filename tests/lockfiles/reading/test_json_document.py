import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.lockfiles.reading.document import MOST_ENTRIES
from pratique.lockfiles.reading.json_document import read_json
from tests.lockfiles.locks import GATE_BENCH, shapes

KEYS = st.sampled_from(
    ["packages", "dependencies", "a", 'q"q', "b\\", "{", "[", "é", "", "node_modules/x", "version"]
)
VALUES = shapes(
    st.none() | st.booleans() | st.integers() | st.sampled_from(['"packages": {', "x", "}", "\n"]), KEYS
)


def test_lines_are_those_of_the_keys_of_the_entries() -> None:
    text = '{\n"x": {"packages": {"no": {}}},\n"packages": {\n\n"a": {},\n"b": {"packages": {"c": {}}}\n}}'
    assert {"a": 5, "b": 6} == read_json(text.encode(), what="x").package_lines


def test_lines_of_nested_dependencies_are_by_install_path() -> None:
    text = '{"dependencies": {"a": {"dependencies":\n {"b": {}}},\n"c": {"requires": {"dependencies": {}}}}}'
    document = read_json(text.encode(), what="x")
    expected = {"node_modules/a": 1, "node_modules/a/node_modules/b": 2, "node_modules/c": 3}
    assert expected == document.dependency_lines


def test_text_that_looks_like_json_inside_a_string_does_not_move_lines() -> None:
    text = r'{"packages": {"a\"}, {": {"x": "\n\"packages\": {\"z\": {"}, ' + '\n"b": {}}}'
    assert {'a"}, {': 1, "b": 2} == read_json(text.encode(), what="x").package_lines


def test_a_key_that_stands_twice_is_told_with_its_line() -> None:
    text = '{"packages": {"a": {"version": "1",\n"version": "2"},\n"b": {},\n"\\u0061": {}}}'
    assert (("version", 2), ("a", 4)) == read_json(text.encode(), what="x").repeated


def test_equal_keys_of_different_objects_are_fine() -> None:
    assert () == read_json(b'{"a": {"x": 1}, "b": [{"x": 1}, {"x": 1}]}', what="x").repeated


@pytest.mark.parametrize("bomb", [b"[" * 100_000, b'{"packages":' * 100_000, b'{"a":[' * 50_000])
def test_a_depth_bomb_is_refused(bomb: bytes) -> None:
    with pytest.raises(ParseError, match="nested too deeply"):
        read_json(bomb, what="x")


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b'{"a":1,}', b'{"a":NaN}', b'{"a":"\\ud800"}', b'{"a":1}{', b'{"a":' + b"1" * 9999 + b"}"],
)
def test_text_that_is_not_json_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match="is not JSON"):
        read_json(data, what="x")


@pytest.mark.parametrize("data", [b"[]", b"1", b'"x"', b"null"])
def test_json_that_is_no_object_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match="not a JSON object"):
        read_json(data, what="x")


def test_a_lock_with_too_many_entries_is_refused() -> None:
    packages = ",".join(f'"{number}":0' for number in range(MOST_ENTRIES + 1))
    with pytest.raises(ParseError, match="more than 200000 entries"):
        read_json(f'{{"packages":{{{packages}}}}}'.encode(), what="x")


@pytest.mark.fuzz
@given(value=st.dictionaries(KEYS, VALUES, max_size=4), indent=st.sampled_from([None, 0, 2]))
def test_every_entry_has_the_line_of_its_key(value: dict[str, object], indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    document = read_json(text.encode(), what="x")
    assert () == document.repeated
    packages = value.get("packages")
    expected = set(packages) if isinstance(packages, dict) else set()
    assert expected == document.package_lines.keys()
    lines = text.split("\n")
    for key, line in document.package_lines.items():
        assert json.dumps(key) in lines[line - 1]
    # In the order of the file no line goes back.
    assert sorted(document.package_lines.values()) == list(document.package_lines.values())


@pytest.mark.skipif(not GATE_BENCH.exists(), reason="the data folder is not beside the repository")
def test_lines_of_a_large_lock_hold_their_keys() -> None:
    data = GATE_BENCH.read_bytes()
    lines = data.decode().split("\n")
    found = read_json(data, what="x").package_lines
    assert 1133 == len(found)
    assert all(lines[line - 1].strip() == f'"{key}": {{' for key, line in found.items())
