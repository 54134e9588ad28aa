"""Where the commands of a shell text run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.shell.folders import Folders
from pratique.analysis.languages.shell.words import cut

PLACES = [
    ("cd a; x", ("a",)),
    ("cd a && x", ("a",)),
    ("cd a\ncd b\nx", ("a/b",)),
    ("cd a/b; cd ..; x", ("a",)),
    ("cd a; cd -; x", ("",)),
    ("pushd a; popd; x", ("",)),
    ("(cd a); x", ("",)),
    ("(cd a; x)", ("a",)),
    ("(cd a; (cd b); x)", ("a",)),
    ("false && cd a; x", ("a", "")),
    ("false && cd a && x", ("a",)),
    ("test -d a || cd a\nx", ("a", "")),
    ("cd a | cat; x", ("",)),
    ("cd a & x", ("",)),
    ("f() { cd a; }; x", ("a", "")),
    ("if true; then cd a; x; fi", ("a",)),
    ("if true; then cd a; fi; x", ("a", "")),
    ("if true; then cd a; else x; fi", ("",)),
    ("for f in b c; do cd a; done; x", ("a", "")),
    ("cd /tmp; x", ("",)),
    ("cd $HOME; x", ("",)),
    ("cd a &&\nx", ("a",)),
    ("cd a || exit 1; x", ("a",)),
]


def places(text: str) -> list[tuple[str, ...]]:
    folders = Folders()
    return [folders.at(simple) for simple in cut(text).commands]


@pytest.mark.parametrize(("text", "expected"), PLACES)
def test_the_place_of_a_command(text: str, expected: tuple[str, ...]) -> None:
    asked = [
        place
        for place, simple in zip(places(text), cut(text).commands, strict=True)
        if simple.words[-1].text == "x"
    ]

    assert [expected] == asked


@given(st.text(alphabet="cd a;&|(){}\n-x/.", max_size=100))
def test_every_command_has_a_few_places(text: str) -> None:
    assert all(1 <= len(found) <= 4 for found in places(text))
