"""Installed code that no package owns, each file judged by itself."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from pratique.core.installed import FileList, ShippedFile
from pratique.core.names import Digest, Ecosystem
from pratique.core.policy import Action, Waiver
from pratique.core.verdict import HoldKind
from pratique.installed.inventory import InstalledTree, Loose
from pratique.installed.node_modules import read
from pratique.intake.in_use.unowned import UnownedCode, judge_unowned
from tests.core.dossiers import NOW as TODAY
from tests.core.dossiers import waiver
from tests.installed.memory import MemoryFiles
from tests.intake.building import Machine

STARTUP = "import os; os.system('x')\n"


def judged(
    machine: Machine,
    *loose: Loose,
    site: Mapping[str, Any] | None = None,
    waivers: tuple[Waiver, ...] = (),
    lists: tuple[FileList, ...] = (),
) -> UnownedCode:
    files = MemoryFiles({"site-packages": site or {}})
    empty = read(MemoryFiles({"node_modules": {}}), "node_modules").lock
    tree = InstalledTree(
        path="site-packages",
        ecosystem=Ecosystem.PYPI,
        lock=empty,
        loose=loose,
        aside=("node_modules/.cache",),
    )

    async def run() -> UnownedCode:
        async with machine.opened() as parts:
            return await judge_unowned(parts.road, files, [tree], lists=lists, waivers=waivers)

    return asyncio.run(run())


def running(*looks: str) -> Loose:
    return Loose("site-packages/x.pth", "Python runs it", runs=True, looks=looks)


def test_code_that_runs_is_held_under_the_name_of_its_folder(machine: Machine) -> None:
    found = judged(machine, running(), site={"x.pth": STARTUP})
    (package,) = found.packages
    verdict = package.worst.verdict

    assert ("pkg:pypi/site-packages@unowned", ("site-packages",)) == (package.ref.purl, package.sources)
    assert (Action.HOLD, HoldKind.REVIEW) == (verdict.action, verdict.kind)
    assert ["unowned-code"] == [reason.source for reason in verdict.reasons]
    assert (Digest("sha256", hashlib.sha256(STARTUP.encode()).hexdigest()),) == package.worst.digests


def test_a_file_that_a_judged_artifact_has_lost_its_record_alone(machine: Machine) -> None:
    sha256 = hashlib.sha256(STARTUP.encode()).hexdigest()
    here = FileList(files={"x.pth": ShippedFile(sha256, 1, runs=True)})
    elsewhere = FileList(files={"src/x.pth": ShippedFile(sha256, 1, runs=True)})

    assert () == judged(machine, running(), site={"x.pth": STARTUP}, lists=(here,)).packages
    assert 1 == len(judged(machine, running(), site={"x.pth": STARTUP}, lists=(elsewhere,)).packages)


def test_what_does_not_run_is_listed(machine: Machine) -> None:
    found = judged(
        machine, Loose("site-packages/mine.py", "no installed package owns the module", runs=False)
    )

    assert () == found.packages
    assert [
        "no installed package owns the module: site-packages/mine.py",
        "created after installation, belongs to no package: node_modules/.cache",
    ] == [item.why for item in found.listed]


@pytest.mark.parametrize(
    "source",
    ["import sys\nsys.meta_path.insert(0, object())\n", "import importlib.util\nimportlib.util.spec_from_file_location('a', 'b')\n"],
)  # fmt: skip
def test_a_known_line_whose_module_does_nothing_of_note_is_let_pass(machine: Machine, source: str) -> None:
    assert () == judged(machine, running("site-packages/_v.py"), site={"x.pth": "", "_v.py": source}).packages


@pytest.mark.parametrize(
    "source",
    [
        "import subprocess\nsubprocess.run(['id'])\n",
        "import urllib.request\nurllib.request.urlopen('https://x.invalid')\n",
        "exec('1')\n",
        "import base64\nbase64.b64decode('eA==')\n",
        "def (:\n" * 50,
        b"\0\xff",
    ],
)
def test_a_known_line_whose_module_does_more_is_held(machine: Machine, source: str | bytes) -> None:
    assert 1 == len(
        judged(machine, running("site-packages/_v.py"), site={"x.pth": "", "_v.py": source}).packages
    )


def test_a_known_line_whose_module_cannot_be_read_is_held(machine: Machine) -> None:
    assert 1 == len(judged(machine, running("site-packages/gone.py"), site={"x.pth": ""}).packages)


@pytest.mark.parametrize(
    ("changes", "action"),
    [
        ({}, Action.ALLOW),
        ({"digest": Digest("sha256", hashlib.sha256(STARTUP.encode()).hexdigest())}, Action.ALLOW),
        ({"digest": Digest("sha256", "0" * 64)}, Action.HOLD),
        ({"ecosystem": Ecosystem.NPM}, Action.HOLD),
        ({"package": "other"}, Action.HOLD),
        ({"versions": "==unowned"}, Action.ALLOW),
        ({"versions": "==1.0"}, Action.HOLD),
    ],
)
def test_a_waiver_frees_it(machine: Machine, changes: dict[str, Any], action: Action) -> None:
    named = waiver("unowned-code", package="site-packages", ecosystem=Ecosystem.PYPI, expires=TODAY.date())
    found = judged(machine, running(), waivers=(replace(named, **changes),), site={"x.pth": STARTUP})

    assert [action] == [package.action for package in found.packages]


def test_more_than_anybody_reads_is_counted(machine: Machine) -> None:
    many = [Loose(f"site-packages/{n:04}.pth", "Python runs it", runs=True) for n in range(700)]
    (package,) = judged(machine, *many).packages

    assert 501 == len(package.assessments)
    assert "and 199 more" in package.assessments[-1].verdict.reasons[0].text
