"""Releases that nobody could install, because all that answers one of their dependencies is refused."""

import asyncio
import gc
import json
import shutil
import time
import tracemalloc
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.release import Artifact, ArtifactKind, Listing, Release
from pratique.core.verdict import HoldKind
from pratique.gate.decision.listing_decision import Marking
from pratique.gate.decision.nearest_allowed import Ladder
from pratique.gate.decision.uninstallable import Doors, Refused, needs_of, refused_of
from pratique.gate.protocols.interface import Behind, Mark
from tests.cli import spawning
from tests.gate.gem_clients import HOOKED as HOOKED_GEM
from tests.gate.gem_clients import GemUser, configure, needs_gem, server
from tests.gate.inside import inside
from tests.gate.running import gate, installed, project
from tests.loopback import GemPackage, LoopbackRegistry, NpmPackage, NpmRelease, gem_file

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DUCT, SHIP = PackageRef(Ecosystem.NPM, "duct"), PackageRef(Ecosystem.NPM, "ship")


def listing(package: PackageRef, **needs: Mapping[str, str]) -> Listing:
    """Releases `v1_0_0` with what they need."""
    releases = {}
    for name, wanted in needs.items():
        version = name[1:].replace("_", ".")
        file = Artifact(filename=f"{package.name}-{version}.tgz", url="", kind=ArtifactKind.NPM_TARBALL)
        releases[version] = Release(ref=package.at(version), artifacts=(file,), dependencies=wanted)
    return Listing(package=package, registry="https://registry.example/", releases=releases)


def mark(version: str, kind: HoldKind = HoldKind.REVIEW, until: datetime | None = None) -> Mark:
    return Mark(
        version=version, words=f"{version}!", action=Action.HOLD, kind=kind, until=until, rule="bad-thing"
    )


def through(told: Listing, *stopped: Mark, own: Mapping[str, Mark] | None = None) -> Marking:
    """The marking of `told` where these versions of `duct`, 1.0.0 to 1.2.0 and 2.0.0, are refused."""
    duct = listing(DUCT, v1_0_0={}, v1_1_0={}, v1_2_0={}, v2_0_0={})
    doors = Doors()
    doors.learn(DUCT, refused_of(duct, {f"duct-{one.version}.tgz": one for one in stopped}))
    bare = Marking(marks=own or {}, ladder=Ladder.of(Ecosystem.NPM, told.releases))
    return doors.marked(told, bare, doors.stamp(told.package, needs_of(told)), "ada")


def shut(found: Marking) -> dict[str, str]:
    return {one.version: one.words for one in found.marks.values()}


def test_a_release_whose_need_has_nothing_that_is_allowed_says_so_and_what_to_take() -> None:
    told = listing(SHIP, v1_0_0={"duct": "^1.0.0"}, v1_0_1={"duct": "^1.1.0"})

    found = through(told, mark("1.1.0"), mark("1.2.0"))

    assert {
        "1.0.1": "ship@1.0.1 cannot be installed: its dependency duct ^1.1.0 has no allowed version: "
        "1.2.0 is held for review [bad-thing]; use ship@1.0.0; contact ada"
    } == shut(found)
    assert "1.0.0" == found.ladder.nearest("1.0.1")
    assert {HoldKind.REVIEW} == {one.kind for one in found.marks.values()}


@pytest.mark.parametrize(
    "wanted",
    [
        "^1.0.0",
        ">=1.1.0",
        "",
        "*",
        "latest",
        "^9.0.0",
        "https://x.example/a.tgz",
        "npm:other@1.1.0",
        "1.1.0 || 2",
    ],
)
def test_where_something_answers_or_nothing_ever_did_nothing_is_said(wanted: str) -> None:
    told = listing(SHIP, v1_0_1={"duct": wanted})

    assert {} == shut(through(told, mark("1.1.0"), mark("1.2.0")))


@pytest.mark.parametrize("wanted", ["1.1.0", "~1.1.0 || ~1.2.0", "npm:duct@1.2.0"])
def test_where_all_that_answers_is_refused_it_is_said(wanted: str) -> None:
    told = listing(SHIP, v1_0_1={"duct" if ":" not in wanted else "alias": wanted})

    assert {"1.0.1"} == set(shut(through(told, mark("1.1.0"), mark("1.2.0"))))


def test_an_alias_of_a_scoped_package_is_that_package_whether_a_range_follows_or_not() -> None:
    told = listing(SHIP, v1_0_1={"a": "npm:@yard/duct@^1.0.0", "b": "npm:@yard/rope", "c": "npm:mast"})

    assert {"@yard/duct", "@yard/rope", "mast"} == needs_of(told)


def test_a_stranger_who_writes_long_ranges_takes_no_more_than_seconds() -> None:
    ranges = [" || ".join(f"77.{n}.{m}" for m in range(1_200)) for n in range(40)]
    told = listing(SHIP, **{f"v1_0_{n}": {"duct": wanted} for n, wanted in enumerate(ranges)})
    stops = [mark(f"{n}.0.0") for n in range(40)]
    duct = listing(DUCT, v99_0_0={}, **{f"v{n}_0_0": {} for n in range(40)})
    doors = Doors()
    doors.learn(DUCT, refused_of(duct, {f"duct-{one.version}.tgz": one for one in stops}))
    bare = Marking(marks={}, ladder=Ladder.of(Ecosystem.NPM, told.releases))
    began = time.process_time()

    assert bare == doors.marked(told, bare, doors.stamp(SHIP, needs_of(told)), "ada")
    assert 10 > time.process_time() - began


def test_a_release_far_down_is_compared_with_what_is_refused_alone() -> None:
    """Monorepos pin each other exactly, in hundreds of releases: what is free is not compared with each pin."""
    numbers = range(600)
    told = listing(SHIP, **{f"v1_{n}_0": {"duct": f"1.{n}.0"} for n in numbers})
    duct = listing(DUCT, **{f"v1_{n}_0": {} for n in numbers})
    doors = Doors()
    doors.learn(DUCT, refused_of(duct, {"duct-1.7.0.tgz": mark("1.7.0")}))
    bare = Marking(marks={}, ladder=Ladder.of(Ecosystem.NPM, told.releases))
    began = time.process_time()

    assert {"1.7.0"} == set(shut(doors.marked(told, bare, doors.stamp(SHIP, needs_of(told)), "ada")))
    assert 2 > time.process_time() - began


def test_an_install_goes_on_without_what_is_optional() -> None:
    told = listing(SHIP, v1_0_1={"duct": "1.1.0"})
    one = replace(told.releases["1.0.1"], optional=frozenset({"duct"}))

    assert {} == shut(through(replace(told, releases={"1.0.1": one}), mark("1.1.0")))


def test_the_end_is_that_of_the_first_that_frees_itself_and_of_the_last_need() -> None:
    day = timedelta(days=1)
    told = listing(SHIP, v1_0_1={"duct": ">=1.1.0 <2"}, v1_0_2={"duct": "1.1.0"})
    sooner = mark("1.1.0", HoldKind.WAIT, NOW + day)
    later = mark("1.2.0", HoldKind.WAIT, NOW + 2 * day)

    found = through(told, sooner, later, mark("2.0.0"))

    assert {NOW + day} == {one.until for one in found.marks.values()}
    assert NOW + day == found.changes_at
    assert "1.2.0 is held until 2026-03-03 00:00 UTC [bad-thing]" in shut(found)["1.0.1"]
    assert "; ask" not in shut(found)["1.0.1"]


def test_what_its_registry_has_no_more_is_not_said_to_wait_for_a_person() -> None:
    told = listing(SHIP, v1_0_0={}, v1_0_1={"duct": "1.1.0"})
    lost = Mark(version="1.1.0", words="lost", action=Action.HOLD)

    assert {
        "1.0.1": "ship@1.0.1 cannot be installed: its dependency duct 1.1.0 has no allowed version: "
        "1.1.0 was removed from its registry; use ship@1.0.0"
    } == shut(through(told, lost))


def test_what_is_refused_itself_keeps_its_own_reason() -> None:
    told = listing(SHIP, v1_0_1={"duct": "1.1.0"})
    own = {"ship-1.0.1.tgz": mark("1.0.1")}

    assert own == through(told, mark("1.1.0"), own=own).marks


def test_a_newest_version_that_merely_waits_is_not_looked_at() -> None:
    duct = listing(DUCT, v1_0_0={}, v1_1_0={})
    waits = mark("1.1.0", HoldKind.WAIT, NOW)

    assert refused_of(duct, {"duct-1.1.0.tgz": waits}) is None
    assert refused_of(duct, {"duct-1.1.0.tgz": mark("1.1.0")}) is not None
    assert refused_of(duct, {}) is None
    assert refused_of(listing(DUCT, v1_1_0={}), {"duct-1.1.0.tgz": waits}) is not None


def test_what_is_not_known_at_the_moment_hides_nothing() -> None:
    doors, told = Doors(), listing(SHIP, v1_0_1={"duct": "1.1.0"})
    doors.learn(DUCT, refused_of(listing(DUCT, v1_1_0={}), {"duct-1.1.0.tgz": mark("1.1.0")}))
    needs = needs_of(told)

    assert ["duct"] == doors.among(SHIP, needs)
    assert 1 == len(doors.stamp(SHIP, needs))
    doors.lose(DUCT)
    assert (["duct"], ()) == (doors.among(SHIP, needs), doors.stamp(SHIP, needs))
    doors.learn(DUCT, None)
    assert [] == doors.among(SHIP, needs)


def refused(name: str) -> tuple[PackageRef, Refused]:
    """A package of which 1.1.0 is refused."""
    package = PackageRef(Ecosystem.NPM, name)
    found = refused_of(listing(package, v1_1_0={}), {f"{name}-1.1.0.tgz": mark("1.1.0")})
    assert found is not None
    return package, found


def test_what_is_known_of_refused_packages_is_bounded_and_the_longest_unused_is_asked_anew() -> None:
    doors = Doors(most_refused=3, most_suspects=5)
    first, *others = [f"duct{number}" for number in range(1_000)]
    doors.learn(*refused(first))
    for name in others:
        doors.learn(*refused(name))
        # A package that needs the first one is asked for all the while.
        assert [(first, refused(first)[1].stamp)] == list(doors.stamp(SHIP, frozenset({first})))
    needs = frozenset((first, *others))

    # Two more are known, and of five more it is known that they have to be asked about.
    assert [first, *sorted(others[-7:])] == doors.among(SHIP, needs)
    assert sorted([first, *others[-2:]]) == [name for name, _ in doors.stamp(SHIP, needs)]
    assert not doors.is_sure(SHIP, needs)
    assert doors.is_sure(SHIP, frozenset({first}))


def test_the_memory_of_a_thousand_refused_names_is_that_of_a_few() -> None:
    def grown(count: int) -> int:
        doors = Doors(most_refused=10, most_suspects=10)
        for number in range(50):
            doors.learn(*refused(f"first{number}"))
        tracemalloc.start()
        for number in range(count):
            doors.learn(*refused(f"duct{number}"))
        gc.collect()
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return size

    assert 3 * grown(100) > grown(1_000)


SHIP_OLD = NpmRelease(version="1.14.0", files={"index.js": "exports.n = 0\n"})
SHIP_NEW = NpmRelease(
    version="1.14.1",
    files={"index.js": "exports.n = 1\n"},
    manifest={"dependencies": {"hooked": "^1.0.1"}},
)
FLEET = NpmPackage(
    name="fleet",
    releases=(
        NpmRelease(version="1.0.0", files={"x.js": "1"}),
        NpmRelease(version="1.0.1", files={"x.js": "1"}, manifest={"dependencies": {"ship": "1.14.1"}}),
    ),
)


@pytest.fixture
def ships(registry: LoopbackRegistry) -> LoopbackRegistry:
    registry.put_npm(NpmPackage(name="ship", releases=(SHIP_OLD, SHIP_NEW)))
    registry.put_npm(FLEET)
    return registry


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed here")
def test_npm_resolves_past_a_release_whose_new_dependency_was_refused(
    tmp_path: Path, ships: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        first = running.npm("install", project=project(tmp_path, "first", ship="^1.14.0"))
        second = project(tmp_path, "second", ship="^1.14.0", fleet="^1.0.0")
        ran = running.npm("install", project=second)
        again = running.npm("install", project=second)
        pinned = running.npm("install", project=project(tmp_path, "pin", ship="1.14.1"))
        page = running.get("/npm/ship").json
    with gate(tmp_path) as restarted:
        third = project(tmp_path, "third", ship="^1.14.0")
        after = restarted.npm("install", project=third)

    reason = "ship@1.14.1 cannot be installed: its dependency hooked ^1.0.1 has no allowed version"
    assert 0 != first.code
    assert "hooked@1.0.1 is held for review" in first.out
    assert (0, 0) == (ran.code, again.code), ran.out + again.out
    assert ("1.14.0", "1.0.0") == (installed(second, "ship"), installed(second, "fleet"))
    assert {"latest": "1.14.0"} == page["dist-tags"]
    assert page["versions"]["1.14.1"]["deprecated"].startswith(f"{reason}: 1.0.1 is held for review [")
    assert "; use ship@1.14.0; contact " in page["versions"]["1.14.1"]["deprecated"]
    assert "newer versions are withheld" in ran.out
    assert 0 != pinned.code
    assert reason in pinned.out
    assert 0 == after.code, after.out
    assert "1.14.0" == installed(third, "ship")


def test_a_release_goes_in_again_when_what_it_needs_is_let_in(
    tmp_path: Path, ships: LoopbackRegistry
) -> None:
    async def run() -> tuple[str, str, str, str]:
        async with inside(fresh_s=60) as made:
            before = (await made.listing("ship"))["dist-tags"]["latest"]
            await made.tarball("hooked", "1.0.1")
            refused = (await made.listing("ship"))["dist-tags"]["latest"]
            # Its own bytes are as good as before: a lock may have what it needs.
            assert 200 == (await made.tarball("ship", "1.14.1")).status
            code, _, err = await asyncio.to_thread(
                spawning.run, "release", "pkg:npm/hooked@1.0.1", "--reason", "read", folder=tmp_path
            )
            assert 0 == code, err
            made.gate.listings.law.renew()
            lifted = (await made.listing("ship"))["dist-tags"]["latest"]
            return before, refused, lifted, (await made.listing("fleet"))["dist-tags"]["latest"]

    assert ("1.14.1", "1.14.0", "1.14.1", "1.0.1") == asyncio.run(run())


def test_a_refused_package_that_was_forgotten_is_asked_anew_and_never_let_in(
    ships: LoopbackRegistry,
) -> None:
    async def run() -> tuple[list[str], list[int]]:
        async with inside(fresh_s=60) as made:
            made.gate.listings._doors = doors = Doors(most_refused=2, most_suspects=2)
            answers = [(await made.tarball("hooked", "1.0.1")).status]
            told = [(await made.listing("ship"))["dist-tags"]["latest"]]
            for count in (2, 100):
                for number in range(count):
                    # Two make it a suspect; a hundred push it out of these, too.
                    doors.learn(*refused(f"other{number}"))
                answers.append((await made.tarball("hooked", "1.0.1")).status)
                told.append((await made.listing("ship"))["dist-tags"]["latest"])
            return told, answers

    assert (["1.14.0"] * 3, [403] * 3) == asyncio.run(run())


def test_where_a_dependency_cannot_be_asked_its_dependants_stay_as_they_are(
    tmp_path: Path, ships: LoopbackRegistry
) -> None:
    async def run() -> str:
        async with inside(fresh_s=60) as made:
            made.gate.listings.forget(PackageRef(Ecosystem.NPM, "hooked"))
            ships.remove("hooked")
            return str((await made.listing("ship"))["dist-tags"]["latest"])

    assert "1.14.1" == asyncio.run(run())


def test_ordinary_listings_ask_nothing_about_what_they_need(ships: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside(fresh_s=60) as made:
            await made.listing("ship")
            await made.listing("user")

    asyncio.run(run())
    assert ["/npm/ship", "/npm/user"] == [seen.path for seen in ships.requests]


def test_two_that_need_each_other_wait_for_nobody(registry: LoopbackRegistry) -> None:
    for one, other in (("left", "right"), ("right", "left")):
        hook = {"scripts": {"postinstall": "node x.js"}, "dependencies": {other: "1.0.1"}}
        registry.put_npm(
            NpmPackage(
                name=one,
                releases=(
                    NpmRelease(version="1.0.0", files={"x.js": "1"}),
                    NpmRelease(version="1.0.1", files={"x.js": "1"}, manifest=hook),
                    NpmRelease(
                        version="1.0.2", files={"x.js": "1"}, manifest={"dependencies": {other: "1.0.1"}}
                    ),
                ),
            )
        )

    async def run() -> set[str]:
        async with inside() as made:
            await made.tarball("left", "1.0.1")
            await made.tarball("right", "1.0.1")
            pages = await asyncio.gather(*(made.listing(name) for name in ("left", "right") * 5))
            return {page["dist-tags"]["latest"] for page in pages}

    assert {"1.0.0"} == asyncio.run(run())


def in_a_ring(registry: LoopbackRegistry) -> None:
    """`left` and `right` 1.0.1 need each other and `hooked`, which is refused by its bytes."""
    for one, other in (("left", "right"), ("right", "left")):
        needs = {"dependencies": {other: "1.0.1", "hooked": "^1.0.1"}}
        registry.put_npm(
            NpmPackage(
                name=one,
                releases=(
                    NpmRelease(version="1.0.0", files={"x.js": "1"}),
                    NpmRelease(version="1.0.1", files={"x.js": "1"}, manifest=needs),
                ),
            )
        )


def depth(found: Behind | None) -> int:
    return 0 if found is None else 1 + depth(found.mark.behind)


def test_a_ring_names_what_is_refused_itself_however_often_it_is_asked_for(
    registry: LoopbackRegistry,
) -> None:
    in_a_ring(registry)

    async def run() -> tuple[set[int], set[str], int]:
        async with inside(fresh_s=60) as made:
            await made.tarball("hooked", "1.0.1")
            pages = [await made.listing(name) for name in ("left", "right") * 4]
            states = made.gate.listings.all_known(Ecosystem.NPM)
            marks = [one for state in states for one in state.marking.marks.values() if one.behind]
            words = {page["versions"]["1.0.1"]["deprecated"] for page in pages[-2:]}
            digests = {json.dumps(page, sort_keys=True) for page in pages[4:]}
            return {depth(one.behind) for one in marks}, words, len(digests)

    depths, words, pages = asyncio.run(run())
    assert {1} == depths
    assert 2 == len(words)
    assert all("its dependency hooked ^1.0.1 has no allowed version" in one for one in words)
    assert 2 == pages


def test_a_ring_opens_when_what_is_refused_itself_is_let_in(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    in_a_ring(registry)

    async def run() -> list[str]:
        async with inside(fresh_s=60) as made:
            await made.tarball("hooked", "1.0.1")
            shut = [(await made.listing(name))["dist-tags"]["latest"] for name in ("left", "right", "left")]
            code, _, err = await asyncio.to_thread(
                spawning.run, "release", "pkg:npm/hooked@1.0.1", "--reason", "read", folder=tmp_path
            )
            assert 0 == code, err
            made.gate.listings.law.renew()
            return [*shut, *[(await made.listing(name))["dist-tags"]["latest"] for name in ("left", "right")]]

    assert ["1.0.0", "1.0.0", "1.0.0", "1.0.1", "1.0.1"] == asyncio.run(run())


def test_young_packages_that_all_need_each_other_are_each_looked_at_once(registry: LoopbackRegistry) -> None:
    names = [f"young{number}" for number in range(10)]
    for name in names:
        needs = {"dependencies": {other: "1.0.0" for other in names if other != name}}
        young = NpmRelease(
            version="1.0.0", files={"x.js": "1"}, manifest=needs, published_at=datetime.now(UTC)
        )
        registry.put_npm(NpmPackage(name=name, releases=(young,)))

    async def run() -> float:
        async with inside(fresh_s=60) as made:
            for name in names:
                await made.listing(name)
            began = time.process_time()
            await made.listing(names[0])
            return time.process_time() - began

    assert 2 > asyncio.run(run())


def test_a_request_for_it_asks_for_what_it_needs(tmp_path: Path, ships: LoopbackRegistry) -> None:
    body = json.dumps(
        {"purls": ["pkg:npm/ship@1.14.1", "pkg:npm/hooked@1.0.1"], "reason": "we need it"}
    ).encode()
    with gate(tmp_path) as running:
        running.get("/npm/hooked/-/hooked-1.0.1.tgz")
        answer = running.get("/-/pratique/request", method="POST", data=body, Content_Type="application/json")

    assert 201 == answer.status, answer.body
    assert ["pkg:npm/hooked@1.0.1"] == [one["purl"] for one in answer.json["held"]]


@needs_gem
def test_gem_resolves_past_a_release_whose_new_dependency_was_refused(tmp_path: Path) -> None:
    ship = GemPackage(
        name="ship",
        files=(gem_file("ship", "1.0.0"), gem_file("ship", "1.0.1", needs={"hooked": "~> 1.1"})),
    )
    with server(ship, HOOKED_GEM) as registry:
        configure(registry.gem_url)
        with gate(tmp_path) as running:
            user = GemUser(running, tmp_path)
            first = user.install("ship", into="first")
            second = user.install("ship", into="second")
            page = running.get("/gems/info/ship").body.decode()
            versions = running.get("/gems/versions").body.decode()

    assert 0 != first.code
    assert 0 == second.code, second.out
    assert ["ship-1.0.0.gem"] == [one.name for one in (tmp_path / "second/cache").iterdir()]
    assert "cannot.be.installed.its.dependency.hooked.1.1.has.no.allowed.version" in page
    assert versions.rstrip().split("\n")[-1].startswith("ship ")
