"""What was met at one registry disowns nothing of another: for each ecosystem, for `check`, `inspect` and the gate."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import Machine
from tests.gate.inside import inside
from tests.loopback import (
    GemPackage,
    LoopbackRegistry,
    NpmPackage,
    NpmRelease,
    PypiProject,
    gem_file,
    wheel_file,
)

TARGETS = {"npm": "calm@1.0.1", "pypi": "sample==1.1.0", "rubygems": "gem:kite@1.0.0"}


def packages(words: str) -> tuple[NpmPackage, PypiProject, GemPackage]:
    """The same three releases, with other bytes for other words."""
    return (
        NpmPackage(name="calm", releases=(NpmRelease(version="1.0.1", files={"index.js": f"// {words}\n"}),)),
        PypiProject(name="sample", files=(wheel_file("sample", "1.1.0", {"sample.py": f"# {words}\n"}),)),
        GemPackage(name="kite", files=(gem_file("kite", "1.0.0", {"lib/kite.rb": f"# {words}\n"}),)),
    )


def registry(words: str) -> LoopbackRegistry:
    npm, pypi, gem = packages(words)
    return LoopbackRegistry(npm=[npm], pypi=[pypi], gems=[gem])


def use(running: LoopbackRegistry) -> None:
    """Make a registry the one that this user's npm, pip and gem ask."""
    home = Path(os.environ["HOME"])
    (home / ".npmrc").write_text(f"registry={running.npm_url}\n")
    (home / ".config/pip/pip.conf").write_text(f"[global]\nindex-url = {running.pypi_url}\n")
    (home / ".gemrc").write_text(f"---\n:sources:\n- {running.gem_url}\n")


@pytest.fixture
def genuine() -> Iterator[LoopbackRegistry]:
    with registry("genuine") as running:
        yield running


@pytest.fixture
def other() -> Iterator[LoopbackRegistry]:
    with registry("other") as running:
        yield running


@pytest.mark.parametrize("ecosystem", TARGETS)
def test_bytes_of_another_registry_disown_nothing(
    machine: Machine, genuine: LoopbackRegistry, other: LoopbackRegistry, ecosystem: str
) -> None:
    target = TARGETS[ecosystem]
    for running in (other, genuine, other, genuine):
        use(running)
        ran = machine.run("inspect", target)
        assert (0, False) == (ran.code, "changed-bytes" in ran.out), ran.out


@pytest.mark.parametrize("ecosystem", TARGETS)
def test_bytes_that_change_at_one_registry_are_noticed(
    machine: Machine, genuine: LoopbackRegistry, ecosystem: str
) -> None:
    use(genuine)
    assert 0 == machine.run("inspect", TARGETS[ecosystem]).code
    npm, pypi, gem = packages("changed")
    genuine.put_npm(npm)
    genuine.put_pypi(pypi)
    genuine.remove("kite")
    genuine.put_gem(gem)
    ran = machine.run("inspect", "--no-cache", TARGETS[ecosystem])
    assert 1 == ran.code
    assert "the record on this machine says" in ran.out


def test_a_run_that_trusts_a_projects_registry_leaves_the_genuine_release_alone(
    machine: Machine, genuine: LoopbackRegistry, other: LoopbackRegistry
) -> None:
    use(genuine)
    machine.write(".npmrc", f"registry={other.npm_url}\n")
    theirs = Machine(machine.folder, other, machine.capsys)
    theirs.lock("calm@1.0.1")
    assert 0 == machine.run("check", "--trust-project", "--as", "new").code
    assert other.requests_to("*.tgz")
    (machine.folder / ".npmrc").unlink()
    Machine(machine.folder, genuine, machine.capsys).lock("calm@1.0.1")
    ran = machine.run("check", "--as", "new")
    assert (0, False) == (ran.code, "changed-bytes" in ran.out), ran.out
    assert 0 == machine.run("inspect", "calm@1.0.1").code


def test_the_gate_serves_the_genuine_release_after_a_run_with_another_registry(
    machine: Machine, genuine: LoopbackRegistry, other: LoopbackRegistry
) -> None:
    use(other)
    assert 0 == machine.run("inspect", "calm@1.0.1").code
    use(genuine)

    async def run() -> tuple[int, bytes, bool]:
        async with inside() as made:
            listing = await made.listing("calm")
            answer = await made.tarball("calm", "1.0.1")
            return answer.status, answer.body, "deprecated" in listing["versions"]["1.0.1"]

    data = packages("genuine")[0].tarballs["calm-1.0.1.tgz"]
    assert (200, data, False) == asyncio.run(run())
