"""A hold by the score, where earlier releases show the same."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from fnmatch import fnmatch

import pytest

from pratique.core.assessment import Assessment
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action, Policy
from pratique.core.score import SCORE_RULE
from pratique.core.verdict import HoldKind, Standing
from pratique.intake.precedents import LONG_THERE
from pratique.intake.questions import Wish
from pratique.store.record import AllowedBytes
from tests.intake.building import NOW, Machine
from tests.loopback import Status
from tests.noisy import NOISY, QUIET, THEFT, Versions, publish

DAY = timedelta(days=1)
EVERY = (Ecosystem.NPM, Ecosystem.PYPI, Ecosystem.RUBYGEMS)
HELD, NOTED = True, False


@dataclass(frozen=True, kw_only=True)
class Row:
    """A history of `noisy`: the days of age of each version and what its code is, and what becomes of 1.2.0."""

    says: str
    past: Mapping[str, tuple[int | None, str]]
    new: str = "noisy"
    held: bool = HELD
    denied: tuple[str, ...] = ()
    missing: str = ""
    used: str = ""
    wish: Wish = field(default_factory=Wish)
    everywhere: bool = False
    """Whether it is asked in each ecosystem: what their listings and archives have a part in."""


LONG, SHORT = LONG_THERE.days + 1, LONG_THERE.days - 1
ROWS = [
    Row(says="two do, one for long", everywhere=True, past={"1.0.0": (LONG, "noisy"), "1.1.0": (90, "noisy")}, held=NOTED),
    Row(says="both for long", past={"1.0.0": (LONG + 200, "noisy"), "1.1.0": (LONG, "noisy")}, held=NOTED),
    Row(
        says="the highest that is old enough is taken",
        past={"0.9.0": (900, "quiet"), "1.0.0": (LONG, "noisy"), "1.0.1": (100, "noisy"), "1.1.0": (90, "noisy")},
        held=NOTED,
    ),
    Row(says="neither for long", everywhere=True, past={"1.0.0": (SHORT, "noisy"), "1.1.0": (90, "noisy")}),
    Row(says="one alone, for long", past={"1.1.0": (LONG, "noisy")}),
    Row(says="a first release", past={}),
    Row(says="the older is quiet", everywhere=True, past={"1.0.0": (LONG, "quiet"), "1.1.0": (90, "noisy")}),
    Row(says="the baseline is quiet", past={"1.0.0": (LONG, "noisy"), "1.1.0": (90, "quiet")}),
    Row(says="it gains theft", everywhere=True, past={"1.0.0": (LONG, "noisy"), "1.1.0": (90, "noisy")}, new="theft"),
    Row(says="theft came with the baseline", past={"1.0.0": (LONG, "noisy"), "1.1.0": (90, "theft")}, new="theft"),
    Row(says="theft was there for long", past={"1.0.0": (LONG, "theft"), "1.1.0": (90, "theft")}, new="theft"),
    Row(says="the older has no day", everywhere=True, past={"1.0.0": (None, "noisy"), "1.1.0": (90, "noisy")}),
    Row(says="the older is denied", past={"1.0.0": (LONG, "noisy"), "1.1.0": (90, "noisy")}, denied=("1.0.0",)),
    Row(says="the older is gone", past={"1.0.0": (LONG, "noisy"), "1.1.0": (90, "noisy")}, missing="1.0.0"),
    Row(says="the baseline is in use", everywhere=True, past={"1.1.0": (90, "noisy")}, used="1.1.0", held=NOTED),
    Row(says="the baseline is in use, it gains theft", past={"1.1.0": (90, "noisy")}, used="1.1.0", new="theft"),
    Row(says="another is in use", past={"1.0.0": (90, "noisy"), "1.1.0": (90, "noisy")}, used="1.0.0"),
    Row(says="no baseline is wanted", past={"1.0.0": (LONG, "noisy"), "1.1.0": (90, "noisy")}, wish=Wish(none=True)),
]  # fmt: skip


def code(ecosystem: Ecosystem, what: str) -> str:
    noisy = NOISY[ecosystem]
    return {"noisy": noisy, "quiet": QUIET[ecosystem], "theft": noisy + THEFT[ecosystem]}[what]


def versions(ecosystem: Ecosystem, row: Row) -> Versions:
    mark = "//" if ecosystem is Ecosystem.NPM else "#"
    past = {
        version: (f"{code(ecosystem, what)}{mark} {version}\n", None if age is None else NOW - age * DAY)
        for version, (age, what) in row.past.items()
    }
    return {**past, "1.2.0": (code(ecosystem, row.new), NOW - 5 * DAY)}


def assessed(machine: Machine, ecosystem: Ecosystem, row: Row) -> Assessment:
    package = PackageRef(ecosystem, "noisy")
    denied = {package.at(version).purl: "no" for version in row.denied}

    async def run() -> Assessment:
        async with machine.but(policy=Policy(denied=denied)).opened() as parts:
            if row.used:
                (used,) = await parts.questions.of_release(
                    package.at(row.used), standing=Standing.NEW, wish=Wish(none=True)
                )
                held = await parts.source.hold(used.file)
                await parts.road.assess(used)
                machine.store.allowed.add_many([AllowedBytes(held.sha256, package.at(row.used).purl)], at=NOW)
            (question,) = await parts.questions.of_release(
                package.at("1.2.0"), standing=Standing.NEW, wish=row.wish
            )
            return await parts.road.assess(question)

    return asyncio.run(run())


CELLS = [
    *((Ecosystem.NPM, row) for row in ROWS),
    *((ecosystem, row) for ecosystem in EVERY[1:] for row in ROWS if row.everywhere),
]


@pytest.mark.parametrize(("ecosystem", "row"), CELLS, ids=lambda value: getattr(value, "says", str(value)))
def test_the_score_respects_what_was_there_before(machine: Machine, ecosystem: Ecosystem, row: Row) -> None:
    publish(machine.loopback, ecosystem, versions(ecosystem, row))
    if row.missing:
        machine.loopback.fault(f"*noisy-{row.missing}.*", Status(code=500))
    said = assessed(machine, ecosystem, row)
    stopped = {reason.source for reason in said.verdict.reasons}
    noted = {note.source for note in said.verdict.notes}
    assert (row.held, not row.held) == (SCORE_RULE in stopped, SCORE_RULE in noted)
    assert row.held is (said.verdict.action is not Action.ALLOW)
    asked = {seen.path for seen in machine.loopback.requests if fnmatch(seen.path, "*noisy-[0-9]*")}
    assert len(asked) <= 3


def test_the_note_names_the_releases(machine: Machine) -> None:
    publish(machine.loopback, Ecosystem.NPM, versions(Ecosystem.NPM, ROWS[0]))
    (note,) = assessed(machine, Ecosystem.NPM, ROWS[0]).verdict.notes
    assert note.text.endswith(
        "; noisy@1.1.0 and noisy@1.0.0 (public for 180 days or more) showed the same behaviour"
    )


def test_what_is_younger_than_the_policy_asks_for_waits_and_needs_nobody(machine: Machine) -> None:
    young = {**versions(Ecosystem.NPM, ROWS[0]), "1.2.0": (NOISY[Ecosystem.NPM], NOW - DAY)}
    publish(machine.loopback, Ecosystem.NPM, young)
    verdict = assessed(machine, Ecosystem.NPM, ROWS[0]).verdict
    assert (Action.HOLD, HoldKind.WAIT) == (verdict.action, verdict.kind)


def test_what_does_not_score_costs_no_other_download(machine: Machine) -> None:
    row = Row(says="", past={"1.0.0": (LONG, "quiet"), "1.1.0": (90, "quiet")}, new="quiet")
    publish(machine.loopback, Ecosystem.NPM, versions(Ecosystem.NPM, row))
    assert Action.ALLOW is assessed(machine, Ecosystem.NPM, row).verdict.action
    assert [] == machine.loopback.requests_to("*/noisy-1.0.0.tgz")


def test_the_older_release_is_remembered(machine: Machine) -> None:
    publish(machine.loopback, Ecosystem.NPM, versions(Ecosystem.NPM, ROWS[0]))
    assessed(machine, Ecosystem.NPM, ROWS[0])
    machine.loopback.fault("*.tgz", Status(code=500))
    assert Action.ALLOW is assessed(machine, Ecosystem.NPM, ROWS[0]).verdict.action


def test_flatmap_stream_stays_held_beside_its_own_earlier_release(machine: Machine) -> None:
    """0.1.0 was clean, 0.1.1 the theft: 90 days of it excuse no 0.1.2."""
    row = Row(says="", past={"0.1.0": (LONG, "quiet"), "0.1.1": (90, "noisy")})
    publish(machine.loopback, Ecosystem.NPM, versions(Ecosystem.NPM, row))
    assert SCORE_RULE in {reason.source for reason in assessed(machine, Ecosystem.NPM, row).verdict.reasons}
