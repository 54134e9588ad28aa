"""Text: what a file hides from its reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Hidden, HiddenKind
from pratique.analysis.languages.text import MOST_HIDDEN, Shape, hidden, shape

BLANKS = " " * 250
SECOND = "print('seen')"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (b"", Shape(0, 0)),
        (b"\n", Shape(1, 0)),
        (b"ab", Shape(1, 2)),
        (b"ab\n", Shape(1, 2)),
        (b"a\nbcd\nef", Shape(3, 3)),
    ],
)
def test_lines_are_counted_and_measured(source: bytes, expected: Shape) -> None:
    assert expected == shape(source)


def test_a_bidirectional_control_is_told_with_its_line() -> None:
    source = "a\nif x:  # \u202e\u2066 begin\n".encode()

    assert (Hidden(HiddenKind.BIDI, 2, 2, "U+202E U+2066"),) == hidden(source)


@pytest.mark.parametrize("code", range(0x202A, 0x202F))
def test_every_embedding_control_is_seen(code: int) -> None:
    assert [HiddenKind.BIDI] == [item.kind for item in hidden(f"x = '{chr(code)}'".encode())]


@pytest.mark.parametrize("code", range(0x2066, 0x206A))
def test_every_isolate_control_is_seen(code: int) -> None:
    assert [HiddenKind.BIDI] == [item.kind for item in hidden(f"x = '{chr(code)}'".encode())]


CARRIERS = {
    "zero-width bits": "\u200b\u200c" * 4,
    "variation selectors": "\ufe00\ufe01" * 5,
    "supplementary selectors": "".join(chr(0xE0100 + n) for n in range(10)),
    "tags": "".join(chr(0xE0020 + n) for n in range(10)),
    "joiners": "\u200d" * 20,
    "a flag of no region": "".join(chr(0xE0000 + ord(letter)) for letter in "gbengab\x7f"),
    "word joiners": "\u2060" * 20,
    "Hangul fillers": "\u3164" * 8,
    "byte-order marks": "\ufeff" * 20,
}


@pytest.mark.parametrize("run", CARRIERS.values(), ids=CARRIERS.keys())
def test_a_run_that_can_carry_data_is_told(run: str) -> None:
    found = hidden(f"a = 1\nb = `{run}`".encode())

    assert [(HiddenKind.INVISIBLE, 2, len(run))] == [(item.kind, item.line, item.count) for item in found]
    assert 8 >= len(found[0].sample.split())


def test_joiners_in_names_that_differ_carry_data() -> None:
    names = ".".join(f"n{number}\u034fx" for number in range(20))

    assert [20] == [item.count for item in hidden(names.encode())]


@pytest.mark.parametrize(
    "line",
    ["a\u034f.a.a\u034f." * 12, "x = '" + "a \u034f" * 24 + "'", "n\u034fx nx " * 24],
    ids=["ends", "blanks", "without"],
)
def test_joiners_that_may_be_there_or_not_carry_data(line: str) -> None:
    assert [24] == [item.count for item in hidden(line.encode())]


def test_each_run_of_blanks_on_a_line_is_judged_by_all_that_is_before_it() -> None:
    texts = f"a = ['x{BLANKS}b(c)', '\\'y{BLANKS}b(c)'];{BLANKS}d(e);{BLANKS}// f(g)"

    found = hidden(f"x = 1\n{texts}\ny = '\n{texts}".encode())

    assert [(2, "d(e);"), (4, "d(e);")] == [(item.line, item.sample[:5]) for item in found]


def test_few_runs_of_one_character_in_two_lengths_say_little() -> None:
    line = "a/{" + "\u200b" * 9 + "b}" + "\u200b" * 9 + "/{c}" + "\u200b" * 58 + "\n"

    assert () == hidden((line * 8).encode())
    assert [9, 10] == [place.line for place in hidden((line * 10).encode())]
    assert hidden(line.replace("c", "c" + "\u200b" * 7).encode())
    assert hidden(line.replace("c", "c" + "\u200d" * 9).encode())
    assert hidden(("a" + "\u200b" * 9 + "b").encode() * 9)


def test_many_short_runs_on_one_line_carry_data_too() -> None:
    found = hidden("x = '{}'".format("a\u200bb\u200cc\u2060" * 10).encode())

    assert [30] == [item.count for item in found]


ORDINARY = {
    "plain": b"x = 1\n",
    "byte-order mark": b"\xef\xbb\xbfx = 1\n",
    "seven": ("x = '" + "\u200b" * 7 + "'").encode(),
    "emoji sequences": ("x = '" + "\U0001f468\u200d\U0001f469\u200d\U0001f467 " * 20 + "'").encode(),
    "emoji presentation": ("x = '" + "\u2764\ufe0f\u2714\ufe0f1\ufe0f\u20e3" * 20 + "'").encode(),
    "Sanskrit": ("x = '" + "\u0924\u0924\u094d\u200c " * 30 + "'").encode(),
    "flags": (
        "x = '" + "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f " * 5 + "'"
    ).encode(),
    "flags with joiners": (
        "x = '\U0001f3f4"
        + "".join(f"\u200d{tag}" for tag in "\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f")
        + "'"
    ).encode(),
    "Persian": ("x = '" + "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 " * 30 + "'").encode(),
    "Devanagari": ("x = '" + "\u0915\u094d\u200d\u0937 " * 30 + "'").encode(),
    "Khmer": ("x = '" + "\u178f\u17d2\u179a\u17bc\u179c\u200b\u1794\u17b6\u1793 " * 30 + "'").encode(),
    "Thai": ("x = '" + "\u0e20\u0e32\u0e29\u0e32\u200b\u0e44\u0e17\u0e22 " * 30 + "'").encode(),
    "directional marks": ("x = '" + "a\u200eb\u200f " * 30 + "'").encode(),
    "accents": ("x = '" + "caf\u00e9 " * 50 + "'").encode(),
    "one name again and again": ("$h\u034f_once.Array(Array);" * 25).encode(),
}


@pytest.mark.parametrize("source", ORDINARY.values(), ids=ORDINARY.keys())
def test_what_scripts_and_emoji_need_is_no_hidden_text(source: bytes) -> None:
    assert () == hidden(source)


OFF_SCREEN = {
    "after a statement": f"x = 1{BLANKS}{SECOND}",
    "after a semicolon": f"import os;{BLANKS};{SECOND}",
    "tabs": "x = 1" + "\t" * 200 + SECOND,
    "mixed": "x = 1" + "\t " * 120 + SECOND,
    "after a closed string": f"x = 'a'{BLANKS}{SECOND}",
    "JavaScript": f"module.exports = a;{BLANKS}require('x')(1)",
}
ACTING = {
    "a value that is set": "x.y = 1",
    "a call of what was made": "(0, f)(1)",
    "a call in a condition": "if(go(1)) return",
    "a template that is called": "f`x`",
    "a call in what is given back": "return {a: run(1)}",
    "a word that acts": "if (x) throw y",
    "a test whose answer calls": "if(x=='me')return{name:go()}",
    "a test that asks more": "if(x=='me'&&go())return{name:1}",
    "a test whose answer makes something": "if(x=='me')return{name:new Go}",
    "code behind a long answer": f"if(x=='me')return{{name:[{'1,' * 4_000}go()]}}",
    "code behind a pattern": "/'/;go(p)//'",
    "a command": "( ./x.sh )",
    "a chain that may end": "g.run?.(p);",
}


@pytest.mark.parametrize("code", ACTING.values(), ids=ACTING.keys())
def test_whatever_acts_behind_blanks_is_told(code: str) -> None:
    assert [HiddenKind.OFF_SCREEN] == [item.kind for item in hidden(f"x = 1;{BLANKS}{code}\n".encode())]


@pytest.mark.parametrize("line", OFF_SCREEN.values(), ids=OFF_SCREEN.keys())
def test_code_behind_blanks_is_told(line: str) -> None:
    (found,) = hidden(f"# first\n{line}\n".encode())

    assert (HiddenKind.OFF_SCREEN, 2) == (found.kind, found.line)
    assert 200 <= found.count
    assert found.sample in {SECOND, "require('x')(1)"}


ON_SCREEN = {
    "fewer blanks": "x = 1" + " " * 199 + SECOND,
    "comment behind": f"x = 1{BLANKS}# note (1)",
    "comment of JavaScript behind": f"x = 1;{BLANKS}// note (1)",
    "inside a string": f"x = 'a{BLANKS}b(c)'",
    "inside a string with escapes": f"x = 'it\\'s{BLANKS}b(c)'",
    "inside a comment": f"# a{BLANKS}b(c)",
    "indentation alone": f"{BLANKS}{SECOND}",
    "end of line": f"x = 1{BLANKS}",
    "table": f"| a{BLANKS}| b(c) |",
    "words of a docstring": f"name{BLANKS}value",
    "a test that gives back a constant": f"go(x) {{{BLANKS};if(x=='me')return{{name:'it (^-^)/',at:[0,1],of:x?y[0]:null}}",
}


@pytest.mark.parametrize("line", ON_SCREEN.values(), ids=ON_SCREEN.keys())
def test_blanks_that_hide_no_code_are_left_alone(line: str) -> None:
    assert () == hidden(f"{line}\n".encode())


def test_the_number_of_places_is_bounded() -> None:
    assert MOST_HIDDEN == len(hidden("\u202e\n".encode() * 1000))


@pytest.mark.fuzz
@given(st.binary(max_size=500))
def test_any_bytes_have_a_shape_and_hidden_places(source: bytes) -> None:
    found = hidden(source)

    assert sorted(item.line for item in found) == [item.line for item in found]
    assert all(1 <= item.line <= max(1, shape(source).lines) for item in found)


@pytest.mark.fuzz
@given(st.text(st.characters(categories=["L", "N", "P", "Z"]), max_size=200))
def test_text_of_letters_hides_nothing(source: str) -> None:
    assert not any(item.kind is HiddenKind.INVISIBLE for item in hidden(source.encode()))
