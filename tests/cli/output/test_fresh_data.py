"""What CI demands beyond a verdict."""

import pytest

from pratique.cli.output.fresh_data import in_ci
from tests.cli.auditing import with_index
from tests.cli.running import Machine


@pytest.mark.parametrize(
    ("said", "expected"), [("true", True), ("TRUE ", True), ("1", True), ("false", False), ("", False)]
)
def test_ci_is_what_says_so(said: str, expected: bool) -> None:
    assert in_ci({"CI": said}) is expected
    assert not in_ci({})


def test_without_fresh_data_check_and_inspect_are_incomplete(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    machine.lock("calm@1.0.0")

    checked = machine.run("check", "--min-age", "0")
    inspected = machine.run("inspect", "calm@1.0.0", "--min-age", "0")

    assert (checked.code, inspected.code) == (3, 3)
    assert "2025-07-20" in checked.err
    assert "advisories.require_in_ci = false" in checked.err


def test_a_fresh_index_or_the_setting_gives_0(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    machine.lock("calm@1.0.0")
    monkeypatch.setenv("PRATIQUE_REQUIRE_ADVISORIES_IN_CI", "0")
    assert machine.run("check", "--min-age", "0").code == 0
    monkeypatch.delenv("PRATIQUE_REQUIRE_ADVISORIES_IN_CI")
    with_index()
    assert machine.run("check", "--min-age", "0").code == 0


def test_a_change_may_not_switch_it_off(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    machine.lock("calm@1.0.0")
    machine.write("pratique.toml", "[advisories]\nrequire_in_ci = false\n")

    assert machine.run("check", "--min-age", "0").code == 3


def test_what_is_stopped_stays_stopped(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    machine.lock("calm@1.0.0")
    machine.write("deny.toml", '[deny]\n"pkg:npm/calm@1.0.0" = "no"\n')
    monkeypatch.setenv("PRATIQUE_CONFIG", str(machine.folder / "deny.toml"))

    assert machine.run("check", "--min-age", "0").code == 1
