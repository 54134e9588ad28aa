"""Packages that ship their own lock, in a lock of a project: end to end, with bytes of the loopback registry."""

import json

from pratique.core.assessment import ProjectReport
from pratique.core.lock import Lock
from pratique.errors import Reference
from pratique.lockfiles.npm.package_lock import parse
from tests.intake.building import Machine
from tests.intake.test_project import survey
from tests.loopback import NpmPackage, NpmRelease


def project(
    machine: Machine, *, flagged: bool = True, nested: str | None = "calm", own: bytes | None = None
) -> Lock:
    """A lock with a package that ships a lock, which installs `calm` below it."""
    calm = {"version": "1.0.1", "integrity": machine.loopback.npm_integrity("calm", "1.0.1")}
    shipped = {"lockfileVersion": 3, "packages": {"": {"name": "ships"}, "node_modules/calm": calm}}
    files = {"npm-shrinkwrap.json": own or json.dumps(shipped), "index.js": "1"}
    machine.loopback.put_npm(NpmPackage(name="ships", releases=(NpmRelease(version="1.0.0", files=files),)))
    ships = {"version": "1.0.0", "integrity": machine.loopback.npm_integrity("ships", "1.0.0")}
    packages = {
        "": {"name": "app"},
        "node_modules/ships": {**ships, **({"hasShrinkwrap": True} if flagged else {})},
    }
    if nested:
        packages[f"node_modules/ships/node_modules/{nested}"] = calm
    return parse(json.dumps({"lockfileVersion": 3, "packages": packages}).encode())


def gaps(report: ProjectReport) -> list[tuple[str, str]]:
    return [(one.purl, one.why) for one in report.not_judged]


def test_what_the_lock_holds_below_the_package_is_judged(machine: Machine) -> None:
    report = survey(machine, project(machine))
    assert (True, []) == (report.complete, gaps(report))
    assert {"calm", "ships"} == {package.ref.package.name for package in report.packages}


def test_what_npm_installs_and_the_lock_does_not_hold_is_named(machine: Machine) -> None:
    report = survey(machine, project(machine, nested=None))
    [missing] = report.not_judged
    assert missing.trouble is not None
    assert ("pkg:npm/ships@1.0.0", Reference.SHRINKWRAP_DIFFERS) == (missing.purl, missing.trouble.reference)
    assert (
        "the package's own npm-shrinkwrap.json installs calm@1.0.1, and the lockfile has no entry for that release"
        == missing.trouble.message
    )
    assert not report.complete


def test_without_the_flag_npm_follows_the_lock(machine: Machine) -> None:
    report = survey(machine, project(machine, flagged=False, nested=None))
    assert (True, []) == (report.complete, gaps(report))


def test_a_flag_without_the_file_changes_nothing(machine: Machine) -> None:
    digest = machine.loopback.npm_integrity("calm", "1.0.1")
    packages = {"node_modules/calm": {"version": "1.0.1", "integrity": digest, "hasShrinkwrap": True}}
    report = survey(machine, parse(json.dumps({"lockfileVersion": 3, "packages": packages}).encode()))
    assert (True, []) == (report.complete, gaps(report))


def test_an_own_lock_that_cannot_be_read_is_incomplete(machine: Machine) -> None:
    report = survey(machine, project(machine, own=b"{"))
    [(purl, why)] = gaps(report)
    assert purl == "pkg:npm/ships@1.0.0"
    assert why.startswith("its npm-shrinkwrap.json: ")
