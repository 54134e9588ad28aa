"""From the bytes of a Ruby source to its representation."""

import pytest

from pratique.analysis.engine.ir import UnparsableError
from pratique.analysis.frontends.ruby.reading import parsed, read


def test_a_source_that_parses_has_no_problem() -> None:
    unit = read(b"x = 1\n")

    assert ([], True) == (unit.problems, unit.is_code)


def test_what_does_not_parse_is_a_problem_with_its_line() -> None:
    unit = read(b"x = 1\n)]}\n")

    assert ["does not parse: 3 of 10 bytes, from line 2 on"] == unit.problems
    assert unit.is_code
    assert not read(b")]}" * 200).is_code


def test_code_that_the_grammar_takes_for_text_is_read_again() -> None:
    program, unit = parsed(b"x = 4\nx /2; system('a') #/")

    assert {} == program.misread
    assert ["system"] == [call.method for call in unit.scope.calls]


def test_bytes_that_are_no_text_are_not_read() -> None:
    with pytest.raises(UnparsableError, match="not text"):
        read(bytes(range(32)) * 9)
