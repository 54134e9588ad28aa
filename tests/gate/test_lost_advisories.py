"""Known bad at the gate: what its registry removed, and what it does when the index of advisories is lost."""

import asyncio
import base64
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pratique.cli import main
from pratique.cli.run.clock import now
from pratique.core.decision import Client
from pratique.core.names import Ecosystem, PackageRef
from pratique.gate.protocols.interface import Answer, ArtifactWanted, Face
from pratique.gate.protocols.npm.protocol import NPM
from pratique.gate.protocols.pypi.protocol import PYPI
from pratique.gate.protocols.rubygems.protocol import GEMS
from pratique.store.folder.home import Home, data_home
from pratique.store.record import GATE, Adopted, Adoption
from tests.cli import spawning
from tests.cli.advising import osv_record
from tests.gate.aftermath import After, aftermath, codes, warn
from tests.loopback import LoopbackRegistry, Status


@pytest.fixture
def everywhere(registry: LoopbackRegistry) -> LoopbackRegistry:
    """A registry of every ecosystem, none of which knows `flat-strum`."""
    home = Path(os.environ["HOME"])
    pip = home / ".config/pip/pip.conf"
    pip.parent.mkdir(parents=True)
    pip.write_text(f"[global]\nindex-url = {registry.pypi_url}\n")
    (home / ".gemrc").write_text(f":sources:\n- {registry.gem_url}\n")
    return registry


CALM_BAD = {"calm": ["1.0.1"]}
GONE = {
    NPM: ArtifactWanted(PackageRef(Ecosystem.NPM, "flat-strum"), "0.1.1", "flat-strum-0.1.1.tgz"),
    PYPI: ArtifactWanted(
        PackageRef(Ecosystem.PYPI, "flat-strum"), "0.1.1", "flat_strum-0.1.1-py3-none-any.whl"
    ),
    GEMS: ArtifactWanted(PackageRef(Ecosystem.RUBYGEMS, "flat-strum"), "0.1.1", "flat-strum-0.1.1.gem"),
}
OSV = {NPM: "npm", PYPI: "PyPI", GEMS: "RubyGems"}


def index() -> Path:
    return Home(data_home(os.environ)).advisories


def delete() -> None:
    index().unlink()


def empty() -> None:
    index().write_bytes(b"")


def damage() -> None:
    data = bytearray(index().read_bytes())
    for place in range(200, len(data), 97):
        data[place] ^= 0xFF
    index().write_bytes(bytes(data))


def without_rows() -> None:
    """Put an index of no rows in its place, as somebody would who wants the gate to know nothing."""
    here, elsewhere = os.environ.get("PRATIQUE_HOME"), index().parent.parent / "elsewhere"
    os.environ["PRATIQUE_HOME"] = str(elsewhere)
    try:
        path = elsewhere.parent / "one.json"
        path.write_bytes(osv_record("GHSA-1", "nobody"))
        assert 0 == main(["advisories", "import", str(path), "--as", "osv"])
        assert 0 == main(["advisories", "remove", "osv"])
        made = index().read_bytes()
    finally:
        if here is None:
            del os.environ["PRATIQUE_HOME"]
        else:
            os.environ["PRATIQUE_HOME"] = here
    index().write_bytes(made)


def older() -> None:
    """Put a copy of the index in its place that was made before the malware was known."""
    index().write_bytes(index().with_name("older").read_bytes())


LOSSES = [delete, empty, damage, without_rows, older]


@pytest.mark.parametrize("face", GONE, ids=lambda face: face.ecosystem.value)
def test_a_release_that_its_registry_removed_is_403_by_name_in_every_ecosystem(
    everywhere: LoopbackRegistry, tmp_path: Path, face: Face
) -> None:
    record = osv_record("MAL-2026-9", "flat-strum", ecosystem=OSV[face])
    (tmp_path / "mal.json").write_bytes(record)
    assert 0 == main(["advisories", "import", str(tmp_path / "mal.json")])

    async def run() -> Answer:
        async with aftermath() as after:
            artifacts = after.inside.gate.artifacts
            return await artifacts.answer(face, GONE[face], Client("10.0.0.1"))

    answer = asyncio.run(run())
    assert 403 == answer.status
    assert "advisory" in codes(answer)
    assert "MAL-2026-9 says that flat-strum@0.1.1 is malicious" in json.loads(answer.body)["error"]


@pytest.mark.parametrize("face", GONE, ids=lambda face: face.ecosystem.value)
def test_what_nobody_knows_is_not_found_as_before(everywhere: LoopbackRegistry, face: Face) -> None:
    async def run() -> Answer:
        async with aftermath() as after:
            return await after.inside.gate.artifacts.answer(face, GONE[face], Client("10.0.0.1"))

    assert 404 == asyncio.run(run()).status


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.__name__)
def test_a_lost_index_holds_what_is_new_and_forgets_no_block(
    registry: LoopbackRegistry, tmp_path: Path, loss: Callable[[], None]
) -> None:
    warn(tmp_path)
    index().with_name("older").write_bytes(index().read_bytes())
    warn(tmp_path, **CALM_BAD)

    async def run() -> tuple[list[int], list[list[str]], Answer, Answer]:
        async with aftermath() as after:
            before = [(await after.get("calm", "1.0.0")).status, (await after.get("calm", "1.0.1")).status]
            loss()
            await after.look()
            pinned = (await after.get("calm", "1.0.0")).status
            stopped = await after.get("calm", "1.0.1")
            new = await after.get("user", "2.0.0")
            health = await _health(after)
            registry.fault("/npm/calm", Status(code=404))
            return [*before, pinned, stopped.status, new.status], [codes(stopped), codes(new)], health, new

    statuses, reasons, health, new = asyncio.run(run())
    assert [200, 403, 200, 403, 503] == statuses
    assert ["blocked-before", "advisories-unavailable"] == [one[0] for one in reasons]
    assert "Retry-After" in new.headers
    assert "cannot be judged now" in (new.reason or "")
    assert 503 == health.status
    told = json.loads(health.body)
    assert "failing" == told["status"]
    assert told["problems"][0].startswith("new releases are held: ")


async def _health(after: After) -> Answer:
    from pratique.gate.api.monitoring import Watched  # noqa: PLC0415 - this test alone asks it

    parts = after.inside.gate
    watched = Watched(
        admission=parts.admission,
        listings=parts.listings,
        metrics=parts.metrics,
        moment=parts.moment,
        ecosystems=[face.ecosystem for face in parts.faces],
        beside={},
    )
    return await watched.answer("/healthz", {})


def test_malware_that_was_served_stays_refused_when_the_index_is_lost(
    registry: LoopbackRegistry, tmp_path: Path
) -> None:
    warn(tmp_path)

    async def run() -> list[int]:
        async with aftermath() as after:
            statuses = [(await after.get("calm", "1.0.1")).status]
            warn(tmp_path, **CALM_BAD)
            await after.look()
            assert 1 == len(after.turned)
            delete()
            await after.look()
            statuses.append((await after.get("calm", "1.0.1")).status)
            assert all(one.cleared_at is None for one in after.turned)
            return statuses

    assert [200, 403] == asyncio.run(run())


def test_an_adopted_release_that_nobody_asked_for_stays_known_when_the_index_is_lost(
    registry: LoopbackRegistry, tmp_path: Path
) -> None:
    warn(tmp_path)
    sha512 = base64.b64decode(registry.npm_integrity("calm", "1.0.1").partition("-")[2]).hex()

    async def run() -> tuple[int, Answer]:
        async with aftermath() as after:
            entries = frozenset({Adopted("pkg:npm/calm@1.0.1", f"sha512:{sha512}")})
            after.session.store.adoptions.put(Adoption(project=GATE, at=now(), entries=entries))
            await after.look()
            warn(tmp_path, **CALM_BAD)
            await after.look()
            delete()
            await after.look()
            return (await after.get("calm", "1.0.0")).status, await after.get("calm", "1.0.1")

    new, adopted = asyncio.run(run())
    assert (503, 403) == (new, adopted.status)
    assert ["blocked-before"] == codes(adopted)


def test_an_index_that_comes_back_ends_the_hold(registry: LoopbackRegistry, tmp_path: Path) -> None:
    warn(tmp_path, **CALM_BAD)

    async def run() -> list[int]:
        async with aftermath() as after:
            delete()
            await after.look()
            statuses = [(await after.get("user", "2.0.0")).status]
            warn(tmp_path, **CALM_BAD)
            await after.look()
            return [*statuses, (await after.get("user", "2.0.0")).status]

    assert [503, 200] == asyncio.run(run())


def test_an_index_that_is_removed_on_purpose_is_not_lost(registry: LoopbackRegistry, tmp_path: Path) -> None:
    warn(tmp_path, **CALM_BAD)

    async def run() -> int:
        async with aftermath() as after:
            assert 0 == main(["advisories", "remove", "--all"])
            await after.look()
            return (await after.get("user", "2.0.0")).status

    assert 200 == asyncio.run(run())


def test_a_gate_that_never_had_an_index_serves_and_says_so(registry: LoopbackRegistry) -> None:
    async def run() -> tuple[int, str]:
        async with aftermath() as after:
            answer = await after.get("user", "2.0.0")
            return answer.status, after.inside.decisions[0].note

    status, note = asyncio.run(run())
    assert 200 == status
    assert note.startswith("advisories not checked: there is no advisory index")


def test_a_gate_that_must_know_does_not_start_without(
    registry: LoopbackRegistry, settings: Path, tmp_path: Path
) -> None:
    settings.write_text("[gate]\nrequire_advisories = true\n")
    code, _, err = spawning.run("gate", "serve", "--listen", "127.0.0.1:0", folder=tmp_path)

    assert 2 == code
    assert "gate.require_advisories is set, but advisories are missing: advisories about npm" in err
