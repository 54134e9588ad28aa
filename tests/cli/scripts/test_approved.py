"""What is approved by the records beside lockfiles, as the check of a change says it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pratique.cli.scripts.approved import Approved, approved_scripts
from pratique.cli.scripts.record import Entry, text_of
from tests.cli.conftest import machine
from tests.cli.running import Machine
from tests.git import Git
from tests.loopback import NpmPackage, NpmRelease

__all__ = ["machine"]
SAY = "console.log('hello');\n"


def test_without_a_record_nothing_is_said(tmp_path: Path) -> None:
    assert Approved() == approved_scripts(tmp_path, ["package-lock.json"])
    assert Approved() == approved_scripts(tmp_path, ["package-lock.json"], branch=lambda _: None)


def test_a_broken_record_approves_nothing_and_is_told(tmp_path: Path) -> None:
    (tmp_path / "pratique-scripts.toml").write_text("version = 2\n")
    found = approved_scripts(tmp_path, ["package-lock.json"])
    assert frozenset() == found.artifacts
    assert "pratique-scripts.toml" in found.problems[0]


def entry(version: str = "1.0.0", **changes: Any) -> Entry:
    plain = Entry(
        package="pkg:npm/kite",
        version=version,
        file=f"kite-{version}.tgz",
        digest=f"sha256:{'a' * 64}",
        behaviour=f"sha256:{'b' * 64}",
        approved=True,
        by_person=True,
        does=(),
    )
    return replace(plain, **changes)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((), (entry(),), "approves pkg:npm/kite@1.0.0"),
        (None, (entry(),), "approves pkg:npm/kite@1.0.0"),
        ((entry(),), (), "removes the approval of pkg:npm/kite@1.0.0"),
        ((entry(approved=False),), (), "removes the denial of pkg:npm/kite@1.0.0"),
        ((entry(approved=False),), (entry(),), "approves pkg:npm/kite@1.0.0"),
        ((entry(),), (entry(approved=False),), "denies pkg:npm/kite@1.0.0"),
        ((entry(),), (entry(digest=f"sha256:{'c' * 64}"),), "approves pkg:npm/kite@1.0.0"),
        ((entry(),), None, "removes the record"),
        ((entry(),), (entry(does=("prints",)),), None),
    ],
)
def test_the_record_of_the_branch_decides_and_edits_are_named(
    tmp_path: Path, before: tuple[Entry, ...] | None, after: tuple[Entry, ...] | None, told: str | None
) -> None:
    if after is not None:
        (tmp_path / "pratique-scripts.toml").write_text(text_of(after))
    found = approved_scripts(
        tmp_path,
        ["package-lock.json"],
        branch=lambda _: None if before is None else text_of(before).encode(),
    )
    assert found.artifacts == frozenset(
        ("pkg:npm/kite@1.0.0", one.digest) for one in before or () if one.approved
    )
    assert (told is None) == (found.changes == ())
    assert told is None or told in found.changes[0][1]
    assert not found.by_change & found.artifacts


def test_a_record_that_the_change_breaks_is_named(tmp_path: Path) -> None:
    (tmp_path / "pratique-scripts.toml").write_text("version = 2\n")
    found = approved_scripts(tmp_path, ["package-lock.json"], branch=lambda _: text_of((entry(),)).encode())
    assert found.artifacts
    assert "no install script counts as approved" in found.changes[0][1]


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
    ran = machine.run("check", "--since", "HEAD")
    told = " ".join((ran.out + ran.err).split())
    assert "prints a message (approved only by this change)" in told
    assert "effective only after the merge: approves pkg:npm/teller@1.0.0" in told
    for format_ in ("json", "markdown", "github"):
        assert (
            "effective only after the merge: approves pkg"
            in machine.run("check", "--since", "HEAD", "--notes", "-f", format_).out
        )
    git.commit()
    machine.lock("calm@1.0.0", "teller@1.0.1")
    told = " ".join(machine.run("check", "--since", "HEAD~1").out.split())
    assert "effective only after the merge" in told


def test_what_the_branch_approved_is_approved(machine: Machine) -> None:
    release = NpmRelease(
        version="1.0.0", manifest={"scripts": {"postinstall": "node say.js"}}, files={"say.js": SAY}
    )
    machine.registry.put_npm(NpmPackage(name="teller", releases=(release,)))
    machine.lock("calm@1.0.0", "teller@1.0.0")
    machine.run("scripts", "--write", "--client", "npm@12.1.0")
    approved = (machine.folder / "pratique-scripts.toml").read_text()
    machine.lock("calm@1.0.0")
    git = Git(machine.folder)
    git("init", "--quiet")
    git.commit()
    machine.lock("calm@1.0.0", "teller@1.0.0")
    told = " ".join(machine.run("check", "--since", "HEAD").out.split())
    assert "prints a message (approved)" in told
    machine.write("pratique-scripts.toml", approved.replace('"approved"', '"denied"'))
    told = " ".join(machine.run("check", "--since", "HEAD").out.split())
    assert "prints a message (approved)" in told
    assert "denies pkg:npm/teller@1.0.0" in told
