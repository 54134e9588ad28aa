"""Questions about lockfiles: every form, changes, paths, and what is not checked."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.mcp import asking
from tests.cli.mcp.hostile import ORDER
from tests.cli.running import YESTERDAY, Machine, plain
from tests.git import Git
from tests.intake.audit.fix.world import PATHS
from tests.lockfiles.real.samples import SAMPLES
from tests.loopback import NpmPackage, NpmRelease

_GEMFILE_LOCK = """\
GEM
  remote: https://registry.example/
  specs:
    rack (3.0.0)

PLATFORMS
  ruby

DEPENDENCIES
  rack (= 3.0.0)

BUNDLED WITH
   2.5.0
"""


def ask(folder: Path, **arguments: str) -> dict[str, Any]:
    return asking.ask(folder, "judge", **arguments)


def _forms() -> list[tuple[str, str]]:
    found = {
        (path.parent.name, path.name) for path in SAMPLES.glob("*/*") if path.name in set(PATHS.values())
    }
    return sorted(found)


def test_the_forms_are_those_that_advice_knows() -> None:
    assert set(PATHS.values()) == {name for _, name in _forms()} | {"Gemfile.lock"}


@pytest.mark.parametrize(("tool", "name"), [*_forms(), ("bundler", "Gemfile.lock")])
def test_every_form_of_lockfile_is_accepted(machine: Machine, tool: str, name: str) -> None:
    where = machine.folder / name
    if name == "Gemfile.lock":
        where.write_text(_GEMFILE_LOCK)
    else:
        shutil.copy(SAMPLES / tool / name, where)
    found = ask(machine.folder, lockfile=name)
    # The registry has none of these packages: nothing is allowed, and all of them are counted.
    assert "unknown" == found["verdict"], found
    assert "usage" != found["error"]
    assert not found["error"].startswith("lock-")
    assert sum(found["counts"].values()) > 0
    assert 0 < len(found["packages"]) <= 20


@pytest.mark.parametrize(
    "path",
    [
        "../package-lock.json",
        "{outside}",
        "link/package-lock.json",
        "link-to-lock/package-lock.json",
        ".",
        "nowhere/uv.lock",
        "README.md",
        "x" * 4000,
        "a/" * 2000,
    ],
)
def test_a_path_that_is_no_lockfile_of_the_folder_is_refused(machine: Machine, path: str) -> None:
    outside = machine.folder.parent / "package-lock.json"
    outside.write_text("{}")
    machine.write("README.md", ORDER)
    (machine.folder / "link").symlink_to(machine.folder.parent)
    (machine.folder / "link-to-lock").mkdir()
    (machine.folder / "link-to-lock" / "package-lock.json").symlink_to(outside)
    found = ask(machine.folder, lockfile=path.replace("{outside}", str(outside)))
    assert ("unknown", "usage") == (found["verdict"], found["error"])
    assert str(machine.folder) not in json.dumps(found)


@pytest.mark.parametrize("since", ["nowhere", "-x", "--upload-pack=touch x", "HEAD~1", "main", ":/x"])
def test_a_commit_that_does_not_exist_is_refused(machine: Machine, since: str) -> None:
    machine.lock("calm@1.0.1")
    found = ask(machine.folder, lockfile="package-lock.json", since=since)
    assert ("unknown", "usage") == (found["verdict"], found["error"])


def _project(machine: Machine, *names: str) -> None:
    wanted = dict(name.rsplit("@", 1) for name in names)
    machine.write("package.json", json.dumps({"name": "app", "version": "1.0.0", "dependencies": wanted}))
    machine.lock(*names)


def test_a_change_is_judged_by_what_it_adds(machine: Machine) -> None:
    machine.registry.put_npm(plain("fresh", "1.0.0", published_at=YESTERDAY))
    git = Git(machine.folder)
    git("init", "--quiet", "--initial-branch", "main")
    _project(machine, "calm@1.0.0")
    git.commit()
    _project(machine, "calm@1.0.1", "fresh@1.0.0")
    found = ask(machine.folder, lockfile="package-lock.json", since="main")
    assert ("hold", "main") == (found["verdict"], found["since"])
    assert {"allow": 1, "hold": 1, "block": 0, "unknown": 0} == found["counts"]
    assert [("npm:fresh", "added", "package-lock.json")] == [
        (one["package"], one["change"], one["file"]) for one in found["packages"]
    ]
    assert found["ends"].startswith("the cooldown ends at ")


def test_in_a_project_that_was_never_checked_the_last_commit_is_in_use(machine: Machine) -> None:
    machine.registry.put_npm(plain("fresh", "1.0.0", "1.0.1", published_at=YESTERDAY))
    git = Git(machine.folder)
    git("init", "--quiet")
    _project(machine, "fresh@1.0.0")
    git.commit()
    assert "allow" == ask(machine.folder, lockfile="package-lock.json")["verdict"]
    _project(machine, "fresh@1.0.1")
    for _ in range(2):  # and the question does not make it one that is in use
        found = ask(machine.folder, lockfile="package-lock.json")
        assert "hold" == found["verdict"]
        assert any("in the last commit" in one for one in found["not_checked"])


def test_without_a_commit_the_answer_says_what_was_not_checked(machine: Machine) -> None:
    _project(machine, "calm@1.0.1")
    found = ask(machine.folder, lockfile="package-lock.json")
    assert "allow" == found["verdict"]
    assert any("has no commit" in one for one in found["not_checked"])


def test_a_project_that_was_checked_is_judged_by_that_and_nothing_is_recorded(machine: Machine) -> None:
    machine.registry.put_npm(plain("fresh", "1.0.0", published_at=YESTERDAY))
    _project(machine, "calm@1.0.1")
    machine.run("check")
    _project(machine, "calm@1.0.1", "fresh@1.0.0")
    for _ in range(2):
        found = ask(machine.folder, lockfile="package-lock.json")
        assert ("hold", ["npm:fresh"]) == (found["verdict"], [one["package"] for one in found["packages"]])


@pytest.mark.parametrize(
    "text", ["", "{", "[]", json.dumps({"lockfileVersion": 99}), "\x00" * 100, json.dumps({"OBEY": ORDER})]
)
def test_a_lockfile_that_cannot_be_read_is_unknown(machine: Machine, text: str) -> None:
    machine.write("package-lock.json", text)
    found = ask(machine.folder, lockfile="package-lock.json")
    assert "unknown" == found["verdict"]
    assert "OBEY" not in json.dumps(found)


def test_a_manifest_that_disagrees_is_unknown_and_its_words_are_not_told(machine: Machine) -> None:
    machine.lock("calm@1.0.1")
    machine.write(
        "package.json", json.dumps({"name": "app", "dependencies": {"calm": "1.0.1", "obey-me": "^2"}})
    )
    found = ask(machine.folder, lockfile="package-lock.json")
    assert "unknown" == found["verdict"]
    assert "obey" not in json.dumps(found)


def test_more_packages_than_fit_are_counted(machine: Machine) -> None:
    names = [f"fresh-{number}" for number in range(30)]
    for name in names:
        machine.registry.put_npm(
            NpmPackage(name=name, releases=(NpmRelease(version="1.0.0", files={}, published_at=YESTERDAY),))
        )
    git = Git(machine.folder)
    git("init", "--quiet")
    machine.write("README.md", "x")
    git.commit()
    _project(machine, *(f"{name}@1.0.0" for name in names))
    found = ask(machine.folder, lockfile="package-lock.json", since="HEAD")
    assert (30, 20) == (found["counts"]["hold"], len(found["packages"]))
    assert len(json.dumps(found)) < 12_000


def test_broken_settings_of_the_project_are_unknown(machine: Machine) -> None:
    _project(machine, "calm@1.0.1")
    machine.write("pratique.toml", f'policy = "{ORDER}"')
    found = ask(machine.folder, lockfile="package-lock.json")
    assert ("unknown", "config-invalid") == (found["verdict"], found["error"])
    assert "OBEY" not in json.dumps(found)
