"""`pratique cache`."""

from tests.cli.running import Machine


def test_show_counts_what_is_remembered(machine: Machine) -> None:
    machine.run("inspect", "calm@1.0.1")
    ran = machine.run("cache", "show")
    assert 0 == ran.code
    assert any("inspections" in line and " 1 rows" in line for line in ran.out.splitlines())


def test_clear_keeps_the_memory_unless_asked(machine: Machine) -> None:
    machine.lock("calm@1.0.1")
    machine.run("check")
    assert 0 == machine.run("cache", "clear").code
    shown = machine.run("cache", "show").out
    assert any("adoptions" in line and " 1 rows" in line for line in shown.splitlines())
    machine.run("cache", "clear", "--memory")
    shown = machine.run("cache", "show").out
    assert any("adoptions" in line and " 0 rows" in line for line in shown.splitlines())


def test_prune_runs(machine: Machine) -> None:
    assert 0 == machine.run("cache", "prune").code
