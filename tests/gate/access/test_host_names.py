"""By which host names a gate may be reached."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.gate.access.host_names import Hosts

HOSTS = Hosts.of(["gate.example", "other.example:8443"], bound="inner.example")


@pytest.mark.parametrize(
    ("root", "local", "allowed"),
    [
        ("http://127.0.0.1:4873", "10.0.0.5", True),
        ("http://localhost:4873", None, True),
        ("http://[::1]:4873", "::1", True),
        ("http://gate.example", "10.0.0.5", True),
        ("https://GATE.example:8443", "10.0.0.5", True),
        ("http://gate.example.", "10.0.0.5", True),
        ("http://inner.example:4873", "10.0.0.5", True),
        ("https://other.example:8443", "10.0.0.5", True),
        ("https://other.example", "10.0.0.5", False),
        ("http://10.0.0.5:4873", "10.0.0.5", True),
        ("http://10.0.0.5", "::ffff:10.0.0.5", True),
        ("http://[fd00::5]:1", "fd00::5", True),
        ("http://10.0.0.6", "10.0.0.5", False),
        ("http://evil.example", "10.0.0.5", False),
        ("http://gate.example.evil.example", "127.0.0.1", False),
        ("http://127.0.0.1.evil.example", "127.0.0.1", False),
        ("http://10.0.0.5", None, False),
    ],
)
def test_a_gate_is_reached_by_its_own_names_alone(root: str, local: str | None, *, allowed: bool) -> None:
    assert allowed == HOSTS.allows(root, local)


@pytest.mark.fuzz
@given(st.from_regex(r"(?:[A-Za-z0-9.-]{1,60}|\[[0-9A-Fa-f:.]{2,45}\])", fullmatch=True))
def test_any_host_gives_an_answer(host: str) -> None:
    with suppress(ValueError):  # no host, as yarl says: the gate answers 400
        Hosts().allows(f"http://{host}", "10.0.0.5")
