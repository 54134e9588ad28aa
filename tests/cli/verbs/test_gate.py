"""`pratique gate`: what is asked of it on the command line."""

import pytest

from tests.cli.running import Machine


@pytest.mark.parametrize(
    "address", ["", "4873", "host", "host:port", "host:70000", "ho st:1", "http://host:1"]
)
def test_an_address_that_is_none_is_told(machine: Machine, address: str) -> None:
    ran = machine.run("gate", "serve", "--listen", address)

    assert 2 == ran.code
    assert "is not HOST:PORT" in ran.err


def test_a_public_address_that_is_none_is_told(machine: Machine) -> None:
    ran = machine.run("gate", "serve", "--public-url", "gate.example")

    assert 2 == ran.code
    assert "--public-url: not an http or https URL" in ran.err


def test_its_help_names_what_it_does(machine: Machine) -> None:
    ran = machine.run("gate", "--help")

    assert 0 == ran.code
    assert {"serve", "adopt"} <= set(ran.out.split())
