"""Makefiles cut into rules, variables and lines that reading runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.make.rules import MOST_TEXT, Makefile

RULES = [
    ("a b: c d\n\tx\n\ty\n", [(("a", "b"), ("c", "d"), ["x", "y"])]),
    ("a:: c ; x; y # z\n", [(("a",), ("c",), [" x; y # z"])]),
    ("a: c # d\n\tx \\\n\ty\n", [(("a",), ("c",), ["x y"])]),
    ("N = a\n$(N): $(N).c\n\tx\n", [(("a",), ("a.c",), ["x"])]),
    (".RECIPEPREFIX = >\na:\n>x\n", [(("a",), ("",), ["x"])]),
    ("a:\n\tx\n\n# no\n\ty\n", [(("a",), ("",), ["x", "y"])]),
    ("$(eval a: b)\n", [(("a",), ("b",), [])]),
    ("a: %.o: %.c\n\tx\n", [(("a",), ("%.o", "%.c"), ["x"])]),
    ("no rule here\n\tx\n", []),
]


def read(text: str, **others: str) -> Makefile:
    files = {name.replace("_", "."): data for name, data in others.items()}
    made = Makefile(lambda name: [(name, files[name])] if name in files else [])
    made.take("Makefile", text)
    return made


@pytest.mark.parametrize(("text", "expected"), RULES)
def test_rules_are_read(text: str, expected: list[object]) -> None:
    found = [(rule.targets, rule.needs, [line for _, _, line in rule.recipe]) for rule in read(text).rules]

    assert expected == found


@pytest.mark.parametrize(
    "text",
    [
        "X != curl a\n",
        "X := $(shell curl a)\n",
        "X = $(shell curl a)\n",
        "ifeq ($(shell curl a),)\nendif\n",
        "$(shell curl a): b\n",
    ],
)
def test_lines_that_reading_runs_are_told(text: str) -> None:
    assert [("Makefile", 1, "curl a")] == read(text).shells


def test_a_file_is_read_in_place_and_once() -> None:
    made = read("include x.mk\nb: $(X)\n", x_mk="X = 1\ninclude Makefile x.mk\na:\n\ty\n")

    assert [("x.mk", 4, "y")] == [line for rule in made.rules for line in rule.recipe]
    assert ("1",) == made.rules[-1].needs
    assert ("Makefile", 1, "x.mk") in made.included


def test_the_first_goal_is_the_first_target_that_is_none_of_make_s_own() -> None:
    assert "a" == read(".PHONY: x\n%.o: %.c\na: b\n").first or "%.o"
    assert "z" == read("a: b\n.DEFAULT_GOAL := z\n").first


def test_a_text_of_several_lines_is_a_variable() -> None:
    made = read("define X\na\nb $(1)\nendef\nc:\n\t$(call X,d)\n")

    assert "a\nb d" == made.variables.expand("$(call X,d)")


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"r{number}: r{number + 1}\n\techo" for number in range(100_000)),
        "a:\n\t" + "x" * (MOST_TEXT + 1),
        "define e\n$(eval $(e))$(eval $(e))\nendef\n$(e)\n",
    ],
)
def test_what_is_beyond_the_bounds_is_told(text: str) -> None:
    assert read(text).cut


def test_too_many_files_are_told() -> None:
    files = {f"{number}.mk": f"include {number + 1}.mk\n" for number in range(100)}
    made = Makefile(lambda name: [(name, files[name])] if name in files else [])
    made.take("0.mk", files["0.mk"])

    assert made.cut


@given(st.text(alphabet="ab:;=#$(){}\t\n\\% +!?", max_size=150))
def test_any_text_is_read(text: str) -> None:
    made = read(text)

    assert all(1 <= line <= text.count("\n") + 1 for rule in made.rules for _, line, _ in rule.recipe)
