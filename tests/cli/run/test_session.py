"""The parts of a run."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from pratique.cli.run.session import open_session, read_upstreams, this_platform
from pratique.cli.run.settings import read_settings
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.verdict import Standing
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import Reference, RegistryError, StoreError
from pratique.intake.questions import Wish
from pratique.net.configuration.config_file import Project
from tests.cli.raw_server import answering
from tests.cli.running import Machine

CALM = PackageRef(Ecosystem.NPM, "calm").at("1.0.1")


def judge(*, refetch: bool = False, offline: bool = False) -> tuple[str, bool]:
    """Judge one release in a session of its own: the action, and whether it was remembered."""
    told = {"run.offline": ("--offline", "true")} if offline else {}

    async def run() -> tuple[str, bool]:
        async with open_session(read_settings(None, told), refetch=refetch) as session:
            (question,) = await session.questions.of_release(CALM, standing=Standing.NEW, wish=Wish())
            said = await session.road.assess(question)
            return said.verdict.action.value, said.cached

    return asyncio.run(run())


def test_a_session_remembers_for_the_next_one(machine: Machine) -> None:
    assert [("allow", False), ("allow", True)] == [judge(), judge()]


def test_a_young_listing_is_not_asked_for_again_unless_wanted(machine: Machine) -> None:
    asked = []
    for refetch in (False, False, True):
        judge(refetch=refetch)
        asked.append(len(machine.registry.requests_to("/npm/calm")))
    assert [1, 1, 2] == asked


def test_offline_asks_nobody(machine: Machine) -> None:
    judge()
    machine.registry.requests.clear()
    assert ("allow", True) == judge(offline=True)
    assert [] == machine.registry.requests


def test_offline_without_memory_is_told(machine: Machine) -> None:
    with pytest.raises(RegistryError) as told:
        judge(offline=True)
    assert Reference.OFFLINE is told.value.reference
    assert [] == machine.registry.requests


def test_a_state_folder_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PRATIQUE_HOME", str(tmp_path / "file/state"))
    with pytest.raises(StoreError) as told:
        judge()
    assert "PRATIQUE_HOME" in told.value.hint


def test_an_etag_that_is_no_text_spoils_no_run() -> None:
    """A registry may answer with any bytes in a header; the answer itself is fine."""
    listing = b'{"name": "calm", "versions": {}}'
    head = (
        b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: "\xff\xfe"\r\nContent-Length: %d\r\n\r\n'
    )
    with answering(head % len(listing) + listing) as url:
        (Path(os.environ["HOME"]) / ".npmrc").write_text(f"registry={url}\n")
        with pytest.raises(RegistryError) as told:
            judge()
    assert Reference.VERSION_NOT_FOUND is told.value.reference


def test_without_configuration_the_public_registries_are_asked(tmp_path: Path) -> None:
    upstreams = read_upstreams(read_settings(None, {}), None)
    assert [module.default_registry() for module in ECOSYSTEMS.values()] == [
        upstreams.open[ecosystem][0].url for ecosystem in ECOSYSTEMS
    ]


def test_the_projects_own_registries_count_only_when_it_is_trusted(tmp_path: Path) -> None:
    (tmp_path / ".npmrc").write_text("registry=https://registry.example/npm/\n")
    settings = read_settings(None, {})
    named = {
        trusted: read_upstreams(settings, Project(folder=tmp_path, trusted=trusted))
        .open[Ecosystem.NPM][0]
        .url
        for trusted in (False, True)
    }
    assert "https://registry.example/npm/" == named[True]
    assert "registry.example" not in named[False]


def test_the_platform_is_that_of_this_program() -> None:
    platform = this_platform()
    assert [sys.version_info[:2]] == [python.version for python in platform.pythons]
    assert platform.os == {"linux": "linux", "darwin": "darwin", "win32": "win32"}.get(sys.platform)
