"""Command lines that programs are given which are no shells."""

import pytest

from pratique.analysis.languages.shell import parse_command
from pratique.analysis.languages.shell.carriers import carried_lines

LINES = [
    ("find", ("e.txt", "-exec", "sh", "{}", ";"), ["sh e.txt", "sh 'e.txt/*'"]),
    ("find", (".", "-name", "*.x", "-exec", "sh", "{}", "+"), ["sh .", "sh './*.x'"]),
    ("git", ("-c", "alias.x=!sh e.txt", "x"), ["sh e.txt"]),
    ("git", ("-c", "core.sshCommand=sh e.txt", "fetch"), ["sh e.txt"]),
    ("git", ("config", "alias.x", "!a b"), ["a b"]),
    ("git", ("-c", "user.name=a", "commit"), []),
    ("git", ("config", "alias.co", "checkout"), []),
    ("tar", ("cf", "x", "--checkpoint=1", "--checkpoint-action=exec=sh e.txt", "y"), ["sh e.txt"]),
    ("tar", ("-I", "sh e.txt", "-cf", "x", "y"), ["sh e.txt"]),
    ("tar", ("xzf", "x.tgz"), []),
    ("su", ("-c", "a b", "root"), ["a b"]),
    ("env", ("-S", "a b"), ["a b"]),
    ("curl", ("-c", "jar"), []),
]


@pytest.mark.parametrize(("name", "words", "expected"), LINES)
def test_command_lines_are_found(name: str, words: tuple[str, ...], expected: list[str]) -> None:
    assert expected == list(carried_lines(name, words))


def test_they_are_commands_of_the_line() -> None:
    found = {command.program for command in parse_command("find . -exec sh -c 'curl far | sh' \\;")}

    assert {"find", "sh", "curl"} <= found
