"""Entries of locks that point to archives and folders of the repository: judged by their bytes, and changes of them told."""

import hashlib
import json
import os
from base64 import b64encode

import pytest

from tests.builders import Files, tgz
from tests.cli.running import Machine, Ran
from tests.git import Git, repository
from tests.intake.local_locks import CELLS, Cell
from tests.loopback import wheel_file

EVIL = "eval(Buffer.from('Y29uc29sZS5sb2coIm1hcmtlciIp', 'base64').toString())\n"
"""Runs a line that prints a word."""
CALM_JS: Files = {"package.json": '{"name": "calm", "version": "1.0.0"}', "index.js": "module.exports = 1\n"}
EVIL_JS: Files = {
    "package.json": '{"name": "calm", "version": "1.0.0", "scripts": {"postinstall": "node run.js"}}',
    "run.js": EVIL,
}


def sri(data: bytes) -> str:
    return "sha512-" + b64encode(hashlib.sha512(data).digest()).decode()


def put(machine: Machine, path: str, data: bytes) -> bytes:
    where = machine.folder / path
    where.parent.mkdir(parents=True, exist_ok=True)
    where.write_bytes(data)
    return data


def folder(machine: Machine, path: str, files: Files) -> None:
    for name, text in files.items():
        put(machine, f"{path}/{name}", text if isinstance(text, bytes) else text.encode())


def local(machine: Machine, path: str, data: bytes | None = None) -> None:
    """Lock `calm` from an archive of the repository."""
    integrity = None if data is None else sri(data)
    machine.lock("calm@1.0.0", entries={"calm": {"resolved": f"file:{path}", "integrity": integrity}})


def linked(machine: Machine, path: str) -> None:
    """Lock `calm` as a link to a folder, as npm does for `file:FOLDER`."""
    packages = {
        "": {"name": "app", "version": "1.0.0", "dependencies": {"calm": f"file:{path}"}},
        path: {"name": "calm", "version": "1.0.0"},
        "node_modules/calm": {"resolved": path, "link": True},
    }
    lock = {"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}
    machine.write("package-lock.json", json.dumps(lock))


def of_registry(machine: Machine) -> Git:
    git = repository(machine.folder)
    machine.lock("calm@1.0.0")
    git.commit()
    return git


def since(machine: Machine) -> Ran:
    return machine.run("check", "--since", "HEAD", "--format", "json")


def reasons(ran: Ran) -> set[str]:
    return {reason["code"] for package in ran.json["packages"] for reason in package["reasons"]}


def test_a_local_archive_is_judged_by_its_bytes(machine: Machine) -> None:
    local(machine, "vendor/calm.tgz", put(machine, "vendor/calm.tgz", tgz(CALM_JS)))
    ran = machine.run("check", "--as", "new", "--format", "json")
    assert (0, True) == (ran.code, ran.json["coverage"]["complete"])
    assert ["pkg:npm/calm@1.0.0"] == [package["purl"] for package in ran.json["packages"]]
    local(machine, "vendor/calm.tgz", put(machine, "vendor/calm.tgz", tgz(EVIL_JS)))
    assert 1 == machine.run("check", "--as", "new").code
    assert [] == machine.registry.requests


def test_a_local_archive_with_other_bytes_than_the_lock_names_is_blocked(machine: Machine) -> None:
    local(machine, "vendor/calm.tgz", put(machine, "vendor/calm.tgz", tgz(CALM_JS)))
    put(machine, "vendor/calm.tgz", tgz({**CALM_JS, "more.js": "1\n"}))
    ran = machine.run("check", "--format", "json")
    assert 1 == ran.code
    assert {"changed-bytes"} == reasons(ran)


def test_an_archive_may_change_with_its_lock_from_run_to_run(machine: Machine) -> None:
    for files in (CALM_JS, {**CALM_JS, "more.js": "1\n"}):
        local(machine, "vendor/calm.tgz", put(machine, "vendor/calm.tgz", tgz(files)))
        assert 0 == machine.run("check").code


def test_a_folder_that_is_no_member_is_judged_as_a_tree(machine: Machine) -> None:
    folder(machine, "vendor/calm", CALM_JS)
    linked(machine, "vendor/calm")
    ran = machine.run("check", "--as", "new", "--format", "json")
    assert (0, True, 1) == (ran.code, ran.json["coverage"]["complete"], len(ran.json["packages"]))
    folder(machine, "vendor/calm", EVIL_JS)
    assert 1 == machine.run("check", "--as", "new").code


def test_an_edit_of_a_first_party_folder_is_not_held_by_the_full_check(machine: Machine) -> None:
    folder(machine, "lib/calm", CALM_JS)
    linked(machine, "lib/calm")
    assert 0 == machine.run("check").code
    folder(machine, "lib/calm", {"index.js": "module.exports = 2\n"})
    assert 0 == machine.run("check").code


@pytest.mark.parametrize("path", ["../other/calm.tgz", "../other", "/etc", "~/calm.tgz"])
def test_a_path_out_of_the_repository_is_incomplete_and_never_read(machine: Machine, path: str) -> None:
    repository(machine.folder)
    put(machine, "../other/calm.tgz", tgz(EVIL_JS))
    local(machine, path)
    ran = machine.run("check", "--as", "new", "--format", "json")
    assert 3 == ran.code
    (found,) = ran.json["coverage"]["not_judged"]
    assert "leaves the repository" in found["why"]


def test_a_path_out_of_the_project_and_in_the_repository_is_read(machine: Machine) -> None:
    repository(machine.folder)
    put(machine, "vendor/calm.tgz", tgz(EVIL_JS))
    app = machine.folder / "app"
    app.mkdir()
    entries = {"calm": {"resolved": "file:../vendor/calm.tgz", "integrity": None}}
    machine.lock("calm@1.0.0", entries=entries, path="app/package-lock.json")
    assert 1 == machine.run("check", "app", "--as", "new").code


@pytest.mark.parametrize(
    "path", ["vendor/missing.tgz", "vendor/a%2fb.tgz", "vendor\\calm.tgz", "vendor/calm.js"]
)
def test_what_cannot_be_read_is_incomplete(machine: Machine, path: str) -> None:
    put(machine, "vendor/calm.js", b"1")
    local(machine, path)
    ran = machine.run("check", "--as", "new", "--format", "json")
    assert 3 == ran.code
    assert 1 == len(ran.json["coverage"]["not_judged"])


@pytest.mark.parametrize("link", ["vendor", "vendor/calm.tgz"])
def test_no_link_on_the_way_is_followed(machine: Machine, link: str) -> None:
    put(machine, "real/calm.tgz", tgz(CALM_JS))
    where = machine.folder / link
    where.parent.mkdir(exist_ok=True)
    where.symlink_to(machine.folder / "real" / ("calm.tgz" if link.endswith(".tgz") else ""))
    local(machine, "vendor/calm.tgz")
    ran = machine.run("check", "--as", "new", "--format", "json")
    assert 3 == ran.code
    assert "contains a link, which is not followed" in ran.json["coverage"]["not_judged"][0]["why"]


def test_a_pipe_is_no_archive(machine: Machine) -> None:
    (machine.folder / "vendor").mkdir()
    os.mkfifo(machine.folder / "vendor/calm.tgz")
    local(machine, "vendor/calm.tgz")
    assert 3 == machine.run("check").code


def test_a_registry_package_that_becomes_an_archive_needs_review(machine: Machine) -> None:
    of_registry(machine)
    local(machine, "vendor/calm.tgz", put(machine, "vendor/calm.tgz", tgz(CALM_JS)))
    ran = since(machine)
    assert 1 == ran.code
    (package,) = ran.json["packages"]
    assert ("hold", "review") == (package["action"], package["kind"])
    assert "source-changed" in package["change"]["kinds"]
    assert {"source-changed"} == reasons(ran)
    assert [] == ran.json["since"]["removed"]


def test_a_registry_package_that_becomes_a_folder_needs_review(machine: Machine) -> None:
    of_registry(machine)
    folder(machine, "vendor/calm", CALM_JS)
    linked(machine, "vendor/calm")
    ran = since(machine)
    assert (1, {"source-changed"}) == (ran.code, reasons(ran))
    assert [] == ran.json["since"]["removed"]


def test_a_registry_package_that_becomes_an_address_is_incomplete_and_says_so(machine: Machine) -> None:
    of_registry(machine)
    machine.lock("calm@1.0.0", entries={"calm": {"resolved": "http://files.invalid/calm.tgz"}})
    ran = since(machine)
    assert 3 == ran.code
    assert "it came from a registry" in ran.json["coverage"]["not_judged"][0]["why"]


def test_the_full_check_does_not_hold_what_was_never_of_a_registry(machine: Machine) -> None:
    of_registry(machine)
    local(machine, "vendor/calm.tgz", put(machine, "vendor/calm.tgz", tgz(CALM_JS)))
    assert 0 == machine.run("check").code


def test_the_same_bytes_are_no_change(machine: Machine) -> None:
    git = repository(machine.folder)
    local(machine, "vendor/calm.tgz", put(machine, "vendor/calm.tgz", tgz(EVIL_JS)))
    git.commit()
    machine.write("readme.md", "hello")
    ran = since(machine)
    assert (0, [], 1) == (ran.code, ran.json["packages"], ran.json["since"]["unchanged"])


def test_other_bytes_under_the_same_entry_are_a_change(machine: Machine) -> None:
    git = repository(machine.folder)
    local(machine, "vendor/calm.tgz")
    put(machine, "vendor/calm.tgz", tgz(CALM_JS))
    git.commit()
    put(machine, "vendor/calm.tgz", tgz(EVIL_JS))
    ran = since(machine)
    assert 1 == ran.code
    assert ["integrity-changed"] == ran.json["packages"][0]["change"]["kinds"]
    assert "source-changed" not in reasons(ran)


def test_an_edit_of_a_folder_is_a_change_compared_with_what_was_there(machine: Machine) -> None:
    git = repository(machine.folder)
    folder(machine, "vendor/calm", CALM_JS)
    linked(machine, "vendor/calm")
    git.commit()
    assert [] == since(machine).json["packages"]
    folder(machine, "vendor/calm", {"index.js": "module.exports = 2\n"})
    calm = since(machine)
    assert (0, ["integrity-changed"]) == (calm.code, calm.json["packages"][0]["change"]["kinds"])
    folder(machine, "vendor/calm", EVIL_JS)
    assert 1 == since(machine).code


def test_what_git_ignores_is_no_part_of_a_folder(machine: Machine) -> None:
    git = repository(machine.folder)
    machine.write(".gitignore", "node_modules\n")
    folder(machine, "vendor/calm", CALM_JS)
    linked(machine, "vendor/calm")
    git.commit()
    folder(machine, "vendor/calm/node_modules/other", EVIL_JS)
    assert [] == since(machine).json["packages"]


def test_a_folder_that_holds_the_lock_is_the_project_itself(machine: Machine) -> None:
    repository(machine.folder)
    packages = {
        "": {"name": "demo", "version": "1.0.0", "dependencies": {"calm": "file:../.."}},
        "../..": {"name": "calm", "version": "1.0.0"},
        "node_modules/calm": {"resolved": "../..", "link": True},
    }
    lock = {"name": "demo", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}
    machine.write("examples/demo/package-lock.json", json.dumps(lock))
    ran = machine.run("check", "--as", "new", "--format", "json")
    assert (0, []) == (ran.code, ran.json["packages"])
    assert 0 == machine.run("check", "examples/demo", "--as", "new").code


def test_a_link_to_a_member_of_the_workspace_is_out_of_scope(machine: Machine) -> None:
    packages = {
        "": {"name": "app", "version": "1.0.0", "workspaces": ["packages/*"]},
        "packages/calm": {"name": "calm", "version": "1.0.0"},
        "node_modules/calm": {"resolved": "packages/calm", "link": True},
    }
    lock = {"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}
    machine.write("package-lock.json", json.dumps(lock))
    ran = machine.run("check", "--as", "new", "--format", "json")
    assert (0, []) == (ran.code, ran.json["packages"])


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_in_each_format_a_registry_package_that_becomes_local_stops_the_change(
    machine: Machine, cell: Cell
) -> None:
    git = repository(machine.folder)
    machine.write(cell.path, cell.before)
    git.commit()
    machine.write(cell.path, cell.after)
    python = not (cell.path.endswith((".json", ".yaml")) or cell.path in {"yarn.lock", "bun.lock"})
    if not cell.is_folder:
        put(
            machine,
            cell.place,
            wheel_file("calm", "1.0.0", {"calm/__init__.py": "x = 1\n"}).data if python else tgz(CALM_JS),
        )
    elif cell.path == "Gemfile.lock":
        spec = "Gem::Specification.new do |spec|\n  spec.name = 'calm'\n  spec.version = '1.0.0'\nend\n"
        folder(machine, cell.place, {"calm.gemspec": spec})
    elif python:
        folder(machine, cell.place, {"pyproject.toml": '[project]\nname = "calm"\nversion = "1.0.0"\n'})
    else:
        folder(machine, cell.place, CALM_JS)
    ran = since(machine)
    assert [] == ran.json["since"]["removed"]
    assert (1, True) == (ran.code, ran.json["coverage"]["complete"])
    assert "source-changed" in reasons(ran)
    assert all("source-changed" in package["change"]["kinds"] for package in ran.json["packages"])


def test_a_folder_may_go_by_another_name_than_its_own(machine: Machine) -> None:
    folder(machine, "vendor/calm", {**CALM_JS, "package.json": '{"name": "other", "version": "1.0.0"}'})
    linked(machine, "vendor/calm")
    assert 0 == machine.run("check", "--as", "new").code


def test_a_link_to_nothing_is_out_of_scope_unless_it_came_from_a_registry(machine: Machine) -> None:
    of_registry(machine)
    linked(machine, "vendor/calm")
    assert 0 == machine.run("check", "--as", "new").code
    assert 3 == since(machine).code


def test_a_link_in_a_folder_is_read_where_it_stays_in_the_repository(machine: Machine) -> None:
    repository(machine.folder)
    folder(machine, "vendor/calm", EVIL_JS)
    (machine.folder / "vendor/calm/run.js").unlink()
    put(machine, "shared/run.js", EVIL.encode())
    (machine.folder / "vendor/calm/run.js").symlink_to("../../shared/run.js")
    (machine.folder / "vendor/calm/again.js").symlink_to("run.js")
    linked(machine, "vendor/calm")
    ran = machine.run("check", "--as", "new", "--format", "json")
    assert 1 == ran.code
    assert "run.js" in {
        place["path"] for f in ran.json["packages"][0]["findings"] for place in f["locations"]
    }


def test_a_link_in_a_folder_that_leaves_the_repository_is_incomplete(machine: Machine) -> None:
    repository(machine.folder)
    folder(machine, "vendor/calm", CALM_JS)
    (machine.folder / "vendor/calm/run.js").symlink_to("/etc/passwd")
    linked(machine, "vendor/calm")
    ran = machine.run("check", "--as", "new", "--format", "json")
    assert 3 == ran.code
    assert "a link that leaves its folder" in ran.json["coverage"]["not_judged"][0]["why"]


@pytest.mark.parametrize("with_git", [True, False])
def test_what_is_installed_in_a_folder_is_no_part_of_it(machine: Machine, with_git: bool) -> None:
    if with_git:
        repository(machine.folder)
        machine.write(".gitignore", "node_modules\n")
    folder(machine, "vendor/calm", CALM_JS)
    folder(machine, "vendor/calm/node_modules/evil", EVIL_JS)
    linked(machine, "vendor/calm")
    assert 0 == machine.run("check", "--as", "new").code


def test_an_installed_package_that_is_committed_is_a_part_of_its_folder(machine: Machine) -> None:
    repository(machine.folder)
    folder(machine, "vendor/calm", CALM_JS)
    folder(machine, "vendor/calm/node_modules/a", {"run.js": EVIL})
    linked(machine, "vendor/calm")
    (package,) = machine.run("check", "--as", "new", "--format", "json").json["packages"]
    assert ["node_modules/a/run.js"] == [f["locations"][0]["path"] for f in package["findings"]]


def test_a_folder_that_npm_names_twice_is_judged_once(machine: Machine) -> None:
    folder(machine, "vendor/calm", CALM_JS)
    linked(machine, "vendor/calm")
    (package,) = machine.run("check", "--as", "new", "--format", "json").json["packages"]
    assert 1 == len(package["artifacts"])


def test_a_repository_inside_a_folder_is_read_with_it(machine: Machine) -> None:
    repository(machine.folder)
    folder(machine, "vendor/calm", EVIL_JS)
    repository(machine.folder / "vendor/calm").commit()
    linked(machine, "vendor/calm")
    assert 1 == machine.run("check", "--as", "new").code


def test_a_folder_that_is_too_large_is_incomplete(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    folder(machine, "vendor/calm", {**CALM_JS, "data.bin": b"0" * (2 << 20)})
    linked(machine, "vendor/calm")
    monkeypatch.setenv("PRATIQUE_MAX_ARTIFACT_MB", "1")
    ran = machine.run("check", "--as", "new", "--format", "json")
    assert 3 == ran.code
    assert "too large" in ran.json["coverage"]["not_judged"][0]["why"]


def test_a_waiver_of_the_branch_lets_a_changed_source_in(machine: Machine) -> None:
    git = of_registry(machine)
    machine.write(
        "pratique.toml",
        '[[waivers]]\nrule = "source-changed"\npackage = "npm:calm"\nreason = "vendored"\nowner = "me"\nexpires = 2099-01-01\n',
    )
    git.commit()
    local(machine, "vendor/calm.tgz", put(machine, "vendor/calm.tgz", tgz(CALM_JS)))
    assert 0 == since(machine).code


def test_a_large_folder_is_compared_and_not_held_against_a_change_that_leaves_it(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    git = repository(machine.folder)
    folder(machine, "vendor/calm", {**CALM_JS, "data.bin": b"0" * (2 << 20)})
    linked(machine, "vendor/calm")
    git.commit()
    monkeypatch.setenv("PRATIQUE_MAX_ARTIFACT_MB", "1")
    assert 0 == since(machine).code
    folder(machine, "vendor/calm", EVIL_JS)
    assert 3 == since(machine).code


def test_what_is_reached_through_a_link_is_incomplete_whatever_changes(machine: Machine) -> None:
    """What it leads to may have changed, and is not looked at."""
    git = repository(machine.folder)
    put(machine, "real/calm.tgz", tgz(CALM_JS))
    (machine.folder / "vendor").symlink_to("real")
    local(machine, "vendor/calm.tgz")
    git.commit()
    put(machine, "real/calm.tgz", tgz(EVIL_JS))
    assert 3 == since(machine).code


def test_a_change_of_a_link_in_a_folder_is_a_change(machine: Machine) -> None:
    git = repository(machine.folder)
    folder(machine, "vendor/calm", CALM_JS)
    (machine.folder / "vendor/calm/more.js").symlink_to("index.js")
    linked(machine, "vendor/calm")
    git.commit()
    assert [] == since(machine).json["packages"]
    (machine.folder / "vendor/calm/more.js").unlink()
    (machine.folder / "vendor/calm/more.js").symlink_to("package.json")
    assert 1 == len(since(machine).json["packages"])


def test_the_reason_is_told_with_a_next_step(machine: Machine) -> None:
    of_registry(machine)
    local(machine, "vendor/calm.tgz", put(machine, "vendor/calm.tgz", tgz(CALM_JS)))
    ran = machine.run("check", "--since", "HEAD")
    assert "! the package came from a registry; the change takes it from vendor/calm.tgz" in ran.out
    assert "an exception (waiver) for `source-changed` accepts the change" in ran.out


def test_a_member_that_takes_the_name_of_a_registrys_package_is_incomplete(machine: Machine) -> None:
    of_registry(machine)
    linked(machine, "parts/calm")
    lock = json.loads((machine.folder / "package-lock.json").read_text())
    lock["packages"][""] |= {"workspaces": ["parts/*"], "dependencies": {"calm": "*"}}
    machine.write("package-lock.json", json.dumps(lock))
    folder(machine, "parts/calm", EVIL_JS)
    ran = since(machine)
    assert 3 == ran.code
    [untold] = ran.json["coverage"]["not_judged"]
    assert "a workspace of the project itself; before the change, it came from a registry" == untold["why"]
    assert 0 == machine.run("check", "--as", "new").code
