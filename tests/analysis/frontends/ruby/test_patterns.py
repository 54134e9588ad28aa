"""Which regular expressions of Ruby are applied."""

import pytest

from pratique.analysis.frontends.ruby.patterns import pattern


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("/../", "4142", ["41", "42"]),
        ("/\\h{2}/", "4142", ["41", "42"]),
        ("/[a-f]+/m", "ab1c", ["ab", "c"]),
        ("/\\d/", "a1", ["1"]),
    ],
)
def test_a_simple_pattern_is_applied(source: str, text: str, expected: list[str]) -> None:
    found = pattern(source)

    assert found is not None
    assert expected == found.findall(text)


@pytest.mark.parametrize("source", ["/(a+)+/", "/a+b+/", "/a*/", "/a|b/", "/abcdef/", "/a/i", "text"])
def test_a_pattern_that_may_be_slow_is_not(source: str) -> None:
    assert pattern(source) is None
