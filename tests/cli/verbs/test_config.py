"""`pratique config show`."""

import os
from pathlib import Path

from tests.cli.running import Machine


def test_each_value_has_its_origin(machine: Machine) -> None:
    machine.write("pratique.toml", '[policy]\nmin_age = "10d"\n')
    ran = machine.run("config", "show", "--jobs", "3")
    assert 0 == ran.code
    lines = {line.split()[0]: line for line in ran.out.splitlines()}
    assert "pratique.toml:2" in lines["policy.min_age"]
    assert "--jobs" in lines["run.jobs"]
    assert "built-in" in lines["check.fail_on"]


def test_credentials_are_never_shown(machine: Machine) -> None:
    home = Path(os.environ["HOME"])
    with (home / ".npmrc").open("a") as file:
        host = machine.registry.npm_url.removeprefix("http:")
        file.write(f"{host}:_authToken=very-secret-token\n")
    ran = machine.run("config", "show")
    assert "very-secret-token" not in ran.out + ran.err
    assert "credentials set" in ran.out


def test_a_misspelt_key_names_the_nearest(machine: Machine) -> None:
    machine.write("pratique.toml", '[policy]\nmin_agee = "10d"\n')
    ran = machine.run("config", "show")
    assert 2 == ran.code
    assert "min_age" in ran.err


def test_a_project_cannot_loosen_the_policy(machine: Machine) -> None:
    machine.write("pratique.toml", '[policy]\nmin_age = "1h"\n')
    ran = machine.run("config", "show")
    assert "ignored policy.min_age" in ran.out
