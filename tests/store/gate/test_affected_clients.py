from pratique.core.names import Ecosystem, PackageRef
from pratique.store.gate.affected_clients import ServedName


def test_the_same_bytes_under_two_names_are_two_files() -> None:
    calm = PackageRef(Ecosystem.NPM, "calm")
    one, same, other = (ServedName(calm.at(v), "calm.tgz", "a" * 64) for v in ("1.0.0", "1.0.0", "1.0.1"))

    assert {one, other} == {one, same, other}
    assert sorted([other, one]) == [one, other]
