import pytest

from pratique.advisories.ignores.document import (
    MOST_BYTES,
    bad,
    from_json,
    from_toml,
    from_yaml,
    lines_of,
    mapping,
    text_of,
)
from pratique.errors import ParseError, Reference


def test_json_may_have_comments_and_trailing_commas() -> None:
    text, value = from_json(b'// why\n{"a": [1,], /* here */ "b": "//",}', "f.json")
    assert {"a": [1], "b": "//"} == value
    assert text.startswith("// why\n")


def test_yaml_scalars_stay_text() -> None:
    assert {"a": "2030-01-01", "b": True, "c": ["1.10"]} == from_yaml(
        b"a: 2030-01-01\nb: true\nc: [1.10]", "f"
    )[1]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# nothing yet\n", b"---\n# nothing\n"])
def test_an_empty_yaml_says_nothing(data: bytes) -> None:
    assert {} == from_yaml(data, "f")[1]


@pytest.mark.parametrize(
    ("read", "data"),
    [
        (from_json, b"{"),
        (from_json, b"{'a': 1}"),
        (from_json, b"/* no end"),
        (from_json, b"[" * 100_000),
        (from_json, b"\xff"),
        (from_toml, b"a = "),
        (from_toml, b"\xff"),
        (from_yaml, b"a: &x 1\nb: *x\n"),
        (from_yaml, b"a: !!python/object:os.system 1\n"),
        (from_yaml, b"- a\n"),
        (from_yaml, b"a: [\n"),
        (from_yaml, b"\xff"),
        (lines_of, b"\xff"),
        (lines_of, b"#" * (MOST_BYTES + 1)),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_one_kind_of_error(read: object, data: bytes) -> None:
    assert callable(read)
    with pytest.raises(ParseError) as caught:
        read(data, ".ignorefile")
    assert Reference.CONFIG_INVALID is caught.value.reference
    assert caught.value.message.startswith(".ignorefile")
    assert "fix the file" in caught.value.hint


def test_an_object_is_asked_for_and_texts_are_found() -> None:
    assert {"a": 1} == mapping({"a": 1}, "f")
    with pytest.raises(ParseError, match="f: expected an object, got a list"):
        mapping([], "f")
    assert "x" == text_of({"a": 3, "b": " ", "c": "x"}, "a", "b", "c")
    assert "" == text_of({"a": 3}, "a", "b")


def test_the_name_of_a_file_is_told_once() -> None:
    assert "f: no" == bad("f", "no").message
    assert "f is none" == bad("f", "f is none").message
