"""`pratique cache`."""

import hashlib
import json
import os
import zipfile
from pathlib import Path

import pytest

from pratique.store.folder.home import Home, data_home
from tests.advisories.indexes import write_index
from tests.advisories.made import advisory
from tests.cli.running import Machine
from tests.git import repository
from tests.intake.building import HOOKED


def test_show_counts_what_is_remembered(machine: Machine) -> None:
    machine.run("inspect", "calm@1.0.1")
    ran = machine.run("cache", "show")
    assert 0 == ran.code
    assert any("inspections" in line and " 1 row" in line for line in ran.out.splitlines())
    assert "artifacts: 2 (0.0 MB) never allowed, removed first; size limit 4,295.0 MB" in ran.out


def test_clear_keeps_the_memory_unless_asked(machine: Machine) -> None:
    machine.lock("calm@1.0.1")
    machine.run("check")
    assert 0 == machine.run("cache", "clear").code
    shown = machine.run("cache", "show").out
    assert any("adoptions" in line and " 1 row" in line for line in shown.splitlines())
    machine.run("cache", "clear", "--memory")
    shown = machine.run("cache", "show").out
    assert any("adoptions" in line and " 0 rows" in line for line in shown.splitlines())


def test_prune_runs(machine: Machine) -> None:
    assert 0 == machine.run("cache", "prune").code


def test_a_bundle_lets_a_bare_machine_judge_without_downloading(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    git = repository(machine.folder)
    machine.lock("calm@1.0.0")
    git.commit()
    machine.lock("calm@1.0.1")
    first = machine.run("check", "--since", "HEAD")
    digest = machine.run("cache", "export", "../bundle.zip").out.strip()
    monkeypatch.setenv("PRATIQUE_HOME", str(machine.folder.parent / "bare"))
    assert 3 == machine.run("check", "--since", "HEAD", "--offline").code
    machine.registry.requests.clear()
    assert 0 == machine.run("cache", "import", "../bundle.zip", "--digest", digest).code
    ran = machine.run("check", "--since", "HEAD", "--offline")
    assert (0, first.out) == (ran.code, ran.out)
    assert [] == machine.registry.requests


def without_findings(bundle: Path) -> None:
    """Take every finding out of the inspections of a bundle, and make its manifest fit again."""
    with zipfile.ZipFile(bundle) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    rows = [json.loads(line) for line in members["inspections.jsonl"].splitlines()]
    lines = [json.dumps({**row, "inspection": {**row["inspection"], "findings": []}}) for row in rows]
    data = ("\n".join(lines) + "\n").encode()
    manifest = json.loads(members["manifest.json"])
    sums = {"sha256": hashlib.sha256(data).hexdigest(), "size_bytes": len(data), "rows": len(rows)}
    manifest["members"]["inspections.jsonl"] = sums
    members |= {"inspections.jsonl": data, "manifest.json": json.dumps(manifest).encode()}
    with zipfile.ZipFile(bundle, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def test_an_emptied_finding_in_a_bundle_lets_nothing_in(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.registry.put_npm(HOOKED)
    machine.lock("hooked@1.0.1")
    first = machine.run("check", "--as", "new")
    bundle = machine.folder.parent / "bundle.zip"
    digest = machine.run("cache", "export", str(bundle)).out.strip()
    without_findings(bundle)
    monkeypatch.setenv("PRATIQUE_HOME", str(machine.folder.parent / "bare"))
    assert 2 == machine.run("cache", "import", str(bundle), "--digest", digest).code
    told = machine.run("cache", "import", str(bundle))
    assert "imported without --digest: its inspections can hold or block" in told.err
    # Offline there are no bytes to inspect here: it is incomplete. With a registry it is held as before.
    assert 3 == machine.run("check", "--as", "new", "--offline").code
    again = machine.run("check", "--as", "new")
    assert 1 == first.code == again.code
    assert "new-install-hook" in again.out


def test_another_bundle_than_the_one_named_is_refused(machine: Machine) -> None:
    machine.run("cache", "export", "../bundle.zip")
    ran = machine.run("cache", "import", "../bundle.zip", "--digest", f"sha256:{'0' * 64}")
    assert 2 == ran.code
    assert "has a different digest" in ran.err


def test_a_bundle_that_is_not_there_is_told(machine: Machine) -> None:
    ran = machine.run("cache", "import", "nowhere.zip")
    assert 2 == ran.code
    assert "nowhere.zip cannot be read" in ran.err


def test_a_bundle_that_cannot_be_written_leaves_nothing_behind(machine: Machine) -> None:
    ran = machine.run("cache", "export", "missing/bundle.zip")
    assert 2 == ran.code
    assert "cannot be written" in ran.err


def test_a_bundle_brings_the_advisories_to_a_bare_machine(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_index(Home(data_home(os.environ)).advisories, {"osv-npm": [advisory("GHSA-1")]})
    exported = machine.run("cache", "export", "../bundle.zip")
    assert "advisories          1 row" in exported.err
    monkeypatch.setenv("PRATIQUE_HOME", str(machine.folder.parent / "bare"))
    assert 3 == machine.run("advisories", "status").code
    unnamed = machine.run("cache", "import", "../bundle.zip")
    assert 0 == unnamed.code
    assert "the advisories of the bundle were not imported: --digest is missing" in unnamed.err
    assert 3 == machine.run("advisories", "status").code
    assert 0 == machine.run("cache", "import", "../bundle.zip", "--digest", exported.out.strip()).code
    ran = machine.run("advisories", "status", "--verify")
    assert 0 == ran.code
    assert "osv-npm" in ran.out


def test_a_damaged_index_is_not_exported_and_nothing_is_left_behind(machine: Machine) -> None:
    home = Home(data_home(os.environ))
    home.make()
    home.advisories.write_bytes(b"damaged")
    ran = machine.run("cache", "export", "../bundle.zip")
    assert 3 == ran.code
    assert "advisories-unreadable" in ran.err
    assert [] == list(machine.folder.parent.glob("bundle.zip*"))
