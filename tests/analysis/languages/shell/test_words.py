"""Words: quoting, operators, redirections and substitutions, in one bounded pass."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.shell.words import MOST_COMMANDS, cut


def words(text: str) -> list[list[str]]:
    return [[word.text for word in command.words] for command in cut(text).commands]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b c", [["a", "b", "c"]]),
        ("a 'b c' \"d e\"", [["a", "b c", "d e"]]),
        ("a b\\ c", [["a", "b c"]]),
        ("a 'it'\\''s'", [["a", "it's"]]),
        ('a "x\\"y"', [["a", 'x"y']]),
        ("a\\\n b", [["a", "b"]]),
        ("a && b || c ; d & e | f\ng", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"], ["g"]]),
        ("(a; b)", [["a"], ["b"]]),
        ("a # b\nc", [["a"], ["c"]]),
        ("a#b", [["a#b"]]),
        ("'unclosed", [["unclosed"]]),
        ('"unclosed', [["unclosed"]]),
        ("", []),
        (";;;", []),
        ("a > f 2>&1 < g", [["a"]]),
    ],
)
def test_a_text_is_cut_into_words_as_a_shell_does(text: str, expected: list[list[str]]) -> None:
    assert expected == words(text)


def test_redirections_are_kept_apart_from_words() -> None:
    (command,) = cut("a b > out.txt 2>&1 < in >> more").commands

    assert [(">", "out.txt"), ("<", "in"), (">>", "more")] == [
        (r.operator, r.target.text) for r in command.redirects
    ]


def test_a_pipe_is_remembered() -> None:
    assert [False, True, True, False] == [command.piped for command in cut("a | b |& c; d").commands]


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("a $(b c)", ("b c",)),
        ("a `b c`", ("b c",)),
        ('a "x $(b "c d") y"', ('b "c d"',)),
        ("a $(b $(c))", ("b $(c)",)),
        ("a <(b)", ("b",)),
        ("a $(b ')' c)", ("b ')' c",)),
        ("a $((1 + 2))", ()),
        ("a $(unclosed", ("unclosed",)),
        ("a '$(b)'", ()),
        ("a \\$(b)", ()),
    ],
)
def test_substitutions_are_taken_out(text: str, inner: tuple[str, ...]) -> None:
    found = [text for command in cut(text).commands for word in command.words for text in word.inner]

    assert inner == tuple(found)


def test_variables_are_named() -> None:
    (command,) = cut("a $B ${C:-d} \"$E\" '$F' $1").commands

    assert ["B", "C", "E", "1"] == [name for word in command.words for name in word.variables]


def test_here_documents_belong_to_their_command() -> None:
    first, second, third = cut("a <<X\none\ntwo\nX\nb <<-'Y'\n\tthree\n\tY\nc <<< four\n").commands

    assert ("one\ntwo", "\tthree", "four") == (first.document, second.document, third.document)


def test_lines_are_counted() -> None:
    assert [1, 2, 5] == [command.line for command in cut("a\nb \\\n c\n\nd").commands]


HOSTILE = {
    "open substitutions": "$(" * 200_000,
    "open quotes": "'" * 400_001,
    "double quotes": '"$(' * 100_000,
    "backquotes": "`" * 400_001,
    "brackets": "(" * 400_000,
    "one long word": "a" * 900_000,
    "operators": ";|&" * 200_000,
    "documents": "a <<X\n" * 100_000,
    "nested": "$(" * 5_000 + ")" * 5_000,
    "backslashes": "\\" * 400_001,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_ends_soon(text: str) -> None:
    started = time.process_time()
    cut(text)

    assert 10 > time.process_time() - started


def test_too_much_is_cut_and_told() -> None:
    assert cut("a;" * (MOST_COMMANDS + 10)).cut
    assert cut("a" * 1_000_001).cut
    assert cut("a " * 5_000).cut
    assert not cut("a").cut


@pytest.mark.fuzz
@given(st.text(alphabet="ab $(){}[]<>|&;'\"`\\\n#=-.!", max_size=80))
def test_any_row_of_marks_is_cut(text: str) -> None:
    assert all(command.words or command.redirects for command in cut(text).commands)


@pytest.mark.fuzz
@given(st.text(max_size=80))
def test_any_text_is_cut(text: str) -> None:
    assert all(command.words or command.redirects for command in cut(text).commands)


@pytest.mark.parametrize("blank", ["\x1c", "\x85", "\u2028", "\xa0"])
def test_blanks_that_no_shell_knows_are_characters(blank: str) -> None:
    assert [[f"a{blank}b"]] == words(f"a{blank}b")


@pytest.mark.fuzz
@given(st.lists(st.text(max_size=10).filter(lambda word: "'" not in word and "\0" not in word), max_size=6))
def test_quoted_words_come_back_as_they_were(given_words: list[str]) -> None:
    text = " ".join(f"'{word}'" for word in given_words)

    assert ([given_words] if given_words else []) == words(text)
