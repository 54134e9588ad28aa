from tests.cli.running import Machine


def test_each_lock_is_told_by_the_name_that_was_given(machine: Machine) -> None:
    machine.lock("calm@1.0.1", path="a/package-lock.json")
    machine.lock("calm@1.0.0", path="b/package-lock.json")
    ran = machine.run("gate", "prefetch", "a/package-lock.json", "b/package-lock.json", "-v")

    assert 0 == ran.code
    assert "  a/package-lock.json: 1 package (package-lock v3)" in ran.out
    assert "  b/package-lock.json: 1 package (package-lock v3)" in ran.out
    assert ran.err.startswith("the gate's store contains 0.0 MB of artifacts; the size limit is 4,295.0 MB")


def test_offline_it_has_only_what_is_here(machine: Machine) -> None:
    lock = str(machine.lock("calm@1.0.1"))

    assert 3 == machine.run("gate", "prefetch", "--offline", lock).code
    assert 0 == machine.run("gate", "prefetch", lock).code
    assert 0 == machine.run("gate", "prefetch", "--offline", lock).code
