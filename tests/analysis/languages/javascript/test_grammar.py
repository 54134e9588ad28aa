"""Grammar: what is parsed, and what is refused before or while it is."""

import random

import pytest

from pratique.analysis.facts import Language
from pratique.analysis.languages.javascript import grammar
from pratique.analysis.languages.javascript.grammar import UnparsableError, alternatives, kinds, parse


def test_a_source_is_parsed_in_its_language() -> None:
    assert not parse(b"const a = <b>c</b>", Language.JAVASCRIPT).root_node.has_error
    assert not parse(b"const a: b = c", Language.TYPESCRIPT).root_node.has_error
    assert not parse(b"const a: b = <c/>", Language.TSX).root_node.has_error


def test_a_file_that_is_too_large_is_not_parsed() -> None:
    with pytest.raises(UnparsableError, match="too large"):
        parse(b" " * (grammar.MOST_BYTES + 1), Language.JAVASCRIPT)


def test_a_file_of_control_characters_is_not_text() -> None:
    with pytest.raises(UnparsableError, match="not text: 1,000 control characters"):
        parse(b"\0" * 1000, Language.JAVASCRIPT)


def test_a_file_that_is_not_utf8_is_not_text() -> None:
    with pytest.raises(UnparsableError, match="no UTF-8"):
        parse(random.Random(1).randbytes(100_000), Language.JAVASCRIPT)


def test_a_text_literal_may_hold_control_characters() -> None:
    source = b"const program = '\0\1\2'; f()"

    assert not parse(source, Language.JAVASCRIPT).root_node.has_error


def test_a_few_bytes_of_an_old_encoding_do_not_matter() -> None:
    source = b"// caf\xe9\n" + b"f();" * 100

    assert not parse(source, Language.JAVASCRIPT).root_node.has_error


def test_a_text_full_of_errors_is_given_up() -> None:
    letters = b"abcdefghij(){}[];,.+-=<>\"' \n/0123"
    noise = random.Random(1)
    source = bytes(noise.choice(letters) for _ in range(400_000))

    with pytest.raises(UnparsableError, match="too many errors"):
        parse(source, Language.JAVASCRIPT)


def test_javascript_is_tried_with_types_and_new_declarations_as_old_ones() -> None:
    source = b"await using a = b; for (using c of d) {}"

    assert [Language.TSX] == [language for _, language in alternatives(source, Language.JAVASCRIPT)]
    [(changed, language)] = alternatives(source, Language.TYPESCRIPT)
    assert Language.TYPESCRIPT is language
    assert b"const       a = b; for (const c of d) {}" == changed
    assert [] == list(alternatives(b"const a = 1", Language.TYPESCRIPT))


def test_kinds_that_a_grammar_lacks_have_no_number() -> None:
    assert frozenset() == kinds(Language.JAVASCRIPT).of("type_annotation")
    assert kinds(Language.TYPESCRIPT).of("type_annotation")


def test_many_comments_that_do_not_end_are_not_looked_for_one_by_one() -> None:
    with pytest.raises(UnparsableError, match="do not end"):
        parse(b"a/* " * 20_000, Language.JAVASCRIPT)
    parse(b"const a = ['src/*', 'lib/*']; /* b */ " * 2_000, Language.JAVASCRIPT)


def test_text_that_can_be_read_in_many_ways_is_given_up() -> None:
    letters = b"abc(){}[]`\"'/\\$.;,=+-*0123 \n"
    source = bytes(random.Random(1).choices(letters, k=100_000))

    with pytest.raises(UnparsableError, match="too many errors"):
        parse(source, Language.TSX)


def test_too_much_code_for_its_size_is_not_told_as_code_that_does_not_parse() -> None:
    with pytest.raises(UnparsableError, match="too much code in 600,000 bytes"):
        parse(b";" * 600_000, Language.JAVASCRIPT)
