"""`pratique source`, as a person runs it: real git, a registry on this machine."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.builders import sdist, tgz, wheel
from tests.cli.running import Machine
from tests.git import Git, repository
from tests.git_server import git_host
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease
from tests.signing import Sigstore, build, npm_answer, statement

SCHEMA = Path(__file__).parents[3] / "src/pratique/report/schemas/source-1.schema.json"
CODE = "module.exports = function calm() { return 'calm' }\n"
LICENCE = "A licence that is long enough to be one.\n"


def manifest(version: str, **more: object) -> str:
    return json.dumps({"name": "calm", "version": version, **more}, indent=2) + "\n"


def files(version: str, **more: str) -> dict[str, str]:
    return {"package.json": manifest(version), "index.js": CODE, "LICENSE": LICENCE, **more}


class Project:
    """The repository of `calm`."""

    def __init__(self, folder: Path) -> None:
        self.git: Git = repository(folder)
        self.folder = folder

    def release(self, content: dict[str, str], *, tag: str | None = None, folder: str = "") -> str:
        for path, text in content.items():
            target = self.folder / folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        commit = self.git.commit()
        if tag is not None:
            self.git("tag", "--force", tag)
        return commit


@pytest.fixture
def project(machine: Machine) -> Project:
    return Project(machine.folder.parent / "repositories" / "calm")


def packed(machine: Machine, content: dict[str, str], name: str = "calm-1.1.0.tgz") -> str:
    data = (
        tgz(content)
        if name.endswith(".tgz")
        else wheel(content)
        if name.endswith(".whl")
        else sdist(content, name[:-7])
    )
    (machine.folder / name).write_bytes(data)
    return f"./{name}"


def run(machine: Machine, *arguments: str) -> tuple[int, Any]:
    ran = machine.run("source", *arguments, "--format", "json")
    assert "" == ran.err
    jsonschema.validate(ran.json, json.loads(SCHEMA.read_text()))
    return ran.code, ran.json


def states(told: Any) -> dict[str, str]:
    return {file["path"]: file["state"] for file in told["files"]}


def test_a_file_that_is_its_source_is_clear(machine: Machine, project: Project) -> None:
    project.release(files("1.1.0"), tag="v1.1.0")
    code, told = run(machine, packed(machine, files("1.1.0")), "--repository", str(project.folder))
    assert (0, {"same": 3}, "tag", 3) == (code, told["counts"], told["commit"]["how"], told["equal"])


def test_a_payload_that_only_the_tarball_has_is_told(machine: Machine, project: Project) -> None:
    project.release(files("1.1.0"), tag="v1.1.0")
    target = packed(machine, files("1.1.0", **{"lib/setup.js": "console.log('marker')\n"}))
    code, told = run(machine, target, "--repository", str(project.folder))
    assert (0, "missing") == (code, states(told)["lib/setup.js"])
    assert [("lib/setup.js", False)] == [(claim["path"], claim["strong"]) for claim in told["claims"]]
    text = machine.run("source", target, "--repository", str(project.folder)).out
    assert "calm@1.1.0: 1 file different from the source" in text
    assert "lib/setup.js:1  22 bytes  runs" in text


def test_a_missing_tag_is_incomplete_until_a_commit_is_named(machine: Machine, project: Project) -> None:
    commit = project.release(files("1.1.0"), tag="v1.0.0")
    target = packed(machine, files("1.1.0"))
    code, told = run(machine, target, "--repository", str(project.folder))
    assert (3, "no-tag", []) == (code, told["not_comparable"]["reason"], told["files"])
    code, told = run(machine, target, "--repository", str(project.folder), "--at", commit)
    assert (0, "given", ["tag-missing"]) == (
        code,
        told["commit"]["how"],
        [r["kind"] for r in told["remarks"]],
    )
    code, told = run(machine, target, "--repository", str(project.folder), "--at", "none")
    assert (3, "no-commit") == (code, told["not_comparable"]["reason"])


def test_a_package_of_many_is_compared_with_its_folder(machine: Machine, project: Project) -> None:
    project.release({"package.json": '{"name": "root"}', "index.js": "root()\n"})
    project.release(files("1.1.0"), tag="calm@1.1.0", folder="packages/calm")
    code, told = run(machine, packed(machine, files("1.1.0")), "--repository", str(project.folder))
    assert (0, "packages/calm", {"same": 3}) == (code, told["folder"], told["counts"])


def test_a_moved_tag_is_told(machine: Machine, project: Project) -> None:
    first = project.release(files("1.1.0"), tag="v1.1.0")
    project.release(files("1.1.0", **{"extra.js": "1\n"}), tag="v1.1.0")
    target = packed(machine, files("1.1.0"))
    code, told = run(machine, target, "--repository", str(project.folder), "--tag-was", first.upper())
    assert (0, ["tag-moved"]) == (code, [remark["kind"] for remark in told["remarks"]])


def test_a_wheel_and_an_sdist_are_compared(machine: Machine, project: Project) -> None:
    source = {
        "pyproject.toml": "[project]\nname = 'calm'\n",
        "src/calm/__init__.py": "x = 'a calm package'\n",
    }
    project.release(source, tag="v1.1.0")
    metadata = "Metadata-Version: 2.1\nName: calm\nVersion: 1.1.0\n"
    info = {"calm-1.1.0.dist-info/METADATA": metadata, "calm-1.1.0.dist-info/RECORD": ""}
    target = packed(
        machine, {"calm/__init__.py": "x = 'a calm package'\n", **info}, "calm-1.1.0-py3-none-any.whl"
    )
    code, told = run(machine, target, "--repository", str(project.folder))
    assert (0, {"same": 1, "packed": 2}) == (code, told["counts"])
    target = packed(machine, {**source, "PKG-INFO": metadata}, "calm-1.1.0.tar.gz")
    code, told = run(machine, target, "--repository", str(project.folder))
    assert (0, {"same": 2, "packed": 1}) == (code, told["counts"])


def test_without_a_repository_nothing_is_compared(machine: Machine) -> None:
    code, told = run(machine, packed(machine, files("1.1.0")))
    assert (3, "no-repository") == (code, told["not_comparable"]["reason"])


def test_a_path_without_a_repository_is_a_wrong_use(machine: Machine) -> None:
    ran = machine.run("source", packed(machine, files("1.1.0")), "--repository", str(machine.folder))
    assert (2, True) == (ran.code, "is not in a readable git repository" in ran.err)


def published(name: str, host: str, built: dict[str, str], **more: str) -> NpmPackage:
    """`calm`, as the registry has it: 1.0.0 is its source, 1.1.0 has `more`."""
    url = f"git+http://{host}/calm"
    releases = []
    for version, extra in (("1.0.0", {}), ("1.1.0", more)):
        told = {"name": name, "version": version, "repository": {"url": url}}
        content = {**files(version), **extra, "package.json": manifest(version, repository={"url": url})}
        listed = {**told, "gitHead": built[version]} if version in built else None
        releases.append(NpmRelease(version=version, files=content, listed_manifest=listed))
    return NpmPackage(name=name, releases=tuple(releases))


@pytest.mark.parametrize(("extra", "code"), [({}, 0), ({"lib/setup.js": "console.log('marker')\n"}, 1)])
def test_a_release_is_held_against_the_habit_of_its_package(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    extra: dict[str, str],
    code: int,
) -> None:
    folder = tmp_path / "repositories"
    folder.mkdir()
    project = Project(folder / "calm")
    with git_host(folder) as (host, asked):
        url = f"git+http://{host}/calm"
        for version in ("1.0.0", "1.1.0"):
            text = manifest(version, repository={"url": url})
            project.release({**files(version), "package.json": text}, tag=f"v{version}")
        with LoopbackRegistry(npm=[published("calm", host, {}, **extra)]) as registry:
            (Path.home() / ".npmrc").write_text(f"registry={registry.npm_url}\n")
            machine = Machine(tmp_path, registry, capsys)
            monkeypatch.chdir(tmp_path)
            ran, told = run(machine, "calm@1.1.0")
            assert (3, "host-not-named", []) == (ran, told["not_comparable"]["reason"], asked)
            monkeypatch.setenv("PRATIQUE_GIT_HOSTS", host)
            ran, told = run(machine, "calm@1.1.0")
            assert (code, "pkg:npm/calm@1.0.0") == (ran, told["habit"]["baseline"])
            assert [True] * code == [claim["strong"] for claim in told["claims"]]
            ran, told = run(machine, "calm@1.1.0", "--no-baseline")
            assert (0, "--no-baseline") == (ran, told["habit"]["why_none"])


def test_a_release_built_from_a_commit_on_no_branch_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "repositories"
    folder.mkdir()
    project = Project(folder / "calm")
    project.release(files("1.0.0"), tag="v1.0.0")
    with git_host(folder) as (host, _):
        text = manifest("1.1.0", repository={"url": f"git+http://{host}/calm"})
        stray = project.release({**files("1.1.0"), "package.json": text})
        project.git("reset", "--quiet", "--hard", "v1.0.0")
        with LoopbackRegistry(npm=[published("calm", host, {"1.1.0": stray})]) as registry:
            (Path.home() / ".npmrc").write_text(f"registry={registry.npm_url}\n")
            monkeypatch.chdir(tmp_path)
            monkeypatch.setenv("PRATIQUE_GIT_HOSTS", host)
            code, told = run(Machine(tmp_path, registry, capsys), "calm@1.1.0")
    assert (0, "built", False, 0) == (code, told["commit"]["how"], told["commit"]["reachable"], told["equal"])
    assert ["tag-missing", "unreachable", "committed-later"] == [remark["kind"] for remark in told["remarks"]]


def test_the_commit_that_an_attestation_names_is_compared_with_where_no_other_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "repositories"
    folder.mkdir()
    project = Project(folder / "calm")
    with git_host(folder) as (host, _):
        url = f"http://{host}/calm"
        content = {**files("1.1.0"), "package.json": manifest("1.1.0", repository={"url": f"git+{url}"})}
        commit = project.release(content)
        bare = NpmRelease(version="1.1.0", files=content)
        payload = statement("pkg:npm/calm@1.1.0", bare.pack("calm"), predicate=build(url, commit))
        attested = replace(bare, attestations=npm_answer(Sigstore().bundle(payload, identity={})))
        with LoopbackRegistry(npm=[NpmPackage(name="calm", releases=(attested,))]) as registry:
            (Path.home() / ".npmrc").write_text(f"registry={registry.npm_url}\n")
            monkeypatch.chdir(tmp_path)
            monkeypatch.setenv("PRATIQUE_GIT_HOSTS", host)
            machine = Machine(tmp_path, registry, capsys)
            code, told = run(machine, "calm@1.1.0")
            assert (0, "attested", commit, 3) == (
                code,
                told["commit"]["how"],
                told["commit"]["id"],
                told["equal"],
            )
            assert "from the attestation" in machine.run("source", "calm@1.1.0").out
