"""A fix set in a project's lock: `check` and `inspect` by the law of the gate."""

import json
from datetime import UTC, datetime

from tests.builders import zipped
from tests.cli.advising import osv_record
from tests.cli.running import Machine
from tests.gate.fix_sets import PARTS, packages

FEW = PARTS[:2]


def advise(machine: Machine, *, reviewed: bool) -> None:
    """Bring the advisory that names the fix."""
    ranges = [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.2.4"}]}]
    record = osv_record(
        "GHSA-duct-duct-duct",
        "duct",
        modified=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        affected=[{"package": {"ecosystem": "npm", "name": "duct"}, "ranges": ranges}],
        database_specific={"github_reviewed": reviewed},
    )
    (machine.folder / "all.zip").write_bytes(zipped({"GHSA-duct-duct-duct.json": record}))
    ran = machine.run("advisories", "import", str(machine.folder / "all.zip"), "--as", "osv-npm")
    assert 0 == ran.code, ran.err


def test_a_lock_with_a_fix_set_waits_until_a_reviewed_advisory_names_it(machine: Machine) -> None:
    for package in packages(parts=FEW):
        machine.registry.put_npm(package)
    machine.lock("duct@1.2.4", *(f"{part}@1.2.4" for part in FEW))
    check = ("check", str(machine.folder), "--as", "new", "--format", "json")

    without = machine.run(*check)
    advise(machine, reviewed=False)
    unread = machine.run(*check)
    advise(machine, reviewed=True)
    named = machine.run(*check)
    inspected = machine.run("inspect", "duct@1.2.4")

    assert (5, 5, 0) == (without.code, unread.code, named.code)
    assert "the advisory has no known reviewer other than its author" in unread.out
    assert "no cooldown, because GHSA-duct-duct-duct (reviewed by GitHub)" in json.dumps(named.json)
    assert 0 == inspected.code
    assert "early: published 20 h ago" in inspected.out
