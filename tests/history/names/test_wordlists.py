"""The lists of words."""

from pratique.core.names import Ecosystem
from pratique.history.names.spelling import words
from pratique.history.names.wordlists import AFFIXES, LURES


def test_every_ecosystem_has_words_for_its_language() -> None:
    assert set(Ecosystem) == set(AFFIXES)


def test_every_word_is_one_word_in_lower_case() -> None:
    listed = [*LURES, *(word for table in AFFIXES.values() for word in table)]

    assert [[word] for word in listed] == [words(word) for word in listed]
