"""`inspect --baseline` and `diff` over releases and local archives, for each ecosystem."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.running import Machine
from tests.loopback import NpmPackage, NpmRelease, PypiProject, wheel_file
from tests.loopback.gem_packages import GemPackage, gem_file


@dataclass(frozen=True)
class Pair:
    """Two releases of `louder`: the second can reach the network, and the first cannot."""

    archive: str
    release: str
    path: str
    quiet: str
    loud: str


PAIRS: Mapping[str, Pair] = {
    "npm": Pair(
        archive="louder-{}.tgz",
        release="louder@{}",
        path="index.js",
        quiet="module.exports = 1\n",
        loud="module.exports = url => require('https').get(url)\n",
    ),
    "pypi": Pair(
        archive="louder-{}-py3-none-any.whl",
        release="louder=={}",
        path="louder/__init__.py",
        quiet="x = 1\n",
        loud="import urllib.request\n\ndef get(url):\n    return urllib.request.urlopen(url)\n",
    ),
    "gem": Pair(
        archive="louder-{}.gem",
        release="gem:louder@{}",
        path="lib/louder.rb",
        quiet="X = 1\n",
        loud="require 'net/http'\n\ndef get(url)\n  Net::HTTP.get(URI(url))\nend\n",
    ),
}


@pytest.fixture
def shelf(machine: Machine) -> Machine:
    """The machine, with both releases of each ecosystem at the registry and as archives in the folder."""
    (Path(os.environ["HOME"]) / ".gemrc").write_text(f"---\n:sources:\n- {machine.registry.gem_url}\n")
    archives: dict[str, tuple[bytes, ...]] = {}
    npm = tuple(NpmRelease(version=version, files=files) for version, files in versions("npm"))
    machine.registry.put_npm(NpmPackage(name="louder", releases=npm))
    archives["npm"] = tuple(release.pack("louder") for release in npm)
    wheels = tuple(wheel_file("louder", version, files) for version, files in versions("pypi"))
    machine.registry.put_pypi(PypiProject(name="louder", files=wheels))
    archives["pypi"] = tuple(wheel.data for wheel in wheels)
    gems = tuple(gem_file("louder", version, files) for version, files in versions("gem"))
    machine.registry.put_gem(GemPackage(name="louder", files=gems))
    archives["gem"] = tuple(gem.data for gem in gems)
    for ecosystem, pair in PAIRS.items():
        for version, data in zip(("1.0.0", "1.1.0"), archives[ecosystem], strict=True):
            (machine.folder / pair.archive.format(version)).write_bytes(data)
    return machine


def versions(ecosystem: str) -> tuple[tuple[str, dict[str, str]], ...]:
    pair = PAIRS[ecosystem]
    return ("1.0.0", {pair.path: pair.quiet}), ("1.1.0", {pair.path: pair.loud})


def named(ecosystem: str, form: str, version: str) -> str:
    pair = PAIRS[ecosystem]
    return f"./{pair.archive.format(version)}" if form == "file" else pair.release.format(version)


@pytest.mark.parametrize("old", ["file", "release"])
@pytest.mark.parametrize("new", ["file", "release"])
@pytest.mark.parametrize("ecosystem", PAIRS)
def test_any_two_are_compared(shelf: Machine, ecosystem: str, old: str, new: str) -> None:
    before, after = named(ecosystem, old, "1.0.0"), named(ecosystem, new, "1.1.0")
    inspected = shelf.run("inspect", after, "--baseline", before, "--format", "json")
    [artifact] = inspected.json[0]["artifacts"]
    archive = PAIRS[ecosystem].archive.format("1.0.0")
    assert (archive if old == "file" else f"pkg:{ecosystem}/louder@1.0.0") == artifact["baseline"]
    assert "capability-gained" in {finding["rule"] for finding in inspected.json[0]["findings"]}
    assert 0 == inspected.code

    compared = shelf.run("diff", before, after)
    assert (0, True) == (compared.code, "+ network" in compared.out)


def test_the_answer_names_the_file_that_was_compared(shelf: Machine) -> None:
    ran = shelf.run("inspect", "./louder-1.1.0.tgz", "--baseline", "./louder-1.0.0.tgz", "-v")
    assert "compared with louder-1.0.0.tgz" in ran.out
    assert "new in this release: network" in ran.out
    assert [] == shelf.registry.requests


@pytest.mark.parametrize(
    ("target", "baseline", "code", "text"),
    [
        ("./louder-1.1.0.tgz", "./gone.tgz", 2, "./gone.tgz does not exist"),
        ("./louder-1.1.0.tgz", ".", 2, ". is a folder"),
        ("./louder-1.1.0.tgz", "./louder-1.0.0.gem", 3, "another kind of archive"),
        ("louder@1.1.0", "./louder-1.0.0.gem", 3, "another kind of archive"),
        ("louder@1.1.0", "louder@9.0.0", 3, "the registry does not list louder@9.0.0"),
        ("louder@1.1.0", "louder==1.0.0", 3, "louder==1.0.0 has no file like louder-1.1.0.tgz"),
        ("./louder-1.1.0.tgz", "louder==1.0.0", 3, "louder==1.0.0 has no file like louder-1.1.0.tgz"),
    ],
)
def test_a_baseline_that_cannot_be_used_is_never_left_out_in_silence(
    shelf: Machine, target: str, baseline: str, code: int, text: str
) -> None:
    ran = shelf.run("inspect", target, "--baseline", baseline)
    assert code == ran.code, ran.out
    assert text in " ".join((ran.out + ran.err).split())


def test_what_is_known_to_be_bad_is_named_whatever_its_baseline(machine: Machine) -> None:
    machine.registry.put_npm(
        NpmPackage(name="event-stream", releases=(NpmRelease(version="3.3.6", files={}),))
    )
    ran = machine.run("inspect", "event-stream@3.3.6", "--baseline", "event-stream@3.3.4")
    assert (1, True) == (ran.code, "is malicious" in ran.out)
