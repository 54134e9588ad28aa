"""Programs: their names, and which of their calls decode."""

import pytest

from pratique.analysis.facts import Capability
from pratique.analysis.languages.shell.programs import decodes, program_name


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("node", "node"),
        ("/usr/bin/python3.11", "python"),
        ("python3", "python"),
        ("C:\\Python\\pythonw.exe", "pythonw"),
        ("npm.cmd", "npm"),
        ("./install.sh", "install.sh"),
        ("base64", "base64"),
        ("x3", "x3"),
        ("", ""),
    ],
)
def test_a_program_is_named_without_folder_version_and_suffix(word: str, name: str) -> None:
    assert name == program_name(word)


@pytest.mark.parametrize(
    ("line", "capability"),
    [
        ("base64 -d", Capability.DECODE),
        ("base64 --decode x", Capability.DECODE),
        ("base64 -D", Capability.DECODE),
        ("base64 x", None),
        ("xxd -r -p", Capability.DECODE),
        ("xxd x", None),
        ("gunzip x", Capability.DECODE),
        ("gzip -dc", Capability.DECODE),
        ("gzip x", None),
        ("openssl base64 -d", Capability.DECODE),
        ("openssl enc -d -aes-256-cbc -k x", Capability.DECRYPT),
        ("openssl enc -aes-256-cbc", None),
        ("gpg --decrypt x", Capability.DECRYPT),
        ("gpg x", None),
        ("cat x", None),
    ],
)
def test_decoders_are_told_by_their_options(line: str, capability: Capability | None) -> None:
    program, *arguments = line.split()

    assert capability is decodes(program, tuple(arguments))
