import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.gate.server.ci_system import ci_of


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
