"""`python -m gauntlet quarter`: an ordinary quarter of upgrades through the same gate and policy, for the price.

The history of a project's locks in git says what came in, and when. The gate, with its defaults, has adopted the locks as they
were before; each commit is an install through it at the time of the commit, of what is new. What waits for its age is
installed again when it frees itself. Artifacts come from the configured registries, which are asked through a front that hides what
was not published then. `--write` puts the result into gauntlet/quarter.json, which docs/explanation/gauntlet.md shows: no run of the gauntlet asks
for it anew.
"""

import argparse
import asyncio
import heapq
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from gauntlet.front import Front, Recorded, read_recorded, serving
from gauntlet.incident import utc
from gauntlet.locked import Locked
from gauntlet.machine import Clock, Running, home, running
from gauntlet.upgrades import history_of
from pratique import __version__
from pratique.cli.run.session import read_upstreams
from pratique.cli.run.settings import read_settings
from pratique.core.decision import Decision
from pratique.core.lock import Lock, LockedPackage
from pratique.core.names import Ecosystem, ReleaseRef
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind
from pratique.gate.decision.policy import ADOPTED_BY_GATE
from pratique.store.folder.home import Home, data_home
from pratique.store.opening import open_store
from pratique.store.record import Adopted, Adoption

RESULT = Path(__file__).resolve().parent / "quarter.json"
_LATER = timedelta(minutes=1)


@dataclass(kw_only=True)
class Price:
    """What a quarter cost."""

    project: str
    ecosystem: str
    since: str
    until: str
    times: str
    """Where the times of releases are from."""
    commits: int
    held_before: int
    """How many releases the locks held as it began."""
    upgrades: int
    """How many releases came in."""
    replayed: int = 0
    """Of which so many were: their times are known."""
    installed_at_once: int = 0
    waited: int = 0
    """How many waited for their age before they came in."""
    hours: list[float] = field(default_factory=list)
    """How long each of those waited, after the commit."""
    signalled: list[str] = field(default_factory=list)
    """Those that waited longer than the age rule asks, as `release: why`."""
    reviews: list[str] = field(default_factory=list)
    """What a person would have had to look at, as `release: why`."""
    blocks: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    """Installs that failed and the gate had refused nothing, or nothing any more."""
    left_out: list[str] = field(default_factory=list)
    """Releases of which no time is recorded."""
    by: str = f"pratique {__version__}"


@dataclass(kw_only=True)
class _Quarter:
    """One replay under way."""

    clock: Clock
    gate: Running
    client: Locked
    price: Price
    read: int = 0
    """How many decisions were read."""

    async def run(self, wanted: Sequence[tuple[datetime, list[LockedPackage]]]) -> None:
        """Install all in the order of time."""
        order = count()
        due = [(at, next(order), at, packages) for at, packages in wanted]
        heapq.heapify(due)
        total, done = sum(len(packages) for _, packages in wanted), 0
        while due:
            at, _, asked_at, packages = heapq.heappop(due)
            self.clock.at = max(at, self.clock.at)
            for until, package in await self._install(packages, asked_at):
                heapq.heappush(due, (until + _LATER, next(order), asked_at, [package]))
            done += len(packages) if at == asked_at else 0
            print(f"{self.clock.at:%Y-%m-%d}: {done} of {total}", file=sys.stderr, flush=True)

    async def _install(
        self, packages: list[LockedPackage], asked_at: datetime
    ) -> list[tuple[datetime, LockedPackage]]:
        """Install what comes through; give what waits, and until when."""
        later: list[tuple[datetime, LockedPackage]] = []
        left = list(packages)
        while left:
            failed = await asyncio.to_thread(self.client.install, left)
            refused = {one.ref: one for one in self._news() if one.action is not Action.ALLOW}
            if failed is None:
                self._came_in(left, asked_at)
                return later
            stopped = [package for package in left if package.ref in refused]
            if not stopped:
                stopped = [package for package in left if package.ref == failed] or left
                self.price.failed += [f"{package.ref}: {self.client.last_line}" for package in stopped]
            for package in stopped:
                decision = refused.get(_ref(package))
                if decision is not None and (until := self._noted(decision, asked_at)) is not None:
                    later.append((until, package))
            left = [package for package in left if package not in stopped]
        return later

    def _came_in(self, packages: Sequence[LockedPackage], asked_at: datetime) -> None:
        hours = (self.clock.at - asked_at).total_seconds() / 3600
        for _ in packages:
            if hours <= 0:
                self.price.installed_at_once += 1
            else:
                self.price.waited += 1
                self.price.hours.append(round(hours, 1))

    def _noted(self, decision: Decision, asked_at: datetime) -> datetime | None:
        """Count a refusal; when it ends by itself, if it does."""
        told = f"{decision.ref}: " + "; ".join(f"{one.text} [{one.source}]" for one in decision.grounds[:2])
        if decision.action is Action.BLOCK:
            self.price.blocks.append(told)
        elif decision.kind is HoldKind.REVIEW:
            self.price.reviews.append(told)
        elif decision.until is not None and decision.until > self.clock.at:
            if decision.until - asked_at > timedelta(hours=72):
                self.price.signalled.append(told)
            return decision.until
        else:
            self.price.failed.append(told)
        return None

    def _news(self) -> list[Decision]:
        found = self.gate.decisions[self.read :]
        self.read += len(found)
        return found


def _ref(package: LockedPackage) -> ReleaseRef:
    assert package.ref is not None
    return package.ref


def replay(asked: argparse.Namespace, recorded: Recorded) -> Price:
    """Replay one quarter. Not to be called in an event loop."""
    ecosystem = Ecosystem(asked.ecosystem)
    since, until = utc(asked.since), utc(asked.until)
    history = history_of(asked.repository, ecosystem, path=asked.path, since=since, until=until)
    price = Price(
        project=asked.project,
        ecosystem=ecosystem.value,
        since=asked.since,
        until=asked.until,
        times="the upload times that the registry tells"
        if not recorded
        else "the recorded history of npm's listings",
        commits=len(history.steps),
        held_before=len({one.ref for lock in history.before for one in lock.packages}),
        upgrades=sum(len(step.new) for step in history.steps),
    )
    wanted: list[tuple[datetime, list[LockedPackage]]] = []
    for step in history.steps:
        known = [one for one in step.new if not recorded or _recorded(one, recorded)]
        price.left_out += [str(one.ref) for one in step.new if one not in known]
        wanted += [(step.at, batch) for batch in _batches(known)]
    price.replayed = sum(len(packages) for _, packages in wanted)
    upstreams = read_upstreams(read_settings(None, {}), None)
    front = Front(
        now=lambda: clock.at,
        npm=upstreams.open[Ecosystem.NPM][0].url,
        pypi=upstreams.open[Ecosystem.PYPI][0].url,
        recorded=recorded,
    )
    clock = Clock(since)
    try:
        asyncio.run(_replay(front, clock, history.before, wanted, price))
    except KeyboardInterrupt:
        # What was replayed by then is told as the shorter span that it is.
        reached = [(at, packages) for at, packages in wanted if at < clock.at]
        price.until = f"{clock.at:%Y-%m-%d}"
        price.commits = len({at for at, _ in reached})
        price.replayed = sum(len(packages) for _, packages in reached)
        price.upgrades = price.replayed + len(price.left_out)
    return price


def _batches(packages: Sequence[LockedPackage]) -> list[list[LockedPackage]]:
    """Lists that have each name once: no client installs two versions of one name at a time."""
    batches: list[list[LockedPackage]] = []
    for package in packages:
        name = package.package.name
        fits = (batch for batch in batches if all(one.package.name != name for one in batch))
        batch = next(fits, None)
        if batch is None:
            batches.append([package])
        else:
            batch.append(package)
    return batches


def _recorded(package: LockedPackage, recorded: Recorded) -> bool:
    known = recorded.get(package.package.name)
    return known is not None and package.version in known["versions"]


async def _replay(
    front: Front,
    clock: Clock,
    before: Sequence[Lock],
    wanted: Sequence[tuple[datetime, list[LockedPackage]]],
    price: Price,
) -> None:
    with tempfile.TemporaryDirectory(prefix="gauntlet-quarter-") as named:
        async with serving(front):
            with home(Path(named), front, age=True):
                _adopt(before, clock.at)
                async with running(clock) as gate:
                    client = Locked(url=gate.url, folder=Path(named), ecosystem=Ecosystem(price.ecosystem))
                    await _Quarter(clock=clock, gate=gate, client=client, price=price).run(wanted)


def _adopt(locks: Sequence[Lock], at: datetime) -> None:
    """What `pratique gate adopt` does with the locks as they were before."""
    entries = frozenset(
        Adopted(one.ref.purl, str(digest))
        for lock in locks
        for one in lock.packages
        if one.ref is not None
        for digest in one.digests
        if digest.strong
    )
    with open_store(Home(data_home(os.environ))) as store:
        store.adoptions.put(Adoption(project=ADOPTED_BY_GATE, at=at, entries=entries))


def main(arguments: Sequence[str]) -> int:
    """Replay a quarter, print what it cost, and maybe keep it."""
    parser = argparse.ArgumentParser(
        prog="python -m gauntlet quarter",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "repository", type=Path, metavar="CLONE", help="a clone of the project that is not bare"
    )
    parser.add_argument("--project", required=True, help="what to call it: owner/name")
    parser.add_argument("--ecosystem", choices=["npm", "pypi"], required=True)
    parser.add_argument("--path", required=True, help="where its locks are: a file, or a folder with a slash")
    parser.add_argument("--since", required=True, metavar="DAY")
    parser.add_argument("--until", required=True, metavar="DAY", help="the first day that is not part of it")
    parser.add_argument(
        "--times",
        type=Path,
        metavar="FILE",
        help="the recorded history of npm's listings, whose times and people count",
    )
    parser.add_argument("--write", action="store_true", help="keep the result in gauntlet/quarter.json")
    asked = parser.parse_args(arguments)
    price = replay(asked, read_recorded(asked.times) if asked.times else {})
    print(json.dumps(asdict(price), indent=1))
    if asked.write:
        keep(price)
    return 0


def keep(price: Price, path: Path = RESULT) -> None:
    """Put it in the place of the one with the same project and ecosystem."""
    kept: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    same = (price.project, price.ecosystem)
    kept = [one for one in kept if (one["project"], one["ecosystem"]) != same]
    path.write_text(json.dumps([*kept, asdict(price)], indent=1) + "\n", encoding="utf-8")


def median(hours: Sequence[float]) -> float:
    """Of no hours it is none."""
    return statistics.median(hours) if hours else 0.0
