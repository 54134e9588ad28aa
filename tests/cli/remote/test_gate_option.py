"""The option that leads a command to a gate elsewhere."""

import pytest

from pratique.cli.remote.gate_option import TOKEN
from tests.cli.running import Machine


@pytest.mark.parametrize(
    "words", [("holds",), ("approve",), ("deny",), ("log",), ("affected",), ("gate", "freeze")]
)
def test_the_commands_of_operators_have_it_and_name_the_variable_of_the_token(
    machine: Machine, words: tuple[str, ...]
) -> None:
    told = machine.run(*words, "--help").out

    assert "--gate URL" in told
    assert TOKEN in told
