"""Words that tell where a pattern may match."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.engine.mentioned import REACH, lowered, matches, search_for

_PATTERN = re.compile(r"(?:\A|[/~])\.ssh\b|\bnpm_(?:auth_)?token\b|profile", re.IGNORECASE)
_WORDS = search_for((".ssh", "npm_", "_token", "profile"))
_PARTS = st.sampled_from(
    ("/", "~", ".ssh", "npm_", "auth_", "token", "_token", "profile", "PROFİLE", "\u017fsh", "é", " ", "\n")
)


def test_a_search_finds_any_of_its_words() -> None:
    assert ["npm_", ".ssh"] == [match.group() for match in _WORDS.finditer("a npm_x in .ssh")]


@pytest.mark.parametrize(("text", "expected"), [("ABC", "abc"), ("Éİı\u017f\u212a", "éiisk")])
def test_lower_case_keeps_each_character_in_its_place(text: str, expected: str) -> None:
    assert expected == lowered(text)


@given(st.lists(_PARTS, max_size=12).map("".join))
def test_matches_are_those_of_the_pattern_alone(text: str) -> None:
    found = [(match.span(), match.group()) for match in matches(_PATTERN, _WORDS, text)]
    assert [(match.span(), match.group()) for match in _PATTERN.finditer(text)] == found


def test_a_word_behind_its_reach_shows_no_match() -> None:
    far = re.compile(r"a b{30} token")
    text = f"a {'b' * 30} token"
    assert [] == list(matches(far, search_for(("token",)), text))
    assert REACH < len(text)
