import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.lockfiles.npm.yarn.v1_blocks import Block, Blocks, read_blocks
from pratique.lockfiles.reading.document import MOST_ENTRIES


def read(text: str) -> Blocks:
    return read_blocks(text, what="yarn.lock")


def test_a_block_has_patterns_values_and_sections() -> None:
    text = """# a comment


"@s/a@^1", a@>2, "b@npm:c@1":
  version "1.0.0"
  integrity sha512-A+/=
  uid ""
  optional true
  dependencies:
    "@s/b" "^1 || ^2"
    node-gyp latest
  optionalDependencies:
    c "1"
  size 12

./d@^1:
  version "2.0.0"
"""
    first = Block(
        ("@s/a@^1", "a@>2", "b@npm:c@1"),
        4,
        {"version": "1.0.0", "integrity": "sha512-A+/=", "uid": "", "optional": "true", "size": "12"},
        {"dependencies": {"@s/b": "^1 || ^2", "node-gyp": "latest"}, "optionalDependencies": {"c": "1"}},
    )
    assert Blocks((first, Block(("./d@^1",), 16, {"version": "2.0.0"})), ()) == read(text)


def test_lines_may_end_as_on_windows() -> None:
    assert read('a@1:\n  version "1"\n') == read('a@1:\r\n  version "1"\r\n')


def test_escapes_are_those_of_json() -> None:
    [block] = read('"a@file:..\\\\x\\u0041":\n').entries
    assert ("a@file:..\\xA",) == block.patterns


def test_a_key_that_stands_twice_in_one_block_is_told() -> None:
    found = read(
        'a@1:\n  version "1"\n  version "2"\n  dependencies:\n    b "1"\n    b "2"\nb@1:\n  version "1"\n'
    )
    assert (("version", 3), ("b", 6)) == found.repeated
    assert ({"version": "2"}, {"b": "2"}) == (
        found.entries[0].values,
        found.entries[0].sections["dependencies"],
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a@1", 1),
        ("a@1: x", 1),
        ("a@1:\n version 1", 2),
        ("a@1:\n   version 1", 2),
        ('  version "1"', 1),
        ('a@1:\n\n  version "1"', 3),
        ('a@1:\n# x\n  version "1"', 3),
        ('a@1:\n  version "1"\n# x\n  resolved "x"', 4),
        ('a@1:\n  version "1"\n  # x\n  resolved "x"', 3),
        ('a@1:\n  x:\n    b "1"\n# x\n    c "1"', 5),
        ('a@1:\n  x:\n    b "1"\n\n    c "1"', 5),
        ('a@1:\n    b "1"', 2),
        ('a@1:\n  x:\n    b "1"\n  version "1"\n    c "1"', 5),
        ("a@1:\n  x:\n      y 1", 3),
        ("a@1:\n  x:\n    y:", 3),
        ('a@1:\n  version "1" resolved "x"', 2),
        ('a@1:\n  version: "1"', 2),
        ('a@1:\n  version  "1"', 2),
        ("a@1:\n  version 1.0.0", 2),
        ("a@1:\n  version", 2),
        ('a@1:\n  version "1" # why', 2),
        ("a@1,b@1:", 1),
        ("a@1, :", 1),
        ("truely@1:", 1),
        ("a@1:\n  version trueish", 2),
        ('"a@1:', 1),
        ('"a\\"@1":', 1),
        ('"a\\x@1":', 1),
        ('"a@1\\ud800":', 1),
        ("a@[1]:", 1),
        ("1a@1:", 1),
        ("<<<a@1:", 1),
        ("\n\ta@1:", 2),
        ("a@1:\r  version 1", 1),
        ("\n\na@1:\x00", 3),
        ("a@1:\u00a0", 1),
        ("{}", 1),
    ],
)
def test_a_line_that_yarn_does_not_write_is_refused_by_number(text: str, line: int) -> None:
    with pytest.raises(ParseError, match=rf"line {line} of yarn.lock"):
        read(text)


def test_entries_without_end_are_refused() -> None:
    text = "a@1:\n" * (MOST_ENTRIES + 1)
    with pytest.raises(ParseError, match="entries"):
        read(text)


def test_patterns_and_values_without_end_are_refused() -> None:
    text = 'a@1, a@2:\n  version "1"\n'
    assert read_blocks(text, what="x", most_words=3).entries
    for more in ('  x "1"\n', "\nb@1:\n"):
        with pytest.raises(ParseError, match="more than 3 patterns and values"):
            read_blocks(text + more, what="x", most_words=3)


@pytest.mark.fuzz
@given(st.text(alphabet='a@:",\\ \n\r#1{}true', max_size=80))
def test_any_text_gives_blocks_or_an_error(text: str) -> None:
    try:
        found = read(text)
    except ParseError:
        return
    assert all(block.patterns for block in found.entries)


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters='"'), min_size=1, max_size=8
)


@pytest.mark.fuzz
@given(
    st.lists(
        st.tuples(st.lists(TEXTS, min_size=1, max_size=2), st.dictionaries(TEXTS, TEXTS, max_size=2)),
        max_size=2,
    )
)
def test_what_is_written_comes_back(blocks: list[tuple[list[str], dict[str, str]]]) -> None:
    lines: list[str] = []
    for patterns, section in blocks:
        lines.append(f"\n{', '.join(json.dumps(text, ensure_ascii=False) for text in patterns)}:")
        lines.extend(['  version "1"', "  dependencies:"])
        lines.extend(f"    {json.dumps(key)} {json.dumps(value)}" for key, value in section.items())
    found = read("\n".join(lines))
    assert blocks == [(list(block.patterns), block.sections["dependencies"]) for block in found.entries]
    assert all(block.values == {"version": "1"} for block in found.entries)
