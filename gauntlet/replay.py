"""Replays an incident: for each moment, with and without the age rule, a gate of its own and an ordinary project.

Each cell begins with an empty gate, a day before the incident, where the project installs its lock; then registry and
clock move on. So no cell knows what another one let in.
"""

import asyncio
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from pathlib import Path

from tests.loopback import LoopbackRegistry

from gauntlet import world
from gauntlet.clients import Client, Install
from gauntlet.incident import Incident, Kind
from gauntlet.looks import Look
from gauntlet.machine import Clock, Running, beside, home, running, warn
from gauntlet.warned import Warned
from pratique.core.decision import Decision, Ground
from pratique.core.policy import Action

MOMENTS: Mapping[str, timedelta] = {
    "1 h": timedelta(hours=1),
    "2 d": timedelta(days=2),
    "8 d": timedelta(days=8),
    "30 d": timedelta(days=30),
}
"""How long after the incident began."""
_BEFORE = timedelta(days=1)
_LEAST_TRIES = 4
"""What the bytes alone tell is known after the first refusal; the next install resolves around it."""


class Outcome(Enum):
    """What came of an incident in a cell."""

    STOPPED = "stopped"
    DOOR = "dependent let in"
    """Nothing that has bad code was installed, but what leads to it was. It counts as let in."""
    LET_IN = "LET IN"
    WORKS = "works"
    """What was unpublished still installs."""
    BROKEN = "BROKEN"
    """It does not."""

    @property
    def good(self) -> bool:
        """Whether it is what somebody who relies on the gate wants."""
        return self in {Outcome.STOPPED, Outcome.WORKS}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One moment, with the age rule or without it."""

    moment: str
    age: bool
    outcome: Outcome
    evidence: tuple[str, ...]
    """What stopped something bad, gravest first: codes of reasons, and the rules and signals that spoke."""
    reasons: tuple[str, ...]
    """The same in the gate's words."""
    words: str
    """What the user read on the console."""
    tries: int
    """How many installs by range it took until one worked; 0: none did."""
    ranged: Mapping[str, str]
    """What the last of them installed."""
    good_lock: bool
    """Whether the last good release came through by its lock."""
    gone: bool
    """Whether the registry had taken the bad release down by then; the replay keeps it."""
    advised: bool | None
    """Whether the advisory stopped it where nothing else did; None: not asked, or not published by then."""
    lasting: bool = True
    """Whether there is a good release; a name that somebody typed wrong never had one."""

    @property
    def passed(self) -> bool:
        """Whether the last good release, or a later one that is good, came through by range and by lock."""
        return self.good_lock and (self.tries > 0 or not self.lasting)


@dataclass(frozen=True, kw_only=True)
class Replay:
    """An incident and its cells."""

    incident: Incident
    cells: tuple[Cell, ...]
    looks: tuple[Look, ...] = ()
    """What the other verbs say of the bad and the last good releases."""
    warned: Warned | None = None
    """When whoever got it was named; None: there is no advisory of it, or it was not asked."""

    def at(self, moment: str, *, age: bool) -> Cell | None:
        """The cell of a moment."""
        return next((one for one in self.cells if (one.moment, one.age) == (moment, age)), None)


def replay(
    incident: Incident, *, moments: Iterable[str] = MOMENTS, ages: Iterable[bool] = (True, False)
) -> Replay:
    """Replay an incident; a sample, where moments or ages are fewer. Not to be called in an event loop."""
    cells = [cell(incident, moment, age=age) for age in ages for moment in moments]
    return Replay(incident=incident, cells=tuple(cells))


def cell(incident: Incident, moment: str, *, age: bool) -> Cell:
    """Replay one moment, and once more with the advisory of that day where nothing else stops it."""
    found = _cell(incident, moment, age=age, advised=False)
    advisory = incident.advisory
    if found.outcome.good or advisory is None or advisory.at > incident.at + MOMENTS[moment]:
        return found
    again = _cell(incident, moment, age=age, advised=True)
    return Cell(**{**vars(found), "advised": again.outcome.good})


def _cell(incident: Incident, moment: str, *, age: bool, advised: bool) -> Cell:
    with (
        LoopbackRegistry() as registry,
        beside(incident) as other,
        tempfile.TemporaryDirectory(prefix="gauntlet-") as named,
        home(Path(named), registry, age=age),
    ):
        if advised and incident.advisory is not None:
            warn(Path(named), incident, incident.advisory)
        client = Client(incident, "", Path(named), other)
        return asyncio.run(_replayed(client, moment, registry, age=age))


async def _replayed(client: Client, moment: str, registry: LoopbackRegistry, *, age: bool) -> Cell:
    incident = client.incident
    when = incident.at + MOMENTS[moment]
    clock = Clock(incident.at - _BEFORE)
    world.set_to(registry, incident, clock.at)
    async with running(clock) as gate:
        client = replace(client, url=gate.url)
        if incident.good:
            await asyncio.to_thread(client.by_lock, "before", incident.good)
        clock.at = when
        world.set_to(registry, incident, when)
        ranged = await _by_range(client)
        bad = incident.locked_at(when)
        locked = await asyncio.to_thread(client.by_lock, "bad", bad) if bad else None
        good = await asyncio.to_thread(client.by_lock, "good", incident.good) if incident.good else None
        stops = tuple(_stops(incident, gate))
        gate.require_answers()
    installs = [*ranged, *([locked] if locked else [])]
    works = good is None or _holds(good, incident.good)
    return Cell(
        moment=moment,
        age=age,
        outcome=_outcome(incident, installs, good_lock=works, ranged=ranged[-1].code == 0),
        evidence=tuple(dict.fromkeys(_named(ground) for one in stops for ground in one.grounds)),
        reasons=tuple(
            dict.fromkeys(f"{one.ref.purl}: {ground.text}" for one in stops for ground in one.grounds)
        ),
        words=next((one.words for one in (locked, *ranged, good) if one is not None and one.words), ""),
        tries=len(ranged) if ranged[-1].code == 0 else 0,
        ranged=ranged[-1].versions,
        good_lock=works,
        gone=incident.gone_at is not None and incident.gone_at <= when,
        advised=None,
        lasting=incident.lasting,
    )


def _holds(install: Install, wanted: Mapping[str, str]) -> bool:
    return install.code == 0 and all(install.versions.get(name) == v for name, v in wanted.items())


async def _by_range(client: Client) -> list[Install]:
    wrong = (client.incident.guilty, client.incident.doors)
    # One more than there are bad ones, of which each may be met and refused once.
    most = max(_LEAST_TRIES, 1 + sum(len(versions) for one in wrong for versions in one.values()))
    ranged: list[Install] = []
    while not ranged or (ranged[-1].code != 0 and len(ranged) < most):
        ranged.append(await asyncio.to_thread(client.by_range, f"range{len(ranged)}"))
    return ranged


def _outcome(incident: Incident, installs: list[Install], *, good_lock: bool, ranged: bool) -> Outcome:
    if incident.kind is Kind.UNPUBLISHED:
        return Outcome.WORKS if good_lock and ranged else Outcome.BROKEN
    for outcome, wrong in ((Outcome.LET_IN, incident.guilty), (Outcome.DOOR, incident.doors)):
        for install in installs:
            if any(install.versions.get(name) in versions for name, versions in wrong.items()):
                return outcome
    return Outcome.STOPPED


def _named(ground: Ground) -> str:
    return ground.source if ground.code in {"finding", "history"} else ground.code


def _stops(incident: Incident, gate: Running) -> Iterator[Decision]:
    for decision in gate.decisions:
        name = decision.ref.package.name
        wrong = (*incident.guilty.get(name, ()), *incident.doors.get(name, ()))
        if decision.action is not Action.ALLOW and decision.ref.version in wrong:
            yield decision
