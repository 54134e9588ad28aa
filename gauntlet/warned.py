"""How long it takes from the first public report of an incident to the names of whoever got it.

A gate in observe mode serves what is not known to be bad. A real client installs the bad release there before the advisory
is out. Then the advisory comes, as it came by the record; the next sync takes it up, and the gate, with everything that runs
beside its answers, decides anew, writes down who got it, and tells a webhook. The clock of the gate is moved; what the
gate itself needs is measured on the true clock and added.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from tests.gate.receiver import Receiver, receiver
from tests.loopback import LoopbackRegistry

from gauntlet import world
from gauntlet.clients import Client
from gauntlet.incident import Advisory, Incident
from gauntlet.machine import Clock, Running, beside, home, running, warn
from pratique.core.mode import Mode
from pratique.gate.monitoring.alarm import victim
from pratique.gate.monitoring.webhook import Hook

SYNC_EVERY = timedelta(hours=1)
"""How often `pratique advisories sync` is run: the advisory is out just after one, so that it waits for all of it."""
_LOOK_EVERY_S = 0.5
_LOOKS_EVERY_S = 5.0
"""As often as a gate that is served by the verb looks whether there is something new; added as a whole."""
_AFTER = timedelta(hours=1)
_MOST_S = 60.0
_PAUSE_S = 0.05


@dataclass(frozen=True, kw_only=True)
class Warned:
    """What came of the advisory."""

    reported_at: datetime
    """The first public report by the record: the advisory, unless something was told before it."""
    advised_at: datetime
    named_at: datetime | None
    """When the victims were named; None: they were not."""
    got: tuple[str, ...]
    """What the client had installed of it, as `name version`."""
    named: tuple[str, ...]
    """What the webhook names as got by that client."""
    listed: tuple[str, ...]
    """What the gate itself lists, as `pratique gate victims` prints it."""
    refused: bool
    """Whether the same lock is refused afterwards."""

    @property
    def minutes(self) -> int | None:
        """From the first report to the names, rounded up."""
        return (
            None if self.named_at is None else -int((self.reported_at - self.named_at).total_seconds() // 60)
        )

    @property
    def whole(self) -> bool:
        """Whether everything that the client got, and the advisory names, was named."""
        return bool(self.got) and self.got == self.named == self.listed


def warned(incident: Incident, *, patience_s: float = _MOST_S) -> Warned | None:
    """Let it in, let the advisory come, and wait so long for the webhook. None: the record has none. Not to be called in an event loop."""
    if incident.advisory is None:
        return None
    with (
        LoopbackRegistry() as registry,
        tempfile.TemporaryDirectory(prefix="gauntlet-") as named,
        home(Path(named), registry, age=True),
        beside(incident) as other,
        receiver() as hook,
    ):
        client = Client(incident, "", Path(named), other)
        return asyncio.run(_warned(client, incident.advisory, registry, hook, patience_s))


async def _warned(
    client: Client, advisory: Advisory, registry: LoopbackRegistry, told: Receiver, patience_s: float
) -> Warned:
    incident = client.incident
    clock = Clock(_let_in_at(incident, advisory))
    world.set_to(registry, incident, clock.at)
    hook = Hook(url=told.url, key=b"the gauntlet's own secret")
    async with running(clock, mode=Mode.OBSERVE, hook=hook, look_every_s=_LOOK_EVERY_S) as gate:
        client = replace(client, url=gate.url)
        locked = incident.locked_at(clock.at)
        await asyncio.to_thread(client.by_lock, "got", locked)
        got = {(one.ref.package.name, one.ref.version) for one in gate.decisions}
        clock.at = advisory.at + SYNC_EVERY
        begun = time.monotonic()
        await asyncio.to_thread(warn, client.folder, incident, advisory)
        arrived = await _until(lambda: bool(told.got), patience_s)
        took_s = time.monotonic() - begun - _LOOK_EVERY_S + _LOOKS_EVERY_S
        again = await asyncio.to_thread(client.by_lock, "again", locked)
        listed = _listed(gate)
        gate.require_answers()
    about = {(name, version) for name, versions in advisory.about.items() for version in versions}
    return Warned(
        reported_at=min(incident.reported_at or advisory.at, advisory.at),
        advised_at=advisory.at,
        named_at=clock.at + timedelta(seconds=max(took_s, 0)) if arrived else None,
        got=_shown(got & about),
        named=_shown(_named(told)),
        listed=_shown(listed),
        refused=again.code != 0,
    )


def _let_in_at(incident: Incident, advisory: Advisory) -> datetime:
    """An hour after the last of a set of bad releases is out, or half-way to the advisory where that is sooner."""
    wrong = [
        at
        for name, versions in incident.guilty.items()
        for version in versions
        if (at := world.published_at(incident, name, version)) < advisory.at
    ]
    out = max(wrong, default=incident.at)
    return min(out + _AFTER, out + (advisory.at - out) / 2)


async def _until(there: Callable[[], bool], patience_s: float) -> bool:
    for _ in range(int(patience_s / _PAUSE_S)):
        if there():
            return True
        await asyncio.sleep(_PAUSE_S)
    return False


def _named(told: Receiver) -> set[tuple[str, str]]:
    files = [one for _, body in told.got for one in json.loads(body)["downloads"]]
    return {_split(one["purl"]) for one in files}


def _listed(gate: Running) -> set[tuple[str, str]]:
    turned = gate.gate.listings.store.turned
    return {_split(str(victim(who)["purl"])) for one in turned.read() for who in turned.victims(one)}


def _split(purl: str) -> tuple[str, str]:
    name, _, version = purl.partition("/")[2].rpartition("@")
    return name.replace("%40", "@"), version


def _shown(names: set[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(f"{name} {version}" for name, version in sorted(names))
