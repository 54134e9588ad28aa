"""`pratique audit --retired`."""

from tests.cli.auditing import with_index
from tests.cli.running import Machine, plain


def test_deprecation_is_told_apart_and_stops_nothing(machine: Machine) -> None:
    with_index()
    machine.registry.put_npm(plain("old", "1.0.0", deprecated="use new"))
    machine.lock("old@1.0.0")

    ran = machine.run("audit", "--retired", "--format", "json")

    assert ran.code == 0
    assert [(one["kind"], one["text"]) for one in ran.json["retired"]] == [("deprecated", "use new")]


def test_offline_nobody_knows_what_was_given_up(machine: Machine) -> None:
    with_index()
    machine.lock("calm@1.0.0")

    ran = machine.run("audit", "--retired", "--offline")

    assert ran.code == 3
    assert "could not check whether releases are deprecated or yanked" in ran.out
