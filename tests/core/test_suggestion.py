"""The word that was meant by a misspelled one."""

import pytest

from pratique.core.suggestion import did_you_mean, nearest

NAMES = ("package-lock.json", "uv.lock", "Gemfile.lock")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("pakage-lock.json", "package-lock.json"),
        ("gemfile.lock", "Gemfile.lock"),
        ("UV.LOCK", "uv.lock"),
        ("zzz", None),
        ("", None),
        ("x" * 100_000, None),
    ],
)
def test_the_nearest_word_is_named_whatever_its_case(word: str, meant: str | None) -> None:
    assert meant == nearest(word, NAMES)


def test_a_hint_is_what_was_meant_and_the_rest() -> None:
    assert "did you mean uv.lock? look there" == did_you_mean("uv.lok", NAMES, "look there")
    assert "did you mean uv.lock?" == did_you_mean("uv.lok", iter(NAMES), "")
    assert "look there" == did_you_mean("zzz", NAMES, "look there")
