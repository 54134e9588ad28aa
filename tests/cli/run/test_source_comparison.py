"""`pratique inspect --source`, as a person runs it: real git, a registry on this machine."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.running import Machine
from tests.cli.verbs.test_source import Project, files, manifest, packed, published
from tests.git_server import git_host
from tests.loopback import LoopbackRegistry

YOUNG = datetime.now(UTC) - timedelta(days=5)


def test_a_file_of_a_person_is_held_against_the_repository_that_is_named(machine: Machine) -> None:
    project = Project(machine.folder.parent / "repositories" / "calm")
    project.release(files("1.1.0"), tag="v1.1.0")
    target = packed(machine, files("1.1.0"))
    ran = machine.run("inspect", target, "--repository", str(project.folder), "-v")
    assert "source: 3 of 3 files byte-for-byte identical to the repository at v1.1.0" in ran.out
    assert 2 == machine.run("inspect", target, target, "--repository", str(project.folder)).code
    assert 3 == machine.run("inspect", target, "--repository", str(machine.folder)).code


ELF = "\x7fELF\0\0compiled"
BUILT = "var a=1;" * 2000
"""One line, as a minifier writes it."""


@pytest.mark.parametrize(
    ("content", "option", "gap"),
    [
        ({}, "--source", "neither the artifact nor its registry lists a git repository"),
        ({"x.node": ELF}, "--repository", "x.node: built, not compared"),
        ({"dist/z.js": BUILT}, "--repository", "dist/z.js: built, not compared"),
        ({"index.js": None, "x.node": ELF}, "--repository", "all files that can run are built"),
    ],
    ids=["no repository", "compiled code", "minified code", "compiled code alone"],
)
def test_what_was_not_compared_with_its_repository_is_incomplete(
    machine: Machine, content: dict[str, str | None], option: str, gap: str
) -> None:
    project = Project(machine.folder.parent / "repositories" / "calm")
    project.release(files("1.1.0"), tag="v1.1.0")
    shipped = {path: text for path, text in {**files("1.1.0"), **content}.items() if text is not None}
    named = [option] if option == "--source" else [option, str(project.folder)]
    ran = machine.run("inspect", packed(machine, shipped), *named)
    assert (3, True) == (ran.code, f"source repository: {gap}" in " ".join(ran.out.split())), ran.out


def test_what_is_no_archive_is_an_answer_and_incomplete(machine: Machine) -> None:
    (machine.folder / "calm-1.1.0.tgz").write_bytes(b"no archive")
    ran = machine.run("inspect", "./calm-1.1.0.tgz", "--source", "--format", "json")
    assert 0 != ran.code
    assert 1 == ran.json[0]["coverage"]["families"]["source"]["unknown"]


def test_a_payload_that_only_the_artifact_has_is_a_finding_and_lengthens_the_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "repositories"
    folder.mkdir()
    project = Project(folder / "calm")
    with git_host(folder) as (host, asked):
        url = f"git+http://{host}/calm"
        for version in ("1.0.0", "1.1.0"):
            text = manifest(version, repository={"url": url})
            project.release({**files(version), "package.json": text}, tag=f"v{version}")
        package = published("calm", host, {}, **{"lib/setup.js": "console.log('marker')\n"})
        with LoopbackRegistry(npm=[package]) as registry:
            (Path.home() / ".npmrc").write_text(f"registry={registry.npm_url}\n")
            machine = Machine(tmp_path, registry, capsys)
            monkeypatch.chdir(tmp_path)
            ran = machine.run("inspect", "calm@1.1.0", "--source", "--format", "json")
            assert (3, "unknown", []) == (ran.code, _answer(ran.json[0]), asked)
            monkeypatch.setenv("PRATIQUE_GIT_HOSTS", host)
            told = machine.run("inspect", "calm@1.1.0", "--source", "--format", "json").json[0]
    assert "known" == _answer(told)
    assert ["not-in-source"] == [found["rule"] for found in told["findings"]]
    assert "lib/setup.js" == told["findings"][0]["locations"][0]["path"]
    signals = [one["signal"] for artifact in told["artifacts"] for one in artifact["signals"]]
    assert "source-differs" in signals


def _answer(told: dict[str, dict[str, dict[str, dict[str, int]]]]) -> str:
    counts = told["coverage"]["families"]["source"]
    return next(word for word in ("known", "unknown", "not_asked") if counts[word])
