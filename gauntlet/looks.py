"""What `inspect`, `history` and `audit` say of the bad and of the last good releases, beside the gate."""

import asyncio
import contextlib
import io
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.loopback import LoopbackRegistry

from gauntlet import world
from gauntlet.incident import Incident
from gauntlet.locks import lock_of
from gauntlet.machine import Clock, home, warn
from pratique.cli import main
from pratique.cli.run.session import Session, open_session
from pratique.cli.run.settings import read_settings
from pratique.cli.run.target import Targets
from pratique.core.history import Weight
from pratique.core.names import PackageRef, ReleaseRef
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.verdict import Standing, Verdict
from pratique.history.marking import marked_timeline
from pratique.intake.history.evidence import surroundings_of
from pratique.intake.questions import Wish

_AFTER = timedelta(hours=1)
_ANY_AGE = "3650d"
"""The verb `audit` has the true clock, by which an index of the day is old; what it finds is the same."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What is said of one release, an hour after it was published; of the last good one, an hour after the incident."""

    name: str
    version: str
    bad: bool
    """Whether it has the bad code or leads to it."""
    action: Action
    """What `inspect` says without the age rule."""
    evidence: tuple[str, ...]
    """What stops it there: codes of reasons, and the rules and signals that spoke."""
    marks: tuple[tuple[str, Weight], ...]
    """What `history` marks it with: signals and what they do."""
    audit: bool | None
    """Whether `audit` names it, with the advisory of the record; None: there is none."""
    trouble: str = ""
    """Why there is no answer."""

    @property
    def alarms(self) -> Iterator[str]:
        """Which verbs stop it; for a good release each is a false alarm."""
        if self.action is not Action.ALLOW:
            yield "inspect"
        if any(weight is Weight.HOLDS for _, weight in self.marks):
            yield "history"
        if self.audit:
            yield "audit"


Wanted = tuple[str, str, bool]
"""Name, version, and whether it is a bad one."""


def looks(incident: Incident, wanted: Sequence[Wanted] | None = None) -> tuple[Look, ...]:
    """Ask about `wanted`, else about the first bad release of each package, and each last good one.

    Not to be called in an event loop.
    """
    asked = tuple(_wanted(incident)) if wanted is None else wanted
    with (
        LoopbackRegistry() as registry,
        tempfile.TemporaryDirectory(prefix="gauntlet-") as named,
        home(Path(named), registry, age=False),
    ):
        told = asyncio.run(_asked(incident, registry, asked))
        if incident.advisory is None or wanted is not None:
            return tuple(told)
        warn(Path(named), incident, incident.advisory)
        found = {bad: _audited(incident, registry, Path(named), bad=bad) for bad in (False, True)}
    return tuple(Look(**{**vars(one), "audit": (one.name, one.version) in found[one.bad]}) for one in told)


async def _asked(incident: Incident, registry: LoopbackRegistry, wanted: Sequence[Wanted]) -> list[Look]:
    clock = Clock(incident.at)
    settings = read_settings(None, {})
    told = []
    async with open_session(settings, fresh=timedelta(0), clock=clock) as session:
        for name, version, bad in wanted:
            at = world.published_at(incident, name, version)
            clock.at = (at if bad else max(at, incident.at)) + _AFTER
            world.set_to(registry, incident, clock.at)
            ref = PackageRef(incident.ecosystem, name).at(version)
            told.append(await _look(session, ref, clock.at, bad=bad))
    return told


def _wanted(incident: Incident) -> Iterator[Wanted]:
    seen = set()
    for wrong in (incident.guilty, incident.doors):
        for name, versions in wrong.items():
            if name not in seen:
                seen.add(name)
                yield name, versions[0], True
    here = {(package.name, release.version) for package in incident.packages for release in package.releases}
    for one in incident.good.items():
        # What another index has beside it is not asked of this registry.
        if one in here:
            yield *one, False


async def _look(session: Session, ref: ReleaseRef, at: datetime, *, bad: bool) -> Look:
    target = await Targets().judge(session, ref.purl, standing=Standing.NEW, wish=Wish())
    if target.error is not None:
        return Look(
            name=ref.package.name,
            version=ref.version,
            bad=bad,
            action=Action.ALLOW,
            evidence=(),
            marks=(),
            audit=None,
            trouble=target.error.message,
        )
    verdicts = [one.verdict for one in target.assessments]
    return Look(
        name=ref.package.name,
        version=ref.version,
        bad=bad,
        action=max((one.action for one in verdicts), key=lambda action: action.rank),
        evidence=tuple(dict.fromkeys(code for one in verdicts for code in _codes(one))),
        marks=await _marks(session, ref, at),
        audit=None,
    )


def _codes(verdict: Verdict) -> Iterator[str]:
    for reason in verdict.reasons:
        named = reason.code in {ReasonCode.FINDING, ReasonCode.HISTORY}
        yield reason.source if named else reason.code.value


async def _marks(session: Session, ref: ReleaseRef, at: datetime) -> tuple[tuple[str, Weight], ...]:
    """What the verb `history` would mark it with, by the clock of the moment."""
    questions = session.questions
    listing = await questions.registry.listing(ref.package)
    about = await surroundings_of(
        questions.registry, listing, listing.releases[ref.version], questions.lookups
    )
    told = marked_timeline(listing, judged=ref.version, surroundings=about, now=at, span=timedelta(0))
    entry = told.judged_entry
    return tuple((mark.signal, mark.weight) for mark in entry.marks) if entry else ()


def _audited(
    incident: Incident, registry: LoopbackRegistry, folder: Path, *, bad: bool
) -> set[tuple[str, str]]:
    """What the verb `audit` names of a project with the lock of the bad, or of the good, releases."""
    locked = _everything_bad(incident) if bad else incident.good
    if not locked:
        return set()
    project = folder / ("audited-bad" if bad else "audited-good")
    project.mkdir()
    name, text = lock_of(incident, locked, npm_url=registry.npm_url, gem_url=registry.gem_url)
    (project / name).write_text(text)
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(io.StringIO()):
        main(["audit", str(project), "--offline", "--max-db-age", _ANY_AGE, "--format", "json"])
    return set(_named(json.loads(told.getvalue())))


def _everything_bad(incident: Incident) -> Mapping[str, str]:
    return {name: version for name, version, bad in _wanted(incident) if bad}


def _named(document: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    findings = document["findings"]
    assert isinstance(findings, list)
    for one in findings:
        yield one["name"], one["version"]
