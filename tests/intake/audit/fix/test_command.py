"""Commands that a person copies into a shell."""

import shlex
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pratique.intake.audit.fix.command import Words, command


def test_plain_words_stay_as_they_are() -> None:
    assert "npm update @babel/core" == command(Words(("npm", "update", "@babel/core"), ("@babel/core",)))


def test_it_is_run_where_the_lock_is() -> None:
    assert "cd 'a b/web' && npm install" == command(Words(("npm", "install")), folder="a b/web")


@pytest.mark.parametrize("name", ["--ignore-scripts=false", "-g", "", "a\nb", "a\x1b[2J"])
def test_a_name_that_a_program_or_a_terminal_could_misread_gives_no_command(name: str) -> None:
    assert "" == command(Words(("npm", "update", name), (name,)))
    assert "" == command(Words(("npm", "update", "x"), ("x",)), folder=name or "-")


def test_a_command_that_nobody_could_read_is_none() -> None:
    assert "" == command(Words(("npm", "update", "a" * 2_000), ("a" * 2_000,)))


@given(st.text(min_size=1, max_size=30))
@example("$(touch x)")
@example("a;b")
@example("lodash@^4.17.21")
def test_a_shell_takes_every_word_as_it_was_meant(name: str) -> None:
    line = command(Words(("npm", "update", name), (name,)))
    assert not line or shlex.split(line) == ["npm", "update", name]


@pytest.mark.skipif(sys.platform == "win32", reason="sh")
def test_a_hostile_name_runs_nothing_in_a_real_shell() -> None:
    name = "`echo pwned`$(echo pwned);echo pwned&'\"\\"
    line = command(Words(("printf", "%s", name), (name,)))
    assert name == subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=True).stdout
