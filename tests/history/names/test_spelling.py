"""Spellings of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.history.names.spelling import PAIRS, plain, read_alike, scope_of, squeezed, words


@pytest.mark.parametrize(
    ("key", "name"), [("babelcore", "@babel/core"), ("crossenv", "cross-env"), ("jsonstream", "JSONStream")]
)
def test_a_key_has_no_separators_and_no_capitals(key: str, name: str) -> None:
    assert key == squeezed(name)


@pytest.mark.parametrize(
    ("found", "name"), [(["babel", "core"], "@babel/core"), (["a", "b", "c"], "a..b_c-"), ([], "-")]
)
def test_words_stand_between_separators(found: list[str], name: str) -> None:
    assert found == words(name)


@pytest.mark.parametrize(
    ("scope", "name"), [("@babel", "@babel/core"), ("", "babel-core"), ("", "@babel"), ("", "a/b")]
)
def test_a_scope_begins_with_its_mark_and_ends_at_the_slash(scope: str, name: str) -> None:
    assert scope == scope_of(name)


@pytest.mark.parametrize(
    ("ours", "foreign"),
    [("lodash", "lodash"), ("requests", "r\u0435quests"), ("express", "\u00e9xpress"), ("vue", "\u03bdue")],
)
def test_foreign_letters_are_read_as_the_ones_they_look_like(ours: str, foreign: str) -> None:
    assert ours == plain(foreign)


@pytest.mark.parametrize(
    ("meant", "text"),
    [
        ("commander", "cornrnander"),
        ("modern", "modem"),
        ("lodash", "l0da5h"),
        ("axios", "ax1os"),
        ("websocket", "vvebsocket"),
    ],
)
def test_letters_that_look_alike_are_read_as_each_other(meant: str, text: str) -> None:
    assert meant in set(read_alike(text))


@given(st.text(max_size=214))
def test_there_are_few_other_readings(text: str) -> None:
    assert 20 + 2 * len(text) * len(PAIRS) >= len(list(read_alike(text)))
