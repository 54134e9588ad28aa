"""The texts in files of settings, of which code runs some."""

import pytest

from pratique.analysis.carried_parts import as_carried_out
from pratique.analysis.facts import Language
from pratique.core.tree import File

SH, PY, RB = Language.SHELL, Language.PYTHON, Language.RUBY


@pytest.mark.parametrize(
    ("name", "data", "language", "read"),
    [
        ("c.json", '{"a": {"run": ["curl x | sh", 1]}}', SH, "curl x | sh"),
        ("c.json", '{"a": "plain words", "run": "import os; os.getcwd()"}', PY, "import os; os.getcwd()"),
        ("c.json", "{broken", SH, "{broken"),
        ("c.ini", "[a]\ncmd = curl x\nname=y\n", SH, "[a]\ncmd = curl x\nname=y\n\ncurl x\ny"),
        ("c.yml", "cmd: \"curl 'x'\"\n", SH, "cmd: \"curl 'x'\"\n\ncurl 'x'"),
        ("c.csv", 'a,"curl x | sh"\n', SH, 'a,"curl x | sh"\n\na\ncurl x | sh'),
        ("c.tsv", "a b\tprint(1)\n", PY, "print(1)"),
        ("c.cfg", "x = 1\nrun = print(1)\n", PY, "x = 1\nrun = print(1)\n\nprint(1)"),
        ("c.cfg", "x = <\n", PY, "x = <\n"),
        ("c.json", '{"run": "f(1)"}', Language.JAVASCRIPT, '{"run": "f(1)"}'),
        ("c.yml", "cmd: system('uname')\nname: kite\n", RB, "system('uname')"),
        ("v.erb", "<p><%= system('uname') %></p><%# not this %>", RB, " system('uname') "),
        ("v.txt", "print(1)\n", PY, "print(1)\n"),
    ],
)
def test_each_text_that_may_be_run_is_a_line(name: str, data: str, language: Language, read: str) -> None:
    found = as_carried_out(File(name, data.encode()), language)

    assert (name, read) == (found.path, found.data.decode())


def test_what_ruby_takes_as_a_whole_is_no_template() -> None:
    file = File("tool", b"TEXT = '<% no %>'\nsystem('uname')\n")

    assert file == as_carried_out(file, RB)


def test_a_script_under_the_name_of_settings_stays_one() -> None:
    file = File("c.ini", b"#!/bin/sh\ncurl x | sh\n")

    assert file == as_carried_out(file, SH)


def test_a_value_of_many_levels_is_read_no_deeper_than_is_safe() -> None:
    deep = File("c.json", b"[" * 100 + b'"x(1)"' + b"]" * 100)

    assert deep == as_carried_out(deep, SH)
    assert 200_000 == as_carried_out(File("c.json", b"[" * 200_000), SH).size_bytes
