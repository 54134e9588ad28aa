"""The report about install scripts as a value."""

from dataclasses import replace

from pratique.core.install_script import Effect
from pratique.core.reading import LockRead, Trouble
from pratique.errors import Reference
from tests.report.scripts.rows import package, report


def test_a_report_without_lockfiles_or_with_a_broken_one_is_incomplete() -> None:
    broken = LockRead(path="x", format=None, error=Trouble(Reference.LOCK_INVALID, "x", "y"))
    assert report().complete
    assert not replace(report(), files=()).complete
    assert not replace(report(), files=(broken,)).complete


def test_the_effects_of_a_package_are_those_of_its_scripts() -> None:
    row = package(effect=Effect.BUILDS)
    assert (Effect.BUILDS,) == row.effects
    assert not row.needs_person
    assert "package.json:7" == str(row.place)
    assert (row,) == report(row).stopped
