"""What is approved by the records beside lockfiles, as the check of a change says it."""

from pathlib import Path

from pratique.cli.scripts.approved import approved_scripts
from tests.cli.conftest import machine
from tests.cli.running import Machine
from tests.git import Git
from tests.loopback import NpmPackage, NpmRelease

__all__ = ["machine"]
SAY = "console.log('hello');\n"


def test_without_a_record_nothing_is_said(tmp_path: Path) -> None:
    assert (None, ()) == approved_scripts(tmp_path, ["package-lock.json"])


def test_a_broken_record_approves_nothing_and_is_told(tmp_path: Path) -> None:
    (tmp_path / "pratique-scripts.toml").write_text("version = 2\n")
    approved, problems = approved_scripts(tmp_path, ["package-lock.json"])
    assert frozenset() == approved
    assert "pratique-scripts.toml" in problems[0]


def test_the_check_of_a_change_says_which_new_scripts_are_not_approved(machine: Machine) -> None:
    files = {"say.js": SAY}
    releases = tuple(
        NpmRelease(version=version, manifest={"scripts": {"postinstall": "node say.js"}}, files=files)
        for version in ("1.0.0", "1.0.1")
    )
    machine.registry.put_npm(NpmPackage(name="teller", releases=releases))
    machine.lock("calm@1.0.0")
    machine.write("pratique-scripts.toml", "version = 1\n")
    git = Git(machine.folder)
    git("init", "--quiet")
    git.commit()
    machine.lock("calm@1.0.0", "teller@1.0.0")
    told = " ".join(machine.run("check", "--since", "HEAD").out.split())
    assert "+ teller@1.0.0 postinstall: prints a message (not approved) package.json:" in told
    machine.run("scripts", "--write", "--client", "npm@12.1.0")
    told = " ".join(machine.run("check", "--since", "HEAD").out.split())
    assert "prints a message (approved)" in told
