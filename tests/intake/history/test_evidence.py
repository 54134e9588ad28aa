"""History on the road: what a listing tells lengthens a wait or holds, and what was not asked is told."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from pratique.core.assessment import Assessment, Checked
from pratique.core.evidence import Known, NotAsked, Signal
from pratique.core.finding import Family
from pratique.core.verdict import HoldKind, Standing
from pratique.intake.history.evidence import Past, past_of
from pratique.intake.history.lookups import Lookups
from tests.intake.building import NOW, Machine, npm
from tests.loopback import NpmPackage, NpmRelease, Status

DAY = timedelta(days=1)
FILES = {"index.js": "module.exports = 1\n"}


def release(version: str, at: datetime, by: str = "ada", needs: str = "", **more: object) -> NpmRelease:
    manifest = {"dependencies": dict.fromkeys(needs.split(), "^1.0.0")} if needs else {}
    return NpmRelease(
        version=version,
        files=FILES,
        published_at=at,
        publisher=by,
        manifest=manifest,
        **more,  # type: ignore[arg-type]
    )


def kite(*newest: NpmRelease) -> NpmPackage:
    """A package with twelve releases, ten days apart, the last of them 100 days ago, and then these."""
    old = [release(f"1.0.{number}", NOW - (210 - 10 * number) * DAY) for number in range(12)]
    return NpmPackage(name="kite", releases=(*old, *newest), created_at=NOW - 300 * DAY)


def assess(machine: Machine, version: str) -> Assessment:
    async def run() -> Assessment:
        async with machine.opened() as parts:
            (question,) = await parts.questions.of_release(npm("kite", version), standing=Standing.NEW)
            return await parts.road.assess(question)

    return asyncio.run(run())


def asked(machine: Machine, version: str, *, standing: Standing = Standing.NEW, name: str = "kite") -> Past:
    """What the signals say, without any bytes."""

    async def run() -> Past:
        async with machine.opened() as parts:
            (question,) = await parts.questions.of_release(npm(name, version), standing=standing)
            return past_of(question, machine.now)

    return asyncio.run(run())


def spoken(past: Past) -> dict[str, Signal]:
    assert isinstance(past.signals, Known)
    return {signal.code: signal for signal in past.signals.value}


def test_an_ordinary_release_waits_no_longer_than_the_age_that_is_asked_for(machine: Machine) -> None:
    machine.loopback.put_npm(kite(release("1.1.0", NOW - DAY)))
    said = assess(machine, "1.1.0")

    assert Known((), "the registry") == said.dossier.signals
    assert NOW - DAY + machine.policy.min_age == said.verdict.until
    assert said.coverage.families[Family.HISTORY].checked is Checked.NOT_ASKED


def test_the_dependency_of_a_newcomer_lengthens_the_wait_to_fourteen_days(machine: Machine) -> None:
    string = NpmPackage(name="string", releases=(NpmRelease(version="1.0.0", files=FILES),))
    machine.loopback.put_npm(string)
    machine.loopback.put_npm(
        kite(release("1.1.0", NOW - 6 * DAY, "eve"), release("1.1.1", NOW - 4 * DAY, "eve", "string"))
    )
    said = assess(machine, "1.1.1")

    assert (HoldKind.WAIT, NOW + 10 * DAY) == (said.verdict.kind, said.verdict.until)
    (reason,) = said.verdict.reasons
    assert reason.text.endswith("eve first published the package 2 d earlier, and adds string")


def test_a_young_dependency_of_strangers_that_a_newcomer_adds_holds_for_review(machine: Machine) -> None:
    young = NpmPackage(
        name="flatten",
        releases=(
            release("1.0.0", NOW - 9 * DAY, "mallory", maintainers=("mallory",)),
            release("1.0.1", NOW - 8 * DAY, "mallory", maintainers=("mallory",)),
        ),
        maintainers=("mallory",),
        created_at=NOW - 9 * DAY,
    )
    machine.loopback.put_npm(young)
    machine.loopback.put_npm(kite(release("1.1.0", NOW - 5 * DAY, "eve", "flatten")))
    said = spoken(asked(machine, "1.1.0"))

    assert said["newcomer-adds-strangers-young-dependency"].holds
    assert "4 d old" in said["strangers-young-dependency"].text


def test_a_dependency_whose_listing_cannot_be_had_is_told_and_stops_nothing(machine: Machine) -> None:
    machine.loopback.put_npm(kite(release("1.1.0", NOW - 20 * DAY, needs="string")))
    machine.loopback.fault("*/string", Status(code=500))
    past = asked(machine, "1.1.0")

    assert {} == spoken(past)
    (why,) = [skipped.why for skipped in past.untold if skipped.rule == "dependency-young"]
    assert why.startswith("string: ")


def test_a_pinned_release_is_asked_about_no_history_and_none_of_its_dependencies(machine: Machine) -> None:
    machine.loopback.put_npm(kite(release("1.1.0", NOW - DAY, "eve", "string")))

    assert isinstance(asked(machine, "1.1.0", standing=Standing.PINNED).signals, NotAsked)
    assert [] == machine.loopback.requests_to("*/string")


def test_a_name_that_looks_like_a_popular_one_lengthens_the_wait_of_a_young_package(machine: Machine) -> None:
    squat = NpmPackage(
        name="crossenv",
        releases=(release("1.0.0", NOW - 6 * DAY), release("1.0.1", NOW - 5 * DAY)),
        created_at=NOW - 6 * DAY,
    )
    machine.loopback.put_npm(squat)

    assert spoken(asked(machine, "1.0.1", name="crossenv"))["lookalike-name"].lengthens


def test_a_decision_for_a_day_in_the_past_knows_nothing_of_what_came_later(machine: Machine) -> None:
    machine.loopback.put_npm(
        kite(release("1.1.0", NOW - 6 * DAY, "eve"), release("1.1.1", NOW - 4 * DAY, "eve", "calm"))
    )

    back = replace(machine, now=NOW - 5.5 * DAY)

    assert {"new-publisher", "seldom-publisher"} == set(spoken(asked(back, "1.1.0")))
    assert isinstance(asked(back, "1.1.1").signals, Known)
    assert "new-publisher" in {skipped.rule for skipped in asked(back, "1.1.1").untold}


def test_a_dependency_that_the_code_never_asks_for_is_told_once_the_artifact_is_inspected(
    machine: Machine,
) -> None:
    for name in ("string", "used"):
        machine.loopback.put_npm(NpmPackage(name=name, releases=(NpmRelease(version="1.0.0", files=FILES),)))
    used = replace(
        release("1.1.0", NOW - 20 * DAY, needs="string used"), files={"index.js": "require('used')\n"}
    )
    machine.loopback.put_npm(kite(used))
    said = assess(machine, "1.1.0").dossier.signals

    assert isinstance(said, Known)
    assert ["the release adds string, but none of its files imports this dependency"] == [
        signal.text for signal in said.value if signal.code == "dependency-unused"
    ]
    assert "dependency-unused" not in spoken(asked(machine, "1.1.0"))


def test_a_burst_of_the_account_is_seen_in_the_listings_that_were_read_before(machine: Machine) -> None:
    at = NOW - 2 * DAY
    for number in range(6):
        machine.loopback.put_npm(NpmPackage(name=f"p{number}", releases=(release("1.0.0", at, "eve"),)))

    async def run() -> list[Past]:
        async with machine.opened() as parts:
            found = []
            questions = replace(parts.questions, lookups=Lookups())
            for number in range(6):
                (question,) = await questions.of_release(npm(f"p{number}", "1.0.0"), standing=Standing.NEW)
                found.append(past_of(question, machine.now))
            return found

    first, *_, last = asyncio.run(run())
    assert "account-burst" not in spoken(first)
    assert "account-burst" in {skipped.rule for skipped in first.untold}
    assert spoken(last)["account-burst"].text.startswith(
        "eve published 5 other packages within an hour: p0, "
    )
