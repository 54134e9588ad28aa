"""Exposures that the tests of reports share."""

from datetime import UTC, datetime, timedelta

from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.respond.actions.step import Command, Step, StepKind, System
from pratique.respond.exposure import Exposure, exposure
from pratique.respond.report.answered import Answered
from pratique.respond.sighting import (
    Basis,
    Change,
    Contact,
    PlaceKind,
    Result,
    Searched,
    Sighting,
    Unchecked,
)
from pratique.respond.wanted.joining import joined
from pratique.respond.wanted.texts import read_text
from pratique.respond.wanted.value import Wanted
from tests.respond.wanted.asking import context

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
THEN = datetime(2026, 3, 31, 0, 21, tzinfo=UTC)
AXIOS = "pkg:npm/axios@1.14.1"
REF = PackageRef(Ecosystem.NPM, "axios").at("1.14.1")
BROUGHT = Change("0123456789abcdef0123", THEN, "Ada <ada@example.invalid>", "bump axios")
REMOVED = Change("fedcba98765432100123", THEN + timedelta(days=1), "Bob <bob@example.invalid>", "pin axios")

INSTALLED = Sighting(
    kind=PlaceKind.INSTALLED,
    contact=Contact.INSTALLED,
    ref=REF,
    wanted=AXIOS,
    place="/srv/web/node_modules",
    inside="axios/package.json:3",
    first=THEN,
    current=True,
    note="A postinstall script is declared.",
)
LOCKED = Sighting(
    kind=PlaceKind.LOCK_HISTORY,
    contact=Contact.LOCKED,
    ref=REF,
    wanted=AXIOS,
    place="/srv/web",
    inside="package-lock.json:120",
    first=THEN,
    last=THEN + timedelta(days=1),
    current=False,
    branches=("main", "release"),
    brought=BROUGHT,
    removed=REMOVED,
    through=("web", "api-client", "axios"),
    digests=(Digest("sha1", "a" * 40),),
)
REFUSED = Sighting(
    kind=PlaceKind.GATE_LOG,
    contact=Contact.REFUSED,
    ref=REF,
    wanted=AXIOS,
    place="gate",
    first=THEN,
    who="build-token",
    shared=True,
    count=12,
)
CONTACTED = Sighting(
    kind=PlaceKind.PROXY_LOG,
    contact=Contact.FETCHED,
    basis=Basis.INDICATOR,
    wanted="evil.invalid",
    place="/var/log/squid/access.log",
    inside=":7",
)
SEARCHED = (
    Searched(
        kind=PlaceKind.LOCK_HISTORY, place="/srv/web", units=30_412, unit="revisions", since=THEN, until=NOW
    ),
    Searched(kind=PlaceKind.LOCK_HISTORY, place="/srv/api", units=1, unit="revisions"),
    Searched(
        kind=PlaceKind.INSTALLED,
        place="/srv/web/node_modules",
        format="node_modules",
        units=1,
        unit="packages",
    ),
)
GAP = Unchecked("/srv/api", "bun.lock", "unknown lockfile format")


def asked(*texts: str) -> Wanted:
    return joined(read_text(text, context()) for text in texts or ("pkg:npm/axios@1.14.1",))


def made(*sightings: Sighting, wanted: Wanted | None = None, gaps: tuple[Unchecked, ...] = ()) -> Exposure:
    searched = (
        (*SEARCHED, Searched(kind=PlaceKind.LOCK, place="/srv/api", unchecked=gaps)) if gaps else SEARCHED
    )
    return exposure(wanted or asked(), [Result(sightings, searched)], NOW)


DO = Step(
    kind=StepKind.PURGE,
    title="Purge the caches.",
    why="They still serve the release.",
    commands=(
        Command(client="npm", system=System.POSIX, line="npm cache clean --force"),
        Command(client="npm", system=System.WINDOWS, line="npm.cmd cache clean --force"),
    ),
    notes=("the cache of the build machine",),
)


def answered(
    *sightings: Sighting, gaps: tuple[Unchecked, ...] = (), wanted: Wanted | None = None
) -> Answered:
    found = made(*sightings, gaps=gaps, wanted=wanted)
    code = 1 if found.exposed else 0 if found.complete else 3
    return Answered(exposure=found, exit_code=code, steps=(DO,) if found.exposed else ())
