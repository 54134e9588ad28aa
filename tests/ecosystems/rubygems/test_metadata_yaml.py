"""YAML as plain values: tags are nothing, aliases grow nothing, and depth has an end."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.rubygems.metadata_yaml import (
    MOST_BYTES,
    MOST_DEPTH,
    Node,
    Sequence,
    Table,
    Text,
    read_document,
)
from pratique.errors import ParseError, Reference


def plain(node: Node) -> object:
    """Nested built-in values, for small documents."""
    match node:
        case Text(value=value):
            return value
        case Table(members=members):
            return {key: plain(value) for key, value in members.items()}
        case Sequence(items=items):
            return [plain(item) for item in items]


def test_values_are_text_whatever_they_look_like() -> None:
    document = read_document(
        b"a: 1.10\nb: ~\nc: :runtime\nd: 'x'\ne: 2024-01-10 00:00:00 Z\nf: |-\n  two\n  lines\n"
    )
    assert {
        "a": "1.10",
        "b": "~",
        "c": ":runtime",
        "d": "x",
        "e": "2024-01-10 00:00:00 Z",
        "f": "two\nlines",
    } == plain(document)


def test_a_tag_makes_no_object() -> None:
    data = b"--- !ruby/object:Gem::Specification\nx: !ruby/object:Gem::Installer\n  i: !!python/object/apply:os.system ['true']\n"
    assert {"x": {"i": ["true"]}} == plain(read_document(data))


def test_an_alias_is_the_value_that_its_anchor_names() -> None:
    document = read_document(b"a: &1\n  v: ['0']\nb: *1\nc: &2 text\nd: *2\n")
    assert {"a": {"v": ["0"]}, "b": {"v": ["0"]}, "c": "text", "d": "text"} == plain(document)
    assert isinstance(document, Table)
    assert document.members["a"] is document.members["b"]


def test_aliases_of_aliases_cost_nothing() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]" for n in range(1, 200)]
    started = time.monotonic()
    assert isinstance(read_document("\n".join(lines).encode()), Table)
    assert time.monotonic() - started < 2


def test_lines_are_told() -> None:
    document = read_document(b"---\na:\n- one\n- two\n")
    assert isinstance(document, Table)
    items = document.members["a"]
    assert isinstance(items, Sequence)
    assert [Text("one", 3), Text("two", 4)] == items.items


def test_of_a_key_that_stands_twice_the_last_counts_and_of_documents_the_first() -> None:
    assert {"a": "2"} == plain(read_document(b"a: 1\na: 2\n---\na: 3\n"))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"# nothing\n", "empty"),
        (b"a: [1\n", "line"),
        (b"a: *1\n", "before its anchor"),
        (b"a: &1\n  b: *1\n", "a value that contains it"),
        (b"&1 [*1]", "a value that contains it"),
        (b"? [a]\n: b\n", "not text"),
        (b"%YAML 1.1\n---\na: 1\n", "directive"),
        (b"a: 1\n...\n%TAG ! x\n---\n", "directive"),
        (b"[" * 1000, f"more than {MOST_DEPTH} deep"),
        (b"{a: " * 1000, "deep"),
        (b"a: \x01", "control characters"),
    ],
)
def test_what_no_metadata_has_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_document(data)
    assert Reference.ARCHIVE_INVALID is caught.value.reference
    assert why in caught.value.message


def test_what_is_too_large_is_refused_at_once() -> None:
    started = time.monotonic()
    for data in (b"a" * (MOST_BYTES + 1), b"- x\n" * 101_000, b"[" * MOST_BYTES, b"- - " * 1_000_000):
        with pytest.raises(ParseError):
            read_document(data)
    assert time.monotonic() - started < 15


@pytest.mark.fuzz
@given(st.binary(max_size=200) | st.text("ab:-[]{}&*!%|>'\"\n 1#?,~", max_size=80).map(str.encode))
def test_any_bytes_give_values_or_a_parse_error(data: bytes) -> None:
    try:
        found = read_document(data)
    except ParseError:
        return
    assert isinstance(found, Text | Table | Sequence)


def test_without_libyaml_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("yaml.CSafeLoader")
    with pytest.raises(ParseError, match="built without libyaml"):
        read_document(b"a: 1")
