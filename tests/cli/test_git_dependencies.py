"""Packages that a lock takes from a git repository: judged by the tree of the commit, where its host may be asked."""

from collections.abc import Iterator

import pytest

from tests.cli.running import Machine
from tests.git import repository
from tests.git_server import git_host

HIDDEN = "eval(Buffer.from('Y29uc29sZS5sb2coIm1hcmtlciIp', 'base64').toString())\n"
"""Runs a line that prints a word."""


class Host:
    """A host with one repository, `tool`, and a project whose lock takes it from there."""

    def __init__(self, machine: Machine, name: str, asked: list[str]) -> None:
        self.machine, self.name, self.asked = machine, name, asked
        self.folder = machine.folder.parent / "repositories" / "tool"
        self.git = repository(self.folder)

    def commit(self, files: dict[str, str]) -> str:
        for path, text in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_text(text)
        return self.git.commit()

    def lock(self, revision: str) -> None:
        entries = {"calm": {"resolved": f"git+http://{self.name}/tool#{revision}", "integrity": None}}
        self.machine.lock("calm@1.0.0", entries=entries)


@pytest.fixture
def host(machine: Machine) -> Iterator[Host]:
    folder = machine.folder.parent / "repositories"
    folder.mkdir()
    with git_host(folder) as (name, asked):
        yield Host(machine, name, asked)


def allowed(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRATIQUE_GIT_HOSTS", host.name)


def test_no_host_is_asked_that_the_settings_do_not_name(machine: Machine, host: Host) -> None:
    host.lock(host.commit({"package.json": "{}"}))
    ran = machine.run("check", "--format", "json")
    assert 3 == ran.code
    (found,) = ran.json["coverage"]["not_judged"]
    assert f"check.git_hosts does not list {host.name}" in found["why"]
    assert [] == host.asked


def test_a_project_cannot_name_hosts_by_itself(machine: Machine, host: Host) -> None:
    host.lock(host.commit({"package.json": "{}"}))
    machine.write("pratique.toml", f'[check]\ngit_hosts = ["{host.name}"]\n')
    assert 3 == machine.run("check").code
    assert [] == host.asked


def test_a_calm_commit_is_judged_once_and_then_remembered(
    machine: Machine, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed(host, monkeypatch)
    host.lock(
        host.commit(
            {"package.json": '{"name": "calm", "version": "1.0.0"}', "index.js": "module.exports = 1\n"}
        )
    )
    ran = machine.run("check", "--format", "json")
    assert (0, True) == (ran.code, ran.json["coverage"]["complete"])
    assert ["pkg:npm/calm@1.0.0"] == [package["purl"] for package in ran.json["packages"]]
    asked = len(host.asked)
    assert asked > 0
    assert 0 == machine.run("check", "--offline").code
    assert 0 == machine.run("check", "--as", "new").code
    assert asked == len(host.asked)


def test_what_npm_runs_for_a_commit_alone_is_read_as_a_hook(
    machine: Machine, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed(host, monkeypatch)
    host.lock(host.commit({"package.json": '{"name": "calm", "version": "1.0.0"}', "test/build.js": HIDDEN}))
    assert 0 == machine.run("check", "--as", "new").code
    manifest = '{"name": "calm", "version": "1.0.0", "scripts": {"prepare": "node test/build.js"}}'
    host.lock(host.commit({"package.json": manifest}))
    ran = machine.run("check", "--as", "new", "--format", "json")
    assert 1 == ran.code
    (package,) = ran.json["packages"]
    assert ("hold", "review") == (package["action"], package["kind"])
    assert "test/build.js" in {place["path"] for f in package["findings"] for place in f["locations"]}


def test_what_was_judged_in_one_folder_says_nothing_of_another(
    machine: Machine, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed(host, monkeypatch)
    manifest = '{"name": "calm", "version": "1.0.0", "scripts": {"postinstall": "node run.js"}}'
    calm = {"a/b/package.json": manifest, "a/b/run.js": "1\n"}
    commit = host.commit({**calm, "a-b/package.json": manifest, "a-b/run.js": HIDDEN})
    host.lock(f"{commit}&path:/a/b")
    assert 0 == machine.run("check", "--as", "new").code
    host.lock(f"{commit}&path:/a-b")
    assert 1 == machine.run("check", "--as", "new").code


def test_another_commit_of_the_same_version_is_a_change(
    machine: Machine, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed(host, monkeypatch)
    git = repository(machine.folder)
    host.lock(host.commit({"package.json": '{"name": "calm", "version": "1.0.0"}', "index.js": "1\n"}))
    git.commit()
    host.lock(host.commit({"index.js": "2\n"}))
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    assert 0 == ran.code
    (package,) = ran.json["packages"]
    assert ["source-changed"] == package["change"]["kinds"]


def test_a_commit_that_is_gone_is_not_judged_and_told(
    machine: Machine, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed(host, monkeypatch)
    host.commit({"package.json": "{}"})
    host.lock("f" * 40)
    ran = machine.run("check", "--format", "json")
    assert 3 == ran.code
    assert "commit ffffffffffff" in ran.json["coverage"]["not_judged"][0]["why"]
