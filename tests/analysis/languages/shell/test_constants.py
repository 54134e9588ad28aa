"""What programs print when all that they are given is known."""

import base64
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.shell.constants import expanded, printed
from pratique.analysis.languages.shell.words import Word

ENCODED = base64.b64encode(b"marker")


@pytest.mark.parametrize(
    ("expected", "name", "words", "fed"),
    [
        (b"a b", "echo", ["a", "b"], None),
        (b"marker", "printf", ["%s", "marker"], None),
        (b"Ab", "printf", ["\\x41\\142"], None),
        (b"A", "echo", ["-ne", "\\x41"], None),
        (b"marker", "base64", ["-d"], ENCODED),
        (b"marker", "base64", ["--decode"], ENCODED + b"\n"),
        (b"marker", "openssl", ["base64", "-d"], ENCODED),
        (b"marker", "xxd", ["-r", "-p"], b"6d61726b6572\n"),
        (b"marker", "gunzip", [], gzip.compress(b"marker", mtime=0)),
        (b"marker", "rev", [], b"rekram"),
        (b"marker", "tr", ["a-zA-Z", "n-za-mN-ZA-M"], b"znexre"),
        (b"marker", "tr", ["-d", "x"], b"mxarkxer"),
        (b"marker", "cat", [], b"marker"),
        (None, "cat", ["file"], b"marker"),
        (None, "base64", ["-d"], None),
        (None, "echo", [None], None),
        (None, "openssl", ["enc", "-d", "-aes-256-cbc"], b"marker"),
        (None, "gunzip", [], b"no such thing"),
        (None, "curl", ["https://a.invalid"], b""),
    ],
)
def test_programs_are_carried_out_on_constants(
    expected: bytes | None, name: str, words: list[str | None], fed: bytes | None
) -> None:
    assert expected == printed(name, words, fed)


@pytest.mark.parametrize(
    ("expected", "word"),
    [
        ("a", Word("a")),
        ("ab", Word("$x${y}", variables=("x", "y"))),
        (None, Word("$z", variables=("z",))),
        (None, Word("a", inner=("date",))),
        (None, Word("${x:1:2}", variables=("x",))),
    ],
)
def test_variables_are_put_in_where_they_are_known(expected: str | None, word: Word) -> None:
    assert expected == expanded(word, {"x": "a", "y": "b"})


@pytest.mark.fuzz
@given(
    st.sampled_from(
        ["echo", "printf", "base64", "xxd", "tr", "gunzip", "rev", "bunzip2", "unxz", "base32", "cat"]
    ),
    st.lists(st.sampled_from([None, "-d", "-r", "-p", "a-z", "\\x41", "%s", "b"]), max_size=3),
    st.none() | st.binary(max_size=60),
)
def test_any_call_has_an_answer(name: str, words: list[str | None], fed: bytes | None) -> None:
    assert isinstance(printed(name, words, fed), bytes | None)
