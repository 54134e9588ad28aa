"""`pratique check --adopt`: what is in use today."""

from tests.cli.running import YESTERDAY, Machine, plain


def test_adopting_again_takes_what_came_in_since(machine: Machine) -> None:
    machine.registry.put_npm(plain("young", "1.0.0", published_at=YESTERDAY))
    machine.lock("calm@1.0.1")
    machine.run("check")
    machine.lock("calm@1.0.1", "young@1.0.0")
    assert 5 == machine.run("check").code
    assert 0 == machine.run("check", "--adopt").code
    ran = machine.run("check", "--format", "json")
    assert 0 == ran.code
    assert {"pinned"} == {package["standing"] for package in ran.json["packages"]}


def test_adopting_again_forgets_what_is_used_no_more(machine: Machine) -> None:
    machine.registry.put_npm(plain("young", "1.0.0", published_at=YESTERDAY))
    machine.lock("young@1.0.0")
    machine.run("check")
    machine.lock("calm@1.0.1")
    machine.run("check", "--adopt")
    machine.lock("young@1.0.0")
    assert 5 == machine.run("check").code


def test_what_blocks_is_not_adopted(machine: Machine) -> None:
    machine.write("deny.toml", "")
    machine.lock("calm@1.0.1")
    machine.write("pratique.toml", '[deny]\n"pkg:npm/calm@1.0.1" = "no"\n')
    assert 1 == machine.run("check", "--adopt").code
    machine.write("pratique.toml", "")
    ran = machine.run("check", "--format", "json")
    assert ["new"] == [package["standing"] for package in ran.json["packages"]]
