from pratique.core.decision import Client
from pratique.gate.server.client import client_of


def test_a_client_is_what_its_connection_and_its_headers_tell() -> None:
    headers = {"user-agent": "npm/11.19.1 ci/github-actions", "npm-command": "ci", "accept": "x"}

    assert Client("10.0.0.7", "npm/11.19.1 ci/github-actions", "ci") == client_of("10.0.0.7", headers)
    assert Client("unknown") == client_of(None, {})


def test_bundler_names_its_command_in_its_user_agent() -> None:
    agent = "bundler/2.6.7 rubygems/3.6.7 ruby/3.3.14 (x86_64-linux-gnu) command/install options/frozen 0a1b"

    assert "install" == client_of("::1", {"user-agent": agent}).command
    assert "" == client_of("::1", {"user-agent": "kite command/install"}).command


def test_what_a_client_says_is_bounded() -> None:
    assert len(client_of("::1", {"user-agent": "x" * 9_000}).agent) == 300
