"""The registry of a moment: what it lists, and by which tags."""

import asyncio
import json
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from gauntlet.clients import Client
from gauntlet.incident import Incident, Package, Release, utc
from gauntlet.locks import asked_by, lock_of, package_lock
from gauntlet.machine import Clock, beside, home, running

from gauntlet import world
from pratique.core.names import Ecosystem
from tests.loopback import LoopbackRegistry, Status

AT = utc("2025-06-01")


def release(version: str, day: str, **more: Any) -> Release:
    return Release(version=version, at=utc(day), files={"index.js": f"exports.at = '{version}'\n"}, **more)


def incident(*releases: Release, **more: Any) -> Incident:
    return Incident(
        id="calm-2025",
        title="nothing happened",
        copy="Nothing.",
        ecosystem=more.pop("ecosystem", Ecosystem.NPM),
        packages=(Package(name="calm", releases=releases), *more.pop("packages", ())),
        at=AT,
        asks=more.pop("asks", {"calm": "*"}),
        good=more.pop("good", {}),
        **more,
    )


def packument(made: Incident, day: str) -> Any:
    with LoopbackRegistry() as registry:
        world.set_to(registry, made, utc(day))
        with urllib.request.urlopen(registry.npm_url + "calm", timeout=30) as answer:
            return json.load(answer)


def test_what_is_not_out_yet_is_not_listed() -> None:
    made = incident(release("1.0.0", "2025-01-01"), release("1.1.0", "2025-06-01"))
    assert ["1.0.0"] == list(packument(made, "2025-05-31")["versions"])
    assert ["1.0.0", "1.1.0"] == list(packument(made, "2025-06-01")["versions"])


def test_latest_is_the_newest_release_of_that_tag() -> None:
    made = incident(release("2.0.0", "2025-01-01"), release("1.0.1", "2025-06-01", dist_tag="old"))
    assert {"latest": "2.0.0", "old": "1.0.1"} == packument(made, "2025-06-02")["dist-tags"]


def test_what_somebody_took_away_has_a_time_and_nothing_else() -> None:
    gone = release("1.1.0", "2025-02-01", withdrawn_at=utc("2025-05-01"))
    made = incident(release("1.0.0", "2025-01-01"), gone)
    assert "1.1.0" in packument(made, "2025-04-30")["versions"]
    after = packument(made, "2025-05-02")
    assert "1.1.0" not in after["versions"]
    assert "1.1.0" in after["time"]
    assert "1.0.0" == after["dist-tags"]["latest"]


def test_provenance_and_the_workflow_that_published_it_are_told() -> None:
    made = incident(
        release("1.0.0", "2025-01-01", attested=True, trusted_publisher="github"),
        release("1.0.1", "2025-01-02"),
    )
    versions = packument(made, "2025-06-02")["versions"]
    assert ["attestations" in versions[one]["dist"] for one in ("1.0.0", "1.0.1")] == [True, False]
    assert "github" == versions["1.0.0"]["_npmUser"]["trustedPublisher"]["id"]
    assert "trustedPublisher" not in versions["1.0.1"]["_npmUser"]


def test_a_lock_says_what_runs_something_at_install() -> None:
    made = incident(release("1.0.0", "2025-01-01", scripts={"postinstall": "node index.js"}))
    entry = package_lock(made, {"calm": "1.0.0"}, npm_url="http://127.0.0.1/")["packages"]
    assert isinstance(entry, dict)
    assert entry["node_modules/calm"]["hasInstallScript"] is True


def test_a_lock_of_another_name_asks_for_that_name() -> None:
    needed = Package(name="need", releases=(release("1.0.0", "2025-01-01"),))
    typed = Package(name="clam", releases=(release("3.0.0", "2025-01-01", depends={"need": "^1.0.0"}),))
    made = incident(release("1.0.0", "2025-01-01"), packages=(needed, typed))
    assert {"clam": "3.0.0"} == asked_by(made, {"clam": "3.0.0", "need": "1.0.0"})
    assert {"calm": "*"} == asked_by(made, {"calm": "1.0.0"})


def test_a_wheel_alone_with_its_tag_and_a_source_with_a_file_of_its_own() -> None:
    binary = release("1.0.0", "2025-01-01", wheel_tag="cp313-cp313-manylinux1_x86_64", sdist=False)
    assert ["calm-1.0.0-cp313-cp313-manylinux1_x86_64.whl"] == [
        file.filename for file in world.pypi_files("calm", binary)
    ]
    source = release("1.0.0", "2025-01-01", sdist_files={"setup.py": "MARK = 'only here'\n"})
    plain = release("1.0.0", "2025-01-01")
    wheels = [world.pypi_files("calm", one)[0].data for one in (source, plain)]
    sources = [world.pypi_files("calm", one)[1].data for one in (source, plain)]
    assert wheels[0] == wheels[1]
    assert sources[0] != sources[1]


def test_pip_finds_what_another_index_has(tmp_path: Path) -> None:
    ours = replace(release("2.0.0", "2025-01-01"), files={"calm.py": "AT = 2\n"})
    made = incident(
        ecosystem=Ecosystem.PYPI,
        packages=(Package(name="other", releases=(ours,)),),
        beside=(Package(name="calm", releases=(ours,)),),
        asks={"calm": ""},
    )
    made = replace(made, packages=made.packages[1:])
    with LoopbackRegistry() as registry, home(tmp_path, registry, age=False), beside(made) as other:
        world.set_to(registry, made, AT)
        assert {"calm": "2.0.0"} == asyncio.run(_by_range(made, tmp_path, other))


async def _by_range(made: Incident, folder: Path, other: str) -> object:
    async with running(Clock(AT)) as gate:
        client = Client(made, gate.url, folder, other)
        return (await asyncio.to_thread(client.by_range, "app")).versions


def test_what_the_gate_cannot_answer_is_no_refusal(tmp_path: Path) -> None:
    ours = replace(release("1.0.0", "2025-01-01"), files={"calm.py": "AT = 1\n"})
    made = incident(ours, ecosystem=Ecosystem.PYPI, asks={"calm": ""})
    with LoopbackRegistry() as registry, home(tmp_path, registry, age=False):
        world.set_to(registry, made, AT)
        registry.fault("/simple/calm/", Status(code=500))
        with pytest.raises(RuntimeError, match=r"the gate had no answer: .*calm.*50"):
            asyncio.run(_required(made, tmp_path))


async def _required(made: Incident, folder: Path) -> None:
    async with running(Clock(AT)) as gate:
        await asyncio.to_thread(Client(made, gate.url, folder).by_range, "app")
        gate.require_answers()


def test_what_is_out_of_the_bad_lock() -> None:
    made = incident(
        release("1.0.0", "2025-01-01"),
        release("1.0.1", "2025-06-01"),
        packages=(Package(name="late", releases=(release("1.0.0", "2025-06-05"),)),),
        bad={"calm": ("1.0.1",), "late": ("1.0.0",)},
    )
    assert {"calm": "1.0.1"} == made.locked_at(utc("2025-06-02"))
    assert {"calm": "1.0.1", "late": "1.0.0"} == made.locked_at(utc("2025-06-06"))


def test_a_name_that_never_had_a_good_release_is_not_lasting() -> None:
    typed = incident(release("1.0.0", "2025-01-01"), guilty={"calm": ("1.0.0",)}, good={"clam": "1.0.0"})
    assert not typed.lasting
    real = incident(
        release("1.0.0", "2025-01-01"), release("1.0.1", "2025-06-01"), guilty={"calm": ("1.0.1",)}
    )
    assert not real.lasting, "nothing good is locked"
    assert replace(real, good={"calm": "1.0.0"}).lasting


def test_gems_have_a_lock_of_bundler() -> None:
    made = incident(release("1.0.0", "2025-01-01"), ecosystem=Ecosystem.RUBYGEMS)
    name, text = lock_of(made, {"calm": "1.0.0"}, npm_url="", gem_url="http://127.0.0.1/gems/")
    assert "Gemfile.lock" == name
    assert "    calm (1.0.0)\n" in text
