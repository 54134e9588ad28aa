"""Differences that another artifact of the tree explains."""

from pratique.core.installed import Difference, DifferenceKind, FileList, InstalledCheck, ShippedFile
from pratique.installed.overlap import Others

SHIPPED = ShippedFile("a" * 64, 1, runs=True)
OTHER = FileList(files={"bin/tool": SHIPPED})


def check(inside: str, sha256: str = "a" * 64) -> InstalledCheck:
    changed = Difference(f"m/{inside}", DifferenceKind.CHANGED, runs=True, sha256=sha256, inside=inside)
    return InstalledCheck(places=("m",), differences=(changed,))


def explained(found: InstalledCheck, artifact: FileList) -> InstalledCheck:
    return Others.of([OTHER, artifact], [found]).explain(found, artifact)


def test_a_hook_may_put_the_program_of_another_package_in_place_of_its_own() -> None:
    found = explained(check("bin/other"), FileList(files={}, hooked=True))

    assert ((), 1) == (found.differences, sum(found.explained.values()))


def test_without_a_hook_the_bytes_of_another_package_have_no_place_there() -> None:
    assert 1 == len(explained(check("bin/other"), FileList(files={})).differences)


def test_two_packages_may_ship_the_same_path() -> None:
    assert () == explained(check("bin/tool"), FileList(files={})).differences


def test_bytes_that_no_artifact_has_stay_a_difference() -> None:
    assert 1 == len(explained(check("bin/tool", "b" * 64), FileList(files={}, hooked=True)).differences)
