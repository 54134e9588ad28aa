"""What is parsed of any language, and what is refused before or while it is."""

import pytest

from pratique.analysis.engine.ir import UnparsableError
from pratique.analysis.frontends.parsing import Limits, parse
from pratique.analysis.frontends.ruby.grammar import GRAMMAR


def test_each_language_has_its_own_limits() -> None:
    few, many = Limits(most_bytes=10), Limits(most_bytes=1_000)

    assert b"f(1, 2, 3)\n" == parse(GRAMMAR, many, b"f(1, 2, 3)\n")[0]
    with pytest.raises(UnparsableError, match="11 bytes, the most is 10"):
        parse(GRAMMAR, few, b"f(1, 2, 3)\n")


def test_control_characters_that_count_as_text_are_not_changed() -> None:
    limits = Limits(most_bytes=100, allowed=b"\n\x04")

    assert b"x = '?\x04'\n" == parse(GRAMMAR, limits, b"x = '\x03\x04'\n")[0]


@pytest.mark.parametrize(("name", "source"), [("control", b"\1\1\1f()"), ("no UTF-8", b"\xff\xfe\xfdf()")])
def test_more_of_what_is_no_text_than_the_limit_is_refused(name: str, source: bytes) -> None:
    with pytest.raises(UnparsableError, match=name):
        parse(GRAMMAR, Limits(most_bytes=100), source)
    assert parse(GRAMMAR, Limits(most_bytes=100, most_controls=0.9, most_foreign=0.9), source)


def test_a_parser_that_asks_too_often_is_stopped() -> None:
    source = b"%w(" * 20_000

    with pytest.raises(UnparsableError, match="too many errors"):
        parse(GRAMMAR, Limits(most_bytes=100_000), source)
