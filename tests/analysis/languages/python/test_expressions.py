"""Expressions and their constants."""

import pytest

from pratique.analysis.engine.marks import COMPUTED, DECODED, ENVIRONMENT, EVERY, LITERAL
from tests.analysis.languages.python.reading import value


@pytest.mark.parametrize(
    ("source", "const"),
    [
        ("'a' 'b'", "ab"),
        ("'a' + 'b' + 'c'", "abc"),
        ("'a' * 3", "aaa"),
        ("'%s!' % 'a'", "a!"),
        ("f'{1}-{\"a\"}'", "1-a"),
        ("'{}'.format('a')", "a"),
        ("''.join(['a', 'b'])", "ab"),
        ("''.join(reversed('ab'))", "ba"),
        ("'abc'[::-1]", "cba"),
        ("'abc'[1]", "b"),
        ("['a', 'b'][1]", "b"),
        ("-(-5)", 5),
        ("(5 ^ 1) + 2", 6),
        ("chr(ord('a') + 1)", "b"),
        ("''.join(chr(n ^ 1) for n in [96, 99])", "ab"),
        ("bytes([n - 1 for n in (98, 99)])", b"ab"),
        ("[a + b for a, b in [('x', 'y')]]", ("xy",)),
        ("''.join('abcdef'[n] for n in range(0, 6, 2))", "ace"),
        ("(x := 'a')", "a"),
        ("await_ if 0 else 1", None),
        ("'a' < 'b'", None),
        ("{'a': 'b'}", None),
        ("...", None),
    ],
)
def test_constants_are_folded(source: str, const: object) -> None:
    found = value(source)

    assert const == (found.const if found.known else None)


@pytest.mark.parametrize(
    "source",
    [
        "import os\n'x' + os.environ['A']",
        "import os\nf'{os.environ[\"A\"]!r:>3}'",
        "import os\n'%s' % (os.environ['A'],)",
        "import os\n[os.environ['A']]",
        "import os\n{'k': os.environ['A']}",
        "import os\nos.environ['A'] if y else 'z'",
        "import os\ny or os.environ['A']",
        "import os\nos.environ['A'][1:]",
        "import os\nos.environ['A'].strip().encode()",
        "import os\n(*os.environ['A'],)",
    ],
)
def test_marks_go_through_every_kind_of_expression(source: str) -> None:
    assert ENVIRONMENT == value(source).marks


@pytest.mark.parametrize(
    "source", ["{x: 1 for x in os.environ}", "[x for x in os.environ.values()]", "str(os.environ)"]
)
def test_all_variables_together_have_a_mark_of_their_own(source: str) -> None:
    assert ENVIRONMENT | EVERY == value(f"import os\n{source}").marks


def test_a_long_list_of_numbers_is_marked_however_long() -> None:
    assert LITERAL == value(str(list(range(1000)))).marks
    assert 0 == value(str(["a"] * 1000)).marks
    assert not value("[" + "f(), " * 400 + "]").known


def test_characters_of_unknown_numbers_are_computed() -> None:
    assert COMPUTED == value("''.join(chr(n) for n in y)").marks
    assert COMPUTED == value("'%c%c' % (a, b)").marks


def test_a_path_stays_a_path_when_it_is_divided() -> None:
    assert "pathlib.Path()" == value("from pathlib import Path\n(Path.home() / 'a').parent / 'b'").name


def test_a_decoded_constant_keeps_its_marks() -> None:
    found = value("import base64\nbase64.b64decode('YWI=').decode()[::-1]")

    assert ("ba", DECODED, True) == (found.const, found.marks, found.folded)


@pytest.mark.parametrize("source", ["top() / '.git' / 'hooks' / 'x'", "'/srv' / name", "a / 'b'"])
def test_what_is_divided_by_a_text_is_a_path(source: str) -> None:
    assert "pathlib.Path()" == value(source).name


@pytest.mark.parametrize("source", ["a / b", "a / 2", "a / b / 2.5"])
def test_numbers_are_not(source: str) -> None:
    assert "" == value(source).name


@pytest.mark.parametrize(
    "read", ["open('x').read()", "__import__('requests').get('https://far.invalid/').text"]
)
def test_what_is_read_backwards_is_computed(read: str) -> None:
    assert value(f"({read})[::-1]").marks & COMPUTED
    assert not value(f"({read})[1:]").marks & COMPUTED


def test_turned_data_of_its_own_is_not() -> None:
    assert not value("sorted(rows)[::-1]").marks & COMPUTED


def test_letters_that_are_exchanged_one_by_one_are_read() -> None:
    """A home-made decoder: a letter that a table holds stands for another one."""
    source = (
        "import string\nletters = string.ascii_lowercase\nback = letters[::-1]\n"
        "''.join([back[letters.index(c)] if c in letters else c for c in 'rmvig OH'])"
    )
    assert "inert OH" == value(source).const
    assert "inert OH" == value(source.replace("if c in letters else c", "if c not in 'OH ' else c")).const
