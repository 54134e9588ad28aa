"""What to write into files: read back by the formats' own readers."""

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.intake.audit.fix.ranges import Grammar
from pratique.intake.audit.fix.request import Request
from pratique.intake.audit.fix.scopes import Scope
from pratique.intake.audit.fix.snippets import (
    json_overrides,
    pdm_overrides,
    pin_line,
    request_lines,
    uv_overrides,
    yaml_overrides,
)
from pratique.lockfiles.npm.pnpm.workspace import read_overrides_section

hostile = st.text(min_size=1, max_size=20)


def request(grammar: Grammar, text: str = "", **more: object) -> Request:
    return Request(name="Some_Name", text=text, range=text, grammar=grammar, file="f", **more)  # type: ignore[arg-type]


def test_a_request_of_npm_is_a_member_of_an_object() -> None:
    assert '"Some_Name": "^2.0.0"' == request_lines(request(Grammar.NPM), "^2.0.0")


def test_a_requirement_keeps_its_extras_and_its_condition() -> None:
    told = request(Grammar.PEP440, 'Some_Name[b,a]>=1; python_version < "3.9"', is_requirement=True)
    assert "\"Some_Name[a,b]>=2; python_version < '3.9'\"" == request_lines(told, ">=2")
    assert "" == request_lines(request(Grammar.PEP440, "===", is_requirement=True), ">=2")


def test_a_table_keeps_what_else_it_says() -> None:
    table = {"version": "^1", "extras": ["a"], "optional": True, "source": 'a"b', "more": {"x": 1}}
    line = request_lines(request(Grammar.POETRY, "^1", table=table), "^2")
    assert {"Some_Name": {**table, "version": "^2"}} == tomllib.loads(line)
    assert {"Some_Name": "^2"} == tomllib.loads(request_lines(request(Grammar.POETRY, "^1"), "^2"))


def test_a_gem_is_asked_for_in_ruby_and_never_by_a_name_that_could_be_a_program() -> None:
    told = request(Grammar.GEM)
    assert 'gem "Some_Name", ">= 2", "< 3"' == request_lines(told, ">= 2, < 3")
    bad = Request(name="a#{exit}", text="", range="", grammar=Grammar.GEM, file="Gemfile")
    assert "" == request_lines(bad, "~> 2")


def test_a_pin_of_pip() -> None:
    assert "jinja2==3.1.4" == pin_line("jinja2", "3.1.4")


@pytest.mark.parametrize(
    ("joiner", "expected"),
    [
        (None, {"overrides": {"a": "1", "p": {"b": "2", "c": "3"}}}),
        ("/", {"overrides": {"a": "1", "p/b": "2", "p/c": "3"}}),
    ],
)
def test_overrides_of_package_json(joiner: str | None, expected: object) -> None:
    scopes = [Scope("a", "1"), Scope("b", "2", "p"), Scope("c", "3", "p")]
    assert expected == json.loads("{" + json_overrides("overrides", scopes, joiner) + "}")


def test_a_section_in_a_section() -> None:
    text = json_overrides("pnpm.overrides", [Scope("b", "2", "p")], ">")
    assert {"pnpm": {"overrides": {"p>b": "2"}}} == json.loads("{" + text + "}")


@given(hostile, hostile, hostile)
def test_no_name_breaks_out_of_a_snippet(name: str, value: str, within: str) -> None:
    scopes = [Scope(name, value, within)]
    assert {"overrides": {within: {name: value}}} == json.loads(
        "{" + json_overrides("overrides", scopes, None) + "}"
    )
    assert {f"{name}=={value}"} == set(
        tomllib.loads(uv_overrides(name, value))["tool"]["uv"]["override-dependencies"]
    )
    told = tomllib.loads(pdm_overrides(name, value))["tool"]["pdm"]["resolution"]["overrides"]
    assert {name: value} == told


@given(
    st.text("ab\u00e9\U00010000\x7f\u2028@/>^~ '\"#:-{}[]&*!|%", min_size=1, max_size=12),
    st.text("ab \"'#:\\", min_size=1, max_size=8),
)
def test_the_reader_of_the_workspace_file_takes_what_is_written(name: str, value: str) -> None:
    text = yaml_overrides([Scope(name, value)])
    assert {name: value} == dict(read_overrides_section(text.encode()))
