import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.lockfiles.reading.jsonc import MOST_COMMENTS, to_json


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1,}', {"a": 1}),
        ('{"a": [1, 2,\n ],\n}', {"a": [1, 2]}),
        ('{"a,}": ",]"}', {"a,}": ",]"}),
        ('{"a\\",]": 1}', {'a",]': 1}),
        ('// first\n{"a": 1, // last\n}', {"a": 1}),
        ('{"a": /* [ */ 1, /* , */ }', {"a": 1}),
        ('{"a": "https://files.example/x", }', {"a": "https://files.example/x"}),
        ('{"/*": "//"}', {"/*": "//"}),
        ('{"a": 1} //', {"a": 1}),
    ],
)
def test_comments_and_trailing_commas_are_taken_out(text: str, expected: object) -> None:
    assert expected == json.loads(to_json(text, what="x"))


def test_lines_stay_where_they_are() -> None:
    assert "{\n\n\n1\n\n}" == to_json("{\n/* a\n b */\n1,\n// c\n}", what="x")


@pytest.mark.parametrize("text", ["[1,,]", "[,1]", "{/}", '{"a', '"a\\', "[1 2]", "[1,\x00]"])
def test_what_is_no_json_stays_so(text: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(to_json(text, what="x"))


def test_a_comment_without_an_end_is_refused() -> None:
    with pytest.raises(ParseError, match="in line 2"):
        to_json("{\n/* " + "/*" * 1_000, what="x")


def test_comments_without_number_are_refused() -> None:
    assert "1" == to_json("/**/" * MOST_COMMENTS + "1", what="x").strip()
    with pytest.raises(ParseError, match="comments"):
        to_json("/**/" * (MOST_COMMENTS + 1) + "1", what="x")


TEXTS = st.text(alphabet='a/*,"\\]}é\n', max_size=6)


@pytest.mark.fuzz
@given(
    st.recursive(
        st.none() | TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=8,
    )
)
def test_plain_json_is_unchanged(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)
    assert text == to_json(text, what="x")


@pytest.mark.fuzz
@given(st.text(alphabet='{}[],/*"\\ \n1', max_size=60))
def test_any_text_gives_a_text_or_an_error(text: str) -> None:
    try:
        made = to_json(text, what="x")
    except ParseError:
        return
    assert len(made) <= len(text)
    assert text.count("\n") == made.count("\n")
