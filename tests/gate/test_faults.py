"""What fails while the gate works: nobody gets a byte that was not judged, and each byte that went out has a decision."""

import asyncio
import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pratique.analysis.pool import Pool
from pratique.cli import main
from pratique.cli.run.clock import now
from pratique.core.decision import Decision
from pratique.core.names import PackageRef
from pratique.gate.protocols.interface import Answer, ArtifactWanted, Face
from pratique.gate.protocols.npm.protocol import NPM
from pratique.gate.protocols.pypi.protocol import PYPI
from pratique.gate.protocols.rubygems.protocol import GEMS
from pratique.net.client.http import Http
from pratique.store.folder.home import Home, data_home
from pratique.store.record import Kind
from tests.gate.aftermath import aftermath, codes, warn
from tests.gate.conftest import CALM
from tests.gate.first_uses import advise
from tests.gate.gem_clients import configure as configure_gem
from tests.gate.inside import CLIENT, Inside, inside
from tests.gate.python_clients import configure as configure_pip
from tests.gate.running import Got, RunningGate, gate
from tests.loopback import (
    Fault,
    GemPackage,
    GzipBomb,
    LoopbackRegistry,
    NpmPackage,
    NpmRelease,
    PypiProject,
    Redirect,
    RedirectLoop,
    Replaced,
    Slow,
    Status,
    Truncated,
    gem_file,
    wheel_file,
)
from tests.loopback.pypi_face import file_path

GOOD = CALM.tarballs["calm-1.0.1.tgz"]
OLDER = CALM.tarballs["calm-1.0.0.tgz"]
TARBALL = "/npm/calm/-/calm-1.0.1.tgz"
LARGE = NpmPackage(
    name="large",
    releases=(
        NpmRelease(
            version="1.0.0",
            files={
                f"{number}.js": "".join(f"exports.a{line} = f(a{line}, {number})\n" for line in range(1_500))
                for number in range(60)
            },
        ),
    ),
)
"""Its judgement takes a second or more."""
LARGE_TARBALL = "/npm/large/-/large-1.0.0.tgz"


def until(holds: Callable[[], bool], *, within_s: float = 60) -> None:
    """Wait until something is so."""
    end = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < end, "it never was so"
        time.sleep(0.005)


async def begun(running: RunningGate, path: str) -> "asyncio.Task[Got | None]":
    """Ask in the background; None for a connection that broke."""

    def ask() -> Got | None:
        try:
            return running.get(path)
        except OSError:
            return None

    return asyncio.create_task(asyncio.to_thread(ask))


def kept(data: bytes) -> bool:
    """Whether bytes are in the folder of the gate."""
    found = Path(os.environ["PRATIQUE_HOME"]).glob("artifacts/??/*")
    return any(path.stat().st_size == len(data) for path in found)


def held_to(log: list[dict[str, str]], served: list[str]) -> None:
    """Each that was served has a decision that lets it in, and nothing else was let in."""
    assert sorted(served) == sorted(one["purl"] for one in log if one["action"] == "allow")


def test_a_gate_killed_in_a_download_leaves_no_decision_and_no_part_of_a_file(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    registry.fault(TARBALL, Slow(delay_s=0.05, dripping=True), times=1)

    async def killed() -> Got | None:
        with gate(tmp_path) as running:
            asked = await begun(running, TARBALL)
            await asyncio.to_thread(until, lambda: bool(registry.requests_to(TARBALL)))
            os.kill(running.process.pid, signal.SIGKILL)
            return await asked

    assert asyncio.run(killed()) is None
    assert not kept(GOOD)
    with gate(tmp_path) as running:
        held_to(running.log(), [])
        assert GOOD == running.get(TARBALL).body
        held_to(running.log(), ["pkg:npm/calm@1.0.1"])


def test_a_gate_killed_in_judging_serves_nothing_that_was_not_judged_later(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    registry.put_npm(LARGE)
    data = LARGE.tarballs["large-1.0.0.tgz"]

    async def killed() -> Got | None:
        with gate(tmp_path) as running:
            asked = await begun(running, LARGE_TARBALL)
            await asyncio.to_thread(until, lambda: kept(data))
            os.kill(running.process.pid, signal.SIGKILL)
            return await asked

    assert asyncio.run(killed()) is None
    warn(tmp_path, large=["1.0.0"])
    with gate(tmp_path) as running:
        held_to(running.log(), [])
        refused = running.get(LARGE_TARBALL)
        assert (403, "advisory") == (refused.status, refused.json["reasons"][0]["code"])
        held_to(running.log(), [])


def test_a_gate_killed_after_it_served_adopted_bytes_inspects_them_at_its_next_start(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    advise()
    lock = tmp_path / "package-lock.json"
    entry = {"version": "1.0.1", "integrity": registry.npm_integrity("calm", "1.0.1")}
    packages = {"": {"dependencies": {"calm": "1.0.1"}}, "node_modules/calm": entry}
    lock.write_text(json.dumps({"lockfileVersion": 3, "packages": packages}))
    assert 0 == main(["gate", "adopt", str(lock)])

    def state(running: RunningGate) -> dict[str, Any]:
        found: dict[str, Any] = running.get("/healthz").json["served_before_inspection"]
        return found

    with gate(tmp_path) as running:
        assert GOOD == running.get(TARBALL).body
        os.kill(running.process.pid, signal.SIGKILL)
        running.process.wait(30)
        (decision,) = running.log()
    assert ["served-before-inspection"] == [one["code"] for one in decision["reasons"]]

    with gate(tmp_path) as running:
        until(lambda: not state(running)["waiting"] and not still_uninspected())
        assert {"waiting": 0, "failed": 0, "failures": []} == state(running)
        assert 200 == running.get(TARBALL).status
        assert [] == running.log()[-1]["reasons"]


def still_uninspected() -> bool:
    """Whether the state folder lists files that were served before their inspection."""
    with closing(sqlite3.connect(Home(data_home(os.environ)).database)) as connection:
        return bool(connection.execute("SELECT count(*) FROM uninspected").fetchone()[0])


def workers_of(pid: int) -> list[int]:
    """The processes that a gate has started."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in found.read_text().split()] if found.exists() else []


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_workers_that_are_killed_hold_what_they_judged(tmp_path: Path, registry: LoopbackRegistry) -> None:
    registry.put_npm(LARGE)
    data = LARGE.tarballs["large-1.0.0.tgz"]

    async def refused() -> Got | None:
        with gate(tmp_path) as running:
            asked = await begun(running, LARGE_TARBALL)
            await asyncio.to_thread(until, lambda: kept(data))
            while not asked.done():
                for pid in workers_of(running.process.pid):
                    os.kill(pid, signal.SIGKILL)
                await asyncio.sleep(0.05)
            held_to(running.log(), [])
            answer = await asked
            assert answer is not None
            assert 403 == answer.status
            assert "not-inspected" in {reason["code"] for reason in answer.json["reasons"]}
            again = running.get(LARGE_TARBALL)
            assert (200, data) == (again.status, again.body)
            held_to(running.log(), ["pkg:npm/large@1.0.0"])
            return answer

    asyncio.run(refused())


def test_a_disk_without_room_serves_nothing_and_goes_on_when_there_is_room(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        assert 200 == running.get("/npm/calm/-/calm-1.0.0.tgz").status
        pid = running.process.pid
        soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
        full = [running.get(path) for path in (TARBALL, "/npm/calm/-/calm-1.0.0.tgz")]
        health = running.get("/healthz")
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))
        held_to(running.log(), ["pkg:npm/calm@1.0.0"])
        after = running.get(TARBALL)
        held_to(running.log(), ["pkg:npm/calm@1.0.0", "pkg:npm/calm@1.0.1"])

    assert [503, 503] == [one.status for one in full]
    assert not [one for one in full if OLDER in one.body or GOOD in one.body]
    assert (503, "failing") == (health.status, health.json["status"])
    assert (200, GOOD) == (after.status, after.body)


def test_a_database_that_takes_no_decision_serves_nothing(tmp_path: Path, registry: LoopbackRegistry) -> None:
    with gate(tmp_path) as running:
        assert 200 == running.get(TARBALL).status
        path = Home(data_home(os.environ)).database
        with closing(sqlite3.connect(path)) as database:
            database.execute(
                "CREATE TRIGGER shut BEFORE INSERT ON decisions BEGIN SELECT RAISE(FAIL, 'read-only'); END"
            )
        refused = [
            running.get(TARBALL),
            running.get(TARBALL, Range="bytes=0-3"),
            running.get(TARBALL, method="HEAD"),
        ]
        with closing(sqlite3.connect(path)) as database:
            database.execute("DROP TRIGGER shut")
        held_to(running.log(), ["pkg:npm/calm@1.0.1"])

    assert [503, 503, 503] == [one.status for one in refused]
    assert "the gate serves a file only if it can record the decision" in refused[0].json["error"]


@pytest.mark.parametrize("what", ["damaged", "gone", "no folder", "no artifacts"])
def test_a_state_folder_that_cannot_be_used_fails_the_health_and_serves_nothing_unnoted(
    tmp_path: Path, registry: LoopbackRegistry, what: str
) -> None:
    with gate(tmp_path) as running:
        assert 200 == running.get(TARBALL).status
        home = Home(data_home(os.environ))
        with closing(sqlite3.connect(home.database)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        spoil(home, what)
        answers = [running.get(path) for path in (TARBALL, "/npm/calm/-/calm-1.0.0.tgz")]
        health = running.get("/healthz")

    assert (503, "failing") == (health.status, health.json["status"])
    assert "the state folder cannot be used" in health.json["problems"][0]
    if what != "damaged":
        # Of a damaged file the gate may hold all pages that it needs: what it served is noted there.
        assert [503, 503] == [one.status for one in answers]


def spoil(home: Home, what: str) -> None:
    """Take from a state folder what a gate needs."""
    if what == "damaged":
        with home.database.open("r+b") as file:
            file.seek(4_096)
            file.write(os.urandom(home.database.stat().st_size - 4_096))
    elif what == "gone":
        for end in ("", "-wal", "-shm"):
            home.database.with_name(home.database.name + end).unlink(missing_ok=True)
    else:
        shutil.rmtree(home.folder if what == "no folder" else home.artifacts)


def test_a_gate_does_not_start_on_a_database_that_is_none(tmp_path: Path, registry: LoopbackRegistry) -> None:
    home = Home(data_home(os.environ))
    home.make()
    home.database.write_bytes(os.urandom(8_192))

    with pytest.raises(AssertionError, match="is damaged"), gate(tmp_path):
        pass


def test_a_gate_whose_workers_cannot_start_fails_the_health_after_the_first_judgement(
    registry: LoopbackRegistry,
) -> None:
    async def run() -> None:
        async with inside(wait_s=20) as made:
            moment = made.gate.moment
            assert moment is not None
            before = await moment.trouble()
            async with Pool(1, program="pratique.analysis.no_such_worker") as pool:
                law = made.gate.listings.law
                law.road = replace(law.road, pool=pool)
                answer = await made.tarball("calm", "1.0.1")
                after = await moment.trouble()

        assert ("", 403, "not-inspected") == (before, answer.status, codes(answer)[0])
        assert "the gate cannot judge artifacts: workers end as soon as they start (code 1)" == after

    asyncio.run(run())


@dataclass(frozen=True)
class Wanted:
    """A file of one ecosystem, how the gate is asked for it, and what its registry has."""

    face: Face
    file: ArtifactWanted
    path: str
    """Its path at the registry."""
    good: bytes
    other: bytes
    """Another file of the same kind, which the registry serves at `other_path`."""
    other_path: str


def _wanted(face: Face, name: str, files: Sequence[tuple[str, str, bytes]]) -> Wanted:
    """`files` are the filename, path and bytes of the version 1.0.1 and of 1.0.0."""
    (filename, path, good), (_, other_path, other) = files
    package = PackageRef(face.ecosystem, name)
    return Wanted(face, ArtifactWanted(package, "1.0.1", filename), path, good, other, other_path)


WHEELS = [wheel_file("kite", version, {"kite.py": f"V = '{version}'\n"}) for version in ("1.0.1", "1.0.0")]
GEM_FILES = [
    gem_file("kite", version, {"lib/kite.rb": f"K = '{version}'\n"}) for version in ("1.0.1", "1.0.0")
]
WANTED = {
    "npm": _wanted(
        NPM, "calm", [("calm-1.0.1.tgz", TARBALL, GOOD), ("", "/npm/calm/-/calm-1.0.0.tgz", OLDER)]
    ),
    "pypi": _wanted(PYPI, "kite", [(one.filename, file_path(one), one.data) for one in WHEELS]),
    "rubygems": _wanted(
        GEMS,
        "kite",
        [
            (name, f"/rubygems/gems/{name}", one.data)
            for one in GEM_FILES
            for name in (f"kite-{one.version}.gem",)
        ],
    ),
}
PAGE = b"<!doctype html><html><body><h1>Virus blocked</h1></body></html>"
NO_FILE: dict[str, Callable[[Wanted], Fault]] = {
    "404": lambda _: Status(code=404),
    "500": lambda _: Status(code=500),
    "unauthorized": lambda _: Status(code=401),
    "nothing": lambda _: Replaced(data=b""),
    "a page": lambda _: Replaced(data=PAGE),
    "a part": lambda wanted: Replaced(data=wanted.good[:-1]),
    "cut off": lambda _: Truncated(missing_bytes=1),
    "a circle": lambda _: RedirectLoop(),
}
"""What a registry, or a proxy before it, sends that is not a file: it says nothing about the artifact."""
OTHER_FILE: dict[str, Callable[[Wanted], Fault]] = {
    "another file": lambda wanted: Replaced(data=wanted.other),
    "another address": lambda wanted: Redirect(location=wanted.other_path),
}
"""Whole archives with other bytes."""


@pytest.fixture
def registries() -> Iterator[LoopbackRegistry]:
    project = PypiProject(name="kite", files=tuple(WHEELS))
    with LoopbackRegistry(
        npm=[CALM], pypi=[project], gems=[GemPackage(name="kite", files=tuple(GEM_FILES))]
    ) as running:
        (Path(os.environ["HOME"]) / ".npmrc").write_text(f"registry={running.npm_url}\n")
        configure_pip(running)
        configure_gem(running.gem_url)
        yield running


async def got(made: Inside, wanted: Wanted) -> Answer:
    return await made.gate.artifacts.answer(wanted.face, wanted.file, CLIENT)


@pytest.mark.parametrize("ecosystem", WANTED)
@pytest.mark.parametrize("what", [*NO_FILE, *OTHER_FILE])
def test_whatever_a_registry_sends_in_place_of_a_file_none_of_it_leaves_the_gate(
    registries: LoopbackRegistry, ecosystem: str, what: str
) -> None:
    wanted = WANTED[ecosystem]
    registries.fault(wanted.path, {**NO_FILE, **OTHER_FILE}[what](wanted))

    async def run() -> None:
        async with inside(wait_s=20) as made:
            answer = await got(made, wanted)
            status, code = (503, "no-bytes") if what in NO_FILE else (403, "changed-bytes")
            assert (status, code) == (answer.status, codes(answer)[0])
            assert (status == 503) == ("Retry-After" in answer.headers)
            assert wanted.other not in answer.body
            assert wanted.good not in answer.body
            assert "allow" not in {one.action.value for one in made.decisions}
            registries.heal()
            if status == 503:
                # What was not had is no judgement: the next question is answered by what the registry serves then.
                assert (200, wanted.good) == ((again := await got(made, wanted)).status, again.body)

    asyncio.run(run())


@pytest.mark.parametrize(("ecosystem", "code"), [("npm", 403), ("pypi", 503), ("rubygems", 503)])
def test_a_small_file_that_unpacks_to_a_large_one_is_refused(
    registries: LoopbackRegistry, ecosystem: str, code: int
) -> None:
    wanted = WANTED[ecosystem]
    registries.fault(wanted.path, GzipBomb(plain_bytes=64 << 20))

    async def run() -> None:
        async with inside(wait_s=20) as made:
            assert code == (await got(made, wanted)).status
            assert "allow" not in {one.action.value for one in made.decisions}

    asyncio.run(run())


@pytest.mark.parametrize("ecosystem", WANTED)
@pytest.mark.parametrize("what", ["nothing", "a page", "a part", "another file"])
def test_one_bad_answer_is_asked_for_again_past_all_caches_and_stops_nobody(
    registries: LoopbackRegistry, ecosystem: str, what: str
) -> None:
    wanted = WANTED[ecosystem]
    registries.fault(wanted.path, {**NO_FILE, **OTHER_FILE}[what](wanted), times=1)

    async def run() -> None:
        async with inside() as made:
            answer = await got(made, wanted)
            assert (200, wanted.good) == (answer.status, answer.body)
            assert ["allow"] == [one.action.value for one in made.decisions]

    asyncio.run(run())
    asked = registries.requests_to(wanted.path)
    assert [None, "no-cache"] == [one.headers.get("cache-control") for one in asked]


@pytest.mark.parametrize("ecosystem", WANTED)
def test_changed_bytes_are_remembered_for_seconds_and_a_registry_that_serves_the_right_ones_is_served(
    registries: LoopbackRegistry, ecosystem: str
) -> None:
    wanted = WANTED[ecosystem]
    registries.fault(wanted.path, Replaced(data=wanted.other))
    moment = [now()]

    async def run() -> list[tuple[int, int]]:
        async with inside(clock=lambda: moment[0]) as made:
            told: list[tuple[int, int]] = []
            for seconds in (0, 5, 31, 31):
                moment[0] += timedelta(seconds=seconds)
                told.append(((await got(made, wanted)).status, len(registries.requests_to(wanted.path))))
                if len(told) == 3:
                    registries.heal()
            assert wanted.good == (await got(made, wanted)).body
            return told

    # Twice asked, remembered, twice asked, and then it serves the right bytes.
    assert [(403, 2), (403, 2), (403, 4), (200, 5)] == asyncio.run(run())


def test_a_listing_marks_a_version_for_changed_bytes_no_longer_than_they_count(
    registries: LoopbackRegistry,
) -> None:
    wanted = WANTED["npm"]
    registries.fault(wanted.path, Replaced(data=wanted.other))
    moment = [now()]

    async def run() -> list[bool]:
        async with inside(clock=lambda: moment[0]) as made:
            assert 403 == (await got(made, wanted)).status
            marked: list[bool] = []
            for seconds in (0, 31):
                moment[0] += timedelta(seconds=seconds)
                marked.append("deprecated" in (await made.listing("calm"))["versions"]["1.0.1"])
            return marked

    assert [True, False] == asyncio.run(run())


def test_other_bytes_than_those_that_were_judged_from_memory_are_not_served(
    registry: LoopbackRegistry,
) -> None:
    """The inspection is remembered by the lock's digest, the bytes are gone, and the registry serves others."""

    async def run() -> None:
        async with inside() as made:
            assert 200 == (await made.tarball("calm", "1.0.0")).status
            made.gate.artifacts.store.upkeep.clear([Kind.BYTES])
        registry.fault("/npm/calm/-/calm-1.0.0.tgz", Replaced(data=GOOD))
        async with inside() as made:
            # Without a baseline, the first run made the very inspection that the second one asks for.
            answer = await made.tarball("calm", "1.0.0")
            assert 503 == answer.status
            assert (
                "the registry now serves other bytes than the judged ones" in json.loads(answer.body)["error"]
            )
            assert GOOD not in answer.body
            assert 1 == len(made.decisions)

    asyncio.run(run())


@pytest.mark.parametrize("how", ["listing", "redirect of the file", "redirect of the listing"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
def test_an_address_of_this_machine_that_a_registry_names_is_not_asked(
    registry: LoopbackRegistry, how: str, host: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        elsewhere = f"http://{host}:{listener.getsockname()[1]}/calm-1.0.1.tgz"
        if how == "listing":
            page = asyncio.run(listing_of(registry))
            page["versions"]["1.0.1"]["dist"]["tarball"] = elsewhere
            registry.fault("/npm/calm", Replaced(data=json.dumps(page).encode()))
        else:
            registry.fault(TARBALL if "file" in how else "/npm/calm", Redirect(location=elsewhere))

        async def run() -> Answer:
            async with inside(wait_s=20) as made:
                try:
                    return await made.tarball("calm", "1.0.1")
                finally:
                    assert "allow" not in {one.action.value for one in made.decisions}

        answer = asyncio.run(run())
        assert 503 == answer.status
        assert b"no configuration contains the" in answer.body
        with pytest.raises(BlockingIOError):
            listener.accept()


async def listing_of(registry: LoopbackRegistry) -> Any:
    """What the registry lists of the package."""
    async with Http(configured=registry.origins) as http:
        return json.loads((await http.get(f"{registry.npm_url}calm", max_bytes=1 << 20)).body)


def test_what_becomes_known_while_a_file_is_judged_counts(tmp_path: Path, registry: LoopbackRegistry) -> None:
    warn(tmp_path)
    registry.fault(TARBALL, Slow(delay_s=1), times=1)

    async def run() -> list[Decision]:
        async with aftermath() as made:
            asked = asyncio.create_task(made.get("calm", "1.0.1"))
            await asyncio.to_thread(until, lambda: bool(registry.requests_to(TARBALL)))
            await asyncio.to_thread(warn, tmp_path, calm=["1.0.1"])
            made.inside.gate.listings.law.renew()
            answer = await asked
            assert (403, "advisory") == (answer.status, codes(answer)[0])
            return made.inside.decisions

    assert ["block"] == [one.action.value for one in asyncio.run(run())]


def test_bytes_that_change_at_the_registry_while_they_are_judged_are_not_those_that_are_served(
    registry: LoopbackRegistry,
) -> None:
    other = replace(
        CALM, releases=tuple(replace(one, files={"x.js": "exports.n = 'other'"}) for one in CALM.releases)
    )

    async def run() -> None:
        async with inside() as made:
            assert 200 == (await made.tarball("calm", "1.0.1")).status
            registry.put_npm(other)
            made.gate.listings.forget(made.decisions[0].ref.package)
            answers = await asyncio.gather(*(made.tarball("calm", "1.0.1") for _ in range(20)))
            baseline = await made.tarball("calm", "1.0.0")
            assert {(200, GOOD)} == {(one.status, one.body) for one in answers}
            assert (403, "changed-bytes") == (baseline.status, codes(baseline)[0])

    asyncio.run(run())


def damage_all(data: bytes) -> None:
    """Put other bytes in place of all that is kept."""
    for path in Path(os.environ["PRATIQUE_HOME"]).glob("artifacts/??/*"):
        path.write_bytes(data)


@pytest.mark.parametrize("damage", [b"", OLDER], ids=["empty", "another"])
def test_a_stored_file_that_is_another_is_thrown_away_whoever_put_it(
    registry: LoopbackRegistry, damage: bytes
) -> None:
    async def run(*, damaged: bool) -> list[tuple[int, bytes]]:
        async with inside() as made:
            if damaged:
                damage_all(damage)
            answers = [await made.tarball("calm", "1.0.1") for _ in range(2)]
            return [(one.status, one.body) for one in answers]

    assert [(200, GOOD)] * 2 == asyncio.run(run(damaged=False))
    first, second = asyncio.run(run(damaged=True))
    assert first[0] in {200, 503}
    assert first[0] == 503 or first[1] == GOOD
    assert (200, GOOD) == second
