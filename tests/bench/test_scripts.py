"""The bench of install scripts reads archives as they are, and counts what a person is asked."""

import io
import json
import subprocess
import tarfile
from datetime import date
from pathlib import Path

from bench.scripts.__main__ import NOTHING, Name, archives, names, rows
from bench.scripts.quarter import asked, lay, states


def _archive(folder: Path, manifest: dict[str, object]) -> Path:
    path = folder / "a.tgz"
    data = json.dumps(manifest).encode()
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo("package/package.json")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return path


def test_each_script_has_a_row(tmp_path: Path) -> None:
    scripts = {"preinstall": "echo hello", "install": "node-gyp rebuild"}
    path = _archive(tmp_path, {"name": "a", "version": "1.0.0", "scripts": scripts})
    found = list(rows(Name("npm", "a", "1.0.0", "a test"), path))
    assert [("preinstall", "yes"), ("install", "yes")] == [(row.hook, row.approved) for row in found]
    assert "node-gyp" in found[1].does


def test_a_package_without_scripts_has_one_row(tmp_path: Path) -> None:
    path = _archive(tmp_path, {"name": "a", "version": "1.0.0"})
    assert [NOTHING] == [row.does for row in rows(Name("npm", "a", "1.0.0", "a test"), path)]


def test_archives_are_found_by_the_names_of_packages(tmp_path: Path) -> None:
    folder = tmp_path / "@a+b"
    folder.mkdir()
    path = _archive(folder, {"name": "@a/b"})
    assert {"@a/b": path} == archives(tmp_path)


def test_each_name_is_in_the_list_once() -> None:
    found = [(name.ecosystem, name.name) for name in names()]
    assert sorted(set(found)) == sorted(found)


def test_a_state_keeps_the_approvals_of_the_week_before(tmp_path: Path) -> None:
    clone, folder = tmp_path / "clone", tmp_path / "project"
    clone.mkdir()
    folder.mkdir()
    for week, day in enumerate(("2026-04-01", "2026-04-08")):
        (clone / "package.json").write_text("{}")
        (clone / "package-lock.json").write_text(json.dumps({"week": week}))
        _commit(clone, f"{day}T00:00:00Z")
    found = list(states(clone, date(2026, 4, 2), date(2026, 4, 16)))
    assert ["2026-04-02", "2026-04-09"] == [day for day, _ in found]
    (folder / "package.json").write_text(json.dumps({"allowScripts": {"a@1.0.0": True}}))
    lay(clone, found[1][1], folder)
    assert {"allowScripts": {"a@1.0.0": True}} == json.loads((folder / "package.json").read_text())
    assert {"week": 1} == json.loads((folder / "package-lock.json").read_text())


def _commit(clone: Path, at: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@b.invalid"]
    dates = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at, "PATH": "/usr/bin:/bin"}
    subprocess.run(["git", "init", "-q", "."], cwd=clone, check=True)
    subprocess.run(["git", "add", "-A"], cwd=clone, check=True)
    subprocess.run(["git", *who, "commit", "-q", "-m", at], cwd=clone, check=True, env=dates)


def test_a_person_is_asked_about_what_is_undecided_or_changed() -> None:
    packages = [{"state": state} for state in ("approved", "own-work", "changed", "undecided", "denied")]
    assert ["changed", "undecided"] == [row["state"] for row in asked({"packages": packages})]
