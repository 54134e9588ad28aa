"""PowerShell: encoded commands and what they show."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability
from pratique.analysis.languages.shell.powershell import decode, is_encoded, script_of, signs

ENCODED = base64.b64encode("iex x".encode("utf-16-le")).decode()


@pytest.mark.parametrize("flag", ["-e", "-en", "-enc", "-EncodedCommand", "-encodedcommand", "-ec"])
def test_every_short_form_of_the_encoded_option_is_read(flag: str) -> None:
    assert "iex x" == script_of(("-NoProfile", flag, ENCODED))
    assert is_encoded((flag, ENCODED))


@pytest.mark.parametrize("flag", ["-Command", "-c", "-command"])
def test_a_plain_command_is_the_rest_of_the_line(flag: str) -> None:
    assert "iex x" == script_of(("-NoProfile", flag, "iex", "x"))


def test_words_without_an_option_are_a_command() -> None:
    assert "iex x" == script_of(("iex", "x"))
    assert script_of(("-NoProfile",)) is None


def test_what_is_no_base64_is_nothing() -> None:
    assert decode("***") is None
    assert script_of(("-enc", "***")) is None
    assert not is_encoded(("-ExecutionPolicy", "Bypass"))


@pytest.mark.parametrize(
    ("script", "capability"),
    [
        ("IEX $x", Capability.CODE),
        ("Invoke-Expression $x", Capability.CODE),
        ("(New-Object Net.WebClient).DownloadString('x')", Capability.NETWORK),
        ("iwr x -OutFile y", Capability.NETWORK),
        ("New-Object System.Net.Sockets.TCPClient('a',1)", Capability.NETWORK),
        ("[Convert]::FromBase64String('x')", Capability.DECODE),
        ("Start-Process x", Capability.PROCESS),
    ],
)
def test_a_script_shows_what_it_does(script: str, capability: Capability) -> None:
    assert capability in {found for found, _ in signs(script)}


def test_an_ordinary_script_shows_nothing() -> None:
    assert [] == signs("Get-ChildItem | Sort-Object Name")


@pytest.mark.fuzz
@given(st.lists(st.text(max_size=12), max_size=5))
def test_any_arguments_are_read(words: list[str]) -> None:
    script = script_of(tuple(words))

    assert script is None or isinstance(signs(script), list)
