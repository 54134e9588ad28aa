import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.lockfiles.reading.yaml_document import MOST_DEPTH, read_yaml, read_yaml_documents
from tests.lockfiles.locks import shapes


def value(text: str) -> dict[str, Any]:
    return read_yaml(text.encode(), what="x").value


def test_numbers_and_dates_stay_text() -> None:
    text = "a: 1.10\nb: 0x1f\nc: 2024-01-01\nd: 1e3\ne: .inf\nf: 012\ng: 1:30\nh: yes\ni: off\n"
    expected = {
        "a": "1.10", "b": "0x1f", "c": "2024-01-01", "d": "1e3", "e": ".inf", "f": "012", "g": "1:30",
        "h": "yes", "i": "off",
    }  # fmt: skip
    assert expected == value(text)


def test_plain_words_are_true_false_and_null_and_quoted_ones_are_text() -> None:
    text = "a: true\nb: 'true'\nc: null\nd: \"null\"\ne: ~\nf:\ng: FALSE\nh: ''\n"
    expected = {"a": True, "b": "true", "c": None, "d": "null", "e": None, "f": None, "g": False, "h": ""}
    assert expected == value(text)


def test_keys_are_text_whatever_they_look_like() -> None:
    assert {"1.10": "a", "true": "b", "~": "c", "": "d"} == value("1.10: a\ntrue: b\n~: c\n'': d\n")


def test_every_style_of_yaml_is_read() -> None:
    text = """
? /a/1.0.0
: {os: [linux, "!win32"], x: {}, y: []}
folded: >-
  one
  two
literal: |
  one
  two
list:
- a
- - b
- c: d
  e: f
"""
    expected = {
        "/a/1.0.0": {"os": ["linux", "!win32"], "x": {}, "y": []},
        "folded": "one two",
        "literal": "one\ntwo\n",
        "list": ["a", ["b"], {"c": "d", "e": "f"}],
    }
    assert expected == value(text)


def test_a_byte_order_mark_and_windows_line_ends_are_fine() -> None:
    assert {"a": {"b": "c"}} == read_yaml(b"\xef\xbb\xbfa:\r\n  b: c\r\n", what="x").value


def test_lines_are_those_of_the_keys_near_the_root() -> None:
    text = "# hello\na: 1\n\nb:\n  c: {x: {y: 1}}\n\n  'd':\n    e: 1\nf:\n- g: 1\n"
    expected = {("a",): 2, ("b",): 4, ("b", "c"): 5, ("b", "d"): 7, ("f",): 9}
    found = read_yaml(text.encode(), what="x").lines
    assert expected == {path: line for path, line in found.items() if path != ("f", "g")}


def test_a_key_that_stands_twice_is_told_and_the_later_counts() -> None:
    text = "a:\n  b:\n    c: 1\n    'c': 2\n  d: 1\nx: 1\nx: 3\n"
    document = read_yaml(text.encode(), what="x")
    assert (("a > b > c", 4), ("x", 7)) == document.repeated
    assert {"a": {"b": {"c": "2"}, "d": "1"}, "x": "3"} == document.value


def test_equal_keys_of_different_mappings_are_fine() -> None:
    assert () == read_yaml(b"a: {x: 1}\nb:\n- {x: 1}\n- {x: 1}\n", what="x").repeated


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x 1\nb: *x\n", "an anchor in line 1"),
        ("a: &x {}\n", "an anchor in line 1"),
        ("a: 1\nb: *x\n", "an alias in line 2"),
        ("a: !!str 1\n", "a tag in line 1"),
        ("a: !!python/object/apply:os.system [x]\n", "a tag in line 1"),
        ("a: ! x\n", "a tag in line 1"),
        ("!x a: 1\n", "a tag in line 1"),
        ("a:\n  <<: {b: 1}\n", "a merge key in line 2"),
        ("[a]: 1\n", "a key that is not text in line 1"),
        ("{? {a: b} : c}\n", "a key that is not text in line 1"),
        ("%YAML 1.1\n---\na: 1\n", "a YAML directive in line 1"),
        ("# x\n%TAG ! y\n---\na: 1\n", "a YAML directive in line 2"),
        ("a: 1\n---\nb: 1\n", "several YAML documents"),
        ("# x\u2028a: 1\n", r"U\+2028 in line 1"),
        ("a: 1\n# \x85b: 1\n", r"U\+0085 in line 2"),
    ],
)
def test_what_readers_of_yaml_differ_on_is_refused(text: str, words: str) -> None:
    with pytest.raises(ParseError, match=words):
        value(text)


def test_a_quoted_merge_key_is_a_key() -> None:
    assert {"<<": "a"} == value("'<<': a\n")


@pytest.mark.parametrize(
    "data", [b"a: b: c", b"a: '", b"a:\n\tb: c", b"a: [", b'a: "\\ud800"', b"a: @x", b"}"]
)
def test_text_that_is_not_yaml_is_refused_with_its_line(data: bytes) -> None:
    with pytest.raises(ParseError, match=r"x is not YAML: .+, line \d"):
        read_yaml(data, what="x")


@pytest.mark.parametrize("data", [b"a: \0", b"\x1b[0m: 1", b"a: \x7f"])
def test_control_characters_are_refused_with_a_hint(data: bytes) -> None:
    with pytest.raises(ParseError, match="control characters are not allowed") as caught:
        read_yaml(data, what="x")
    assert "regenerate the file with the package manager" == caught.value.hint


@pytest.mark.parametrize(
    ("data", "words"), [(b"", "is empty"), (b"# x\n", "is empty"), (b"- a", "mapping"), (b"a", "mapping")]
)
def test_a_file_without_a_mapping_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(ParseError, match=words):
        read_yaml(data, what="x")


@pytest.mark.parametrize("bomb", ["[", "- ", "{a: ", "? ", "a: [", "[["])
def test_a_depth_bomb_is_refused(bomb: str) -> None:
    with pytest.raises(ParseError, match=r"nested too deeply|not YAML|key that is not text"):
        value("a:\n  " + bomb * 100_000)


def test_nesting_is_read_up_to_the_bound() -> None:
    inner: Any = value("a: " + "[" * (MOST_DEPTH - 1) + "]" * (MOST_DEPTH - 1))["a"]
    depth = 0
    while inner:
        [inner] = inner
        depth += 1
    assert MOST_DEPTH - 2 == depth
    with pytest.raises(ParseError, match="nested too deeply"):
        value("a: " + "[" * MOST_DEPTH + "]" * MOST_DEPTH)


def test_a_file_of_too_many_values_is_refused() -> None:
    assert read_yaml_documents(b"a: [x, x]", what="x", most_nodes=5)
    with pytest.raises(ParseError, match="more than 5 keys and values"):
        read_yaml_documents(b"a: [x, x, x]", what="x", most_nodes=5)


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(ParseError, match="more than 5"):
        read_yaml(b"a: b\n#", what="x", most_bytes=5)


def test_without_libyaml_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("yaml.CSafeLoader")
    with pytest.raises(ParseError, match="built without libyaml") as error:
        value("a: 1")
    assert "wheel" in error.value.hint


def test_two_documents_are_read_each_with_its_lines() -> None:
    first, second = read_yaml_documents(b"---\na: 1\na: 1\n\n---\na:\n  b: 2\n", what="x")
    assert ({"a": "1"}, {("a",): 3}, (("a", 3),)) == (first.value, first.lines, first.repeated)
    assert ({"a": {"b": "2"}}, {("a",): 6, ("a", "b"): 7}, ()) == (
        second.value,
        second.lines,
        second.repeated,
    )


def test_a_document_without_any_value_is_left_out() -> None:
    assert [{"a": "1"}] == [
        document.value for document in read_yaml_documents(b"---\na: 1\n\n---\n", what="x")
    ]
    assert {"a": "1"} == value("---\n---\na: 1\n")


def test_more_documents_than_a_package_manager_writes_are_refused() -> None:
    with pytest.raises(ParseError, match="more than 2 YAML documents"):
        read_yaml_documents(b"---\na: 1\n" * 3, what="x")


TEXTS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u2028\u2029\ufeff"), max_size=12
)
VALUES = shapes(st.none() | st.booleans() | TEXTS, TEXTS)


@pytest.mark.fuzz
@given(expected=st.dictionaries(TEXTS, VALUES, max_size=4), indent=st.sampled_from([None, 1, 2]))
def test_json_is_yaml_and_comes_back(expected: dict[str, object], indent: int | None) -> None:
    # A key of more than 1,024 characters on the way would need `?`; these are short.
    text = json.dumps(expected, indent=indent, ensure_ascii=False)
    document = read_yaml(text.encode(), what="x")
    assert (expected, ()) == (document.value, document.repeated)
    assert {(key,) for key in expected} == {path for path in document.lines if len(path) == 1}


@pytest.mark.fuzz
@given(
    data=st.binary(max_size=200)
    | st.text(st.sampled_from("ab:-?[]{},&*!|>'\"%@`# \n\t~<"), max_size=60).map(str.encode)
)
def test_any_bytes_give_a_document_or_an_error(data: bytes) -> None:
    try:
        documents = read_yaml_documents(data, what="x")
    except ParseError:
        return
    last = data.count(b"\n") + data.count(b"\r") + 1
    for document in documents:
        assert all(path[0] in document.value and 1 <= line <= last for path, line in document.lines.items())
