"""Variables and functions of a Makefile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.make.expansion import Variables

EXPANDED = [
    ("$(A)", "one two"),
    ("${A}$$HOME", "one two$HOME"),
    ("$(A:o%=u%)", "une two"),
    ("$(B:.c=.o)", "x.o y.o"),
    ("$(patsubst %.c,%.sh,$(B))", "x.sh y.sh"),
    ("$(subst w,h,$(A))", "one tho"),
    ("$(addprefix ./,$(B))", "./x.c ./y.c"),
    ("$(firstword $(B)) $(lastword $(B)) $(word 2,$(A))", "x.c y.c two"),
    ("$(dir a/b c) $(notdir a/b) $(basename a/b.c)", "a/ ./ b a/b"),
    ("$(filter %.c,$(B) z)", "x.c y.c"),
    ("$(call F,curl,x)", "curl -o x"),
    ("$(foreach v,$(A),<$(v)>)", "<one> <two>"),
    ("$(MAKE) -C $(CURDIR)", "make -C ."),
    ("$(shell echo run) $(shell curl x)", "run $(curl x)"),
    ("$(nothing) $(word x,y)", " "),
    ("$(info told)", ""),
    ("$(A", "one two"),
]


def variables() -> Variables:
    held = Variables()
    for name, value in (("A", "one two"), ("B", "x.c y.c"), ("F", "$(1) -o $(2)")):
        held.define(name, value, "=", sure=True)
    return held


@pytest.mark.parametrize(("text", "expected"), EXPANDED)
def test_a_text_is_expanded(text: str, expected: str) -> None:
    assert expected == variables().expand(text)


def test_what_a_condition_decides_is_kept_both_ways() -> None:
    held = variables()
    held.define("A", "other", "=", sure=False)

    assert ["one two !", "other !"] == held.alternatives("$(A) !")


def test_values_are_added_and_the_last_counts() -> None:
    held = variables()
    held.define("A", "three", "+=", sure=True)
    held.define("B", "$(A)", ":=", sure=True)
    held.define("A", "four", "=", sure=True)
    held.define("C", "five", "?=", sure=True)

    assert ("one two three", "four", "five") == (
        held.expand("$(B)"),
        held.expand("$(A)"),
        held.expand("$(C)"),
    )


def test_command_lines_are_kept() -> None:
    held = variables()
    held.expand("$(if $(shell test -e x),${shell curl y})")

    assert "curl y" in held.shells


def test_what_doubles_at_each_step_is_cut() -> None:
    held = Variables()
    for number in range(80):
        held.define(f"V{number}", f"$(V{number + 1})$(V{number + 1})", "=", sure=True)
    held.expand("$(V0)$(foreach a,$(V1),$(V2))" * 1_000)

    assert held.cut


@given(st.text(alphabet="$(){},:%= \tabcshell", max_size=120))
def test_any_text_is_expanded_to_one(text: str) -> None:
    assert isinstance(variables().expand(text), str)


@given(st.text(alphabet="ab c/.=:,%#;\n", max_size=80))
def test_a_text_without_variables_stays(text: str) -> None:
    assert text == variables().expand(text)
