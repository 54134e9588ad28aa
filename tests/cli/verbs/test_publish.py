"""`pratique publish`."""

from pathlib import Path

from tests.cli.running import Machine


def test_nothing_to_publish_is_incomplete_with_a_next_step(machine: Machine) -> None:
    ran = machine.run("publish", "check")
    assert 3 == ran.code
    assert "has nothing to publish" in ran.out
    assert "next: specify the folder of a package" in ran.out


def test_a_missing_path_and_an_empty_rule_are_wrong_usage(machine: Machine) -> None:
    assert 2 == machine.run("publish", "check", "none.tgz").code
    assert 2 == machine.run("publish", "check", "--accept", ":a.js").code
    assert not Path("none.tgz").exists()
