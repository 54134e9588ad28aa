"""The history of a release as evidence: what its listing tells, and what was looked up for it besides."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from pratique.core.evidence import Evidence, Known, NotAsked, Signal, Unknown
from pratique.core.finding import Skipped
from pratique.core.names import PackageRef
from pratique.core.release import Listing, Release
from pratique.core.verdict import Standing
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError, PratiqueError, StoreError
from pratique.history import signals_of
from pratique.history.chronicle import chronicle_of
from pratique.history.names.evidence import lookalikes
from pratique.history.names.facts import YOUNG
from pratique.history.story import story_of
from pratique.history.surroundings import ALONE, Surroundings
from pratique.intake.question import Question
from pratique.net.registry import RegistryClient

_MOST_DEPENDENCIES = 20
"""So many of the dependencies that a release adds are looked up."""


@dataclass(frozen=True, slots=True)
class Past:
    """What the signals say of an artifact's release, and what could not be asked."""

    signals: Evidence[tuple[Signal, ...]]
    untold: tuple[Skipped, ...] = ()


async def surroundings_of(registry: RegistryClient, listing: Listing, release: Release) -> Surroundings:
    """Ask for the listings of the dependencies that a release adds. What has no answer is in its place. Raises StoreError."""
    story = story_of(chronicle_of(listing), release.ref.version, ALONE)
    added = list(story.added_dependencies)
    asked = added[:_MOST_DEPENDENCIES]
    found = await asyncio.gather(*(_ask(registry, release, name) for name in asked))
    rest: Evidence[Listing] = NotAsked(f"only {_MOST_DEPENDENCIES} dependencies of a release are looked up")
    packages = [package for name in asked if (package := _package(release, name)) is not None]
    if story.age is None or story.age < YOUNG:
        packages.append(release.ref.package)
    return Surroundings(
        dependencies={**dict(zip(asked, found, strict=True)), **dict.fromkeys(added[len(asked) :], rest)},
        lookalikes=lookalikes(packages),
    )


def _package(release: Release, name: str) -> PackageRef | None:
    try:
        return ECOSYSTEMS[release.ref.package.ecosystem].normalise(name)
    except ParseError:
        return None


async def _ask(registry: RegistryClient, release: Release, name: str) -> Evidence[Listing]:
    package = _package(release, name)
    if package is None:
        return NotAsked("no registry could have the name")
    try:
        found = await registry.listing(package)
    except StoreError:
        raise
    except PratiqueError as error:
        return Unknown(error.message, error.reference, "registry", error.hint)
    return Known(found, found.registry)


def past_of(question: Question, now: datetime) -> Past:
    """Ask the signals about an artifact's release at a moment. Pure; a release in use already is not asked about."""
    match question.listing:
        case NotAsked() | Unknown():
            return Past(question.listing)
        case Known(value=listing, source=source):
            ref = question.file.ref
            if ref is None or ref.version not in listing.releases:
                return Past(NotAsked("the listing tells of no such release"))
            if question.standing is Standing.PINNED:
                return Past(NotAsked("in use here already, and stopped by no signal (`--as new` asks)"))
            reading = signals_of(listing, ref.version, replace(question.surroundings, now=now))
            return Past(Known(reading.signals, source), reading.not_told)
