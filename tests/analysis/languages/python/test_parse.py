"""From bytes to a tree."""

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.python.parse import decode, expression, parse, parse_text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (b"x", "x"),
        (b"\xef\xbb\xbfx", "x"),
        ("x = 'é'".encode(), "x = 'é'"),
        (b"# coding: latin-1\nx = '\xe9'", "# coding: latin-1\nx = 'é'"),
        (
            b"#!/usr/bin/python\n# -*- coding: cp1252 -*-\nx = '\xe9'",
            "#!/usr/bin/python\n# -*- coding: cp1252 -*-\nx = 'é'",
        ),
        (b"# coding: utf-7\n+AGkAbQBwAG8AcgB0- os", "# coding: utf-7\nimport os"),
        (b"x = 1\n# coding: utf-7", "x = 1\n# coding: utf-7"),
        (b"x = '\xff'", "x = '\ufffd'"),
        (b"# coding: UTF\nx = '\xc3\xa9'", "# coding: UTF\nx = 'é'"),
        (b"# coding: utf-8-unix\nx = '\xc3\xa9'", "# coding: utf-8-unix\nx = 'é'"),
        (b"# coding: iso-latin-1-dos\nx = '\xe9'", "# coding: iso-latin-1-dos\nx = 'é'"),
        (b"# coding: ISO_8859_1\nx = '\xe9'", "# coding: ISO_8859_1\nx = 'é'"),
        (b"# coding: cp936\nx = '\xc4\xe3'", "# coding: cp936\nx = '你'"),
        (b"# coding: iso-8859-5\nx = '\xb0'", "# coding: iso-8859-5\nx = '\u0410'"),
        (b"# coding: windows-1250\nx = '\x8a'", "# coding: windows-1250\nx = 'Š'"),
        (b"# coding: no-such-thing", None),
        (b"# coding: rot13", None),
    ],
)
def test_a_source_is_read_in_the_encoding_that_it_declares(source: bytes, text: str | None) -> None:
    assert text == decode(source)


def test_a_good_file_has_a_tree_and_no_problem() -> None:
    parsed = parse(b"import os\n")

    assert parsed.tree is not None
    assert parsed.problem is None


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (b"a\0", "not text"),
        (b"# coding: x\n", "encoding"),
        (b"x = [" + b"1," * 1_600_000 + b"]", "too many tokens"),
        (b"(" * 1_200_000, "too large for the tolerant parser"),
        (b"1" + b"+1" * 600_000, "too deep"),
    ],
)
def test_what_cannot_be_read_has_no_tree_and_says_why(source: bytes, problem: str) -> None:
    parsed = parse(source)

    assert parsed.tree is None
    assert problem in (parsed.problem or "")


def test_what_the_tolerant_parser_reads_whole_is_no_problem() -> None:
    parsed = parse(b"print 'a'\n")

    assert parsed.tree is not None
    assert parsed.problem is None
    assert parse_text("print 'a'", tolerant=False).tree is None


def test_warnings_of_the_compiler_are_no_errors() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        parsed = parse(b"x = '\\d'\nif x is 'a': pass\n")

    assert parsed.tree is not None


def test_an_expression_is_parsed_or_nothing() -> None:
    assert expression(" 1 + 1 ") is not None
    assert expression("x = 1") is None
    assert expression("-" * 100_000 + "1") is None


@pytest.mark.fuzz
@given(st.binary(max_size=200))
def test_any_bytes_are_parsed_or_a_problem(source: bytes) -> None:
    parsed = parse(source)

    assert parsed.tree is not None or parsed.problem is not None
