"""Makefiles as the shell scripts that running them amounts to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.make import scripts
from pratique.analysis.languages.make.script import Script, closed
from pratique.analysis.languages.shell import parse_command

RUN = [
    ("all: lib\n\techo a\nlib: ; echo b\nother:\n\tno\n", (), ["( echo a )", "( echo b )"]),
    ("all:\n\tno\nother:\n\techo a\n", ("other",), ["( echo a )"]),
    ("all: a.o\n%.o: %.c\n\tcc $<\n", (), ["( cc %.c )"]),
    ("all: $(shell find)\nother:\n\techo a\n", (), ["( find )", "( echo a )"]),
    ("all: x*\nxy:\n\techo a\n", (), ["( echo a )"]),
    ("a: e.txt\n\t@-sh $< $@ $$HOME\n", (), ["( sh e.txt a $HOME )"]),
    ("a:\n\tno\nMakefile:\n\techo a\n", ("b",), ["( echo a )"]),
    ("ifdef X\nC = a\nelse\nC = b\nendif\nall:\n\tsh $(C)\n", (), ["( sh a )", "( sh b )"]),
    ("SHELL = python3\nall:\n\timport os\n", (), ["python3 -c 'import os'"]),
    ("CC = sh e.txt\nall: a.o\n", (), ["( sh e.txt )"]),
    (".ONESHELL:\nall:\n\tcat <<E\n\tx\n\tE\n", (), ["cat <<E", "x", "E"]),
    ("all:\n\tcat <<E\n\techo a\n", (), ["( cat E )", "( echo a )"]),
    ("all:\n\techo \"it's\" # don't\n", (), ['( echo "it\'s"  )']),
]


@pytest.mark.parametrize(("text", "goals", "expected"), RUN)
def test_what_the_goals_run_is_a_script(text: str, goals: tuple[str, ...], expected: list[str]) -> None:
    script = scripts("Makefile", text, lambda _name: (), goals)
    lines = [
        one for numbered in script.texts()["Makefile"].split("\n") for one in numbered.split(" ; ") if one
    ]

    assert expected == lines


def test_lines_stay_where_they_are() -> None:
    script = scripts("Makefile", "\nall:\n\n\techo a\n", lambda _name: (), ())

    assert ["", "", "", "( echo a )", ""] == script.texts()["Makefile"].split("\n")


def test_what_is_included_is_told_in_its_own_file() -> None:
    script = scripts("Makefile", "all: b\ninclude x.mk\n", lambda name: [(f"d/{name}", "b:\n\techo a\n")], ())

    assert "\n. ./d/x.mk\n" == script.texts()["Makefile"]
    assert "\n( echo a )\n" == script.texts()["d/x.mk"]


def test_words_of_the_line_set_variables() -> None:
    script = scripts("Makefile", "X = no\nall:\n\tsh $(X)\n", lambda _name: (), (), {"X": "e.txt"})

    assert "( sh e.txt )" in script.texts()["Makefile"]


@pytest.mark.parametrize(
    "line", ["echo 'it", 'echo "it', "echo \\", "cat <<X", "cat <<--", "echo $'it", "echo # ' it"]
)
def test_no_line_reaches_into_the_next(line: str) -> None:
    commands = parse_command(f"{closed(line)}\ncurl -o x far\n")

    assert ("curl", ("-o", "x", "far"), 2) in [(one.program, one.arguments, one.line) for one in commands]


@given(st.text(alphabet="ab'\"\\#<;|& \t-", max_size=60))
def test_whatever_a_line_is_the_next_one_is_read(line: str) -> None:
    script = Script()
    script.add("Makefile", 1, closed(line))
    script.add("Makefile", 2, closed("curl far"))

    assert "curl" in {one.program for one in parse_command(script.texts()["Makefile"])}
