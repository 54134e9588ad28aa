import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.ci_claim import CiClaim
from pratique.core.decision import Client
from pratique.gate.server.client import ci_of, client_of


def test_a_client_is_what_its_connection_and_its_headers_tell() -> None:
    headers = {"user-agent": "npm/11.19.1 ci/github-actions", "npm-command": "ci", "accept": "x"}

    assert Client("10.0.0.7", "npm/11.19.1 ci/github-actions", "ci") == client_of("10.0.0.7", headers)
    assert Client("unknown") == client_of(None, {})
    job = CiClaim(system="github", repository="acme/shop", run="7")
    assert Client("::1", who="ci", ci=job) == client_of("::1", {}, who="ci", ci=job)


def test_bundler_names_its_command_in_its_user_agent() -> None:
    agent = "bundler/2.6.7 rubygems/3.6.7 ruby/3.3.14 (x86_64-linux-gnu) command/install options/frozen 0a1b"

    assert "install" == client_of("::1", {"user-agent": agent}).command
    assert "" == client_of("::1", {"user-agent": "kite command/install"}).command


def test_what_a_client_says_is_bounded() -> None:
    assert len(client_of("::1", {"user-agent": "x" * 9_000}).agent) == 300


@pytest.mark.parametrize(
    ("expected", "agent"),
    [
        ("github-actions", "npm/11.19.1 node/v20.20.2 linux x64 workspaces/false ci/github-actions"),
        (
            "jenkins,gitlab",
            "bundler/2.5.22 rubygems/3.5.22 ruby/3.3.6 command/install ci/jenkins,gitlab 1a2b",
        ),
        ("yes", 'pip/25.0 {"ci":true,"cpu":"x86_64"}'),
        ("yes", 'uv/0.9.0 {"installer":{"name":"uv"},"ci": true}'),
        ("", 'pip/25.0 {"ci":null,"cpu":"x86_64"}'),
        ("", "npm/11.19.1 node/v20.20.2 linux x64 workspaces/false"),
        ("", "npm/11.19.1 magic/github"),
        ("", "ci/"),
        ("", ""),
    ],
)
def test_the_agent_tells_the_ci_system(expected: str, agent: str) -> None:
    assert expected == ci_of(agent)


@pytest.mark.fuzz
@given(st.text(max_size=400) | st.text('ci/"tru :e;, ', max_size=400))
def test_any_agent_gives_a_short_plain_word(agent: str) -> None:
    found = ci_of(agent)
    assert len(found) <= 60
    assert found.isascii()
    assert found.isprintable()


def test_a_long_agent_is_read_in_time() -> None:
    started = time.monotonic()
    assert "" == ci_of(" ci/-" * 200_000)
    assert "" == ci_of('"ci" ' * 200_000)
    assert time.monotonic() - started < 10
