"""Collects evidence from the history of a release: from its listing and from further lookups."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pratique.core.assessment import SOURCE_UNASKED
from pratique.core.evidence import PINNED_NEEDS_NONE, Evidence, Known, NotAsked, Signal, Unknown
from pratique.core.finding import Inspection, Skipped
from pratique.core.names import PackageRef
from pratique.core.release import Listing, Release
from pratique.core.verdict import Standing
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError, PratiqueError, StoreError
from pratique.history import signals_of
from pratique.history.chronicle import chronicle_of, first_time
from pratique.history.names.evidence import lookalikes
from pratique.history.names.facts import YOUNG, NameFacts
from pratique.history.story import Story, story_of
from pratique.history.surroundings import ALONE, Surroundings
from pratique.intake.history.lookups import NOTHING_MORE, Lookups
from pratique.intake.question import Question
from pratique.net.registries.registry import RegistryClient

_MOST_DEPENDENCIES = 20
"""The maximum number of added dependencies to look up."""


NOT_INSPECTED = NotAsked("the artifact was not inspected")


@dataclass(frozen=True, slots=True)
class Past:
    """The signals of a release, and the checks that were not possible."""

    signals: Evidence[tuple[Signal, ...]]
    untold: tuple[Skipped, ...] = ()


async def surroundings_of(
    registry: RegistryClient, listing: Listing, release: Release, lookups: Lookups = NOTHING_MORE
) -> Surroundings:
    """Fetch the listings of the dependencies that a release adds, and make the enabled `lookups`.

    If a lookup fails, the returned evidence contains the reason. Raises StoreError if the local store cannot be read or written.
    """
    lookups.accounts.note(listing)
    story = story_of(chronicle_of(listing), release.ref.version, ALONE)
    added = list(story.added_dependencies)
    asked = added[:_MOST_DEPENDENCIES]
    known = {name: package for name in added if (package := _package(release, name)) is not None}
    found, builder, domains, public = await asyncio.gather(
        asyncio.gather(*(_ask(registry, release, name) for name in asked)),
        lookups.builder(listing, release),
        lookups.email_domains(story),
        lookups.twins(listing, known.values()),
    )
    dependencies = dict(zip(asked, found, strict=True))
    for told in dependencies.values():
        if isinstance(told, Known):
            lookups.accounts.note(told.value)
    account, account_gap = lookups.accounts.near(release)
    rest: Evidence[Listing] = NotAsked(f"only {_MOST_DEPENDENCIES} dependencies of a release are looked up")
    packages = [known[name] for name in asked if name in known]
    if story.age is None or story.age < YOUNG:
        packages.append(release.ref.package)
    return Surroundings(
        dependencies={**dependencies, **dict.fromkeys(added[len(asked) :], rest)},
        lookalikes=lookalikes(packages, facts=_facts(story, listing, dependencies)),
        source=NotAsked(SOURCE_UNASKED),
        account=account,
        account_gap=account_gap,
        builder=builder,
        domains=domains,
        public=public,
    )


def _facts(
    story: Story, listing: Listing, dependencies: Mapping[str, Evidence[Listing]]
) -> dict[str, NameFacts]:
    known = {name: told.value for name, told in dependencies.items() if isinstance(told, Known)}
    return {
        one.package.name: NameFacts(
            age=None if story.at is None or (first := first_time(one)) is None else story.at - first,
            publishers=frozenset(
                release.publisher.name for release in one.releases.values() if release.publisher is not None
            )
            or None,
        )
        for one in (listing, *known.values())
    }


def _package(release: Release, name: str) -> PackageRef | None:
    try:
        return ECOSYSTEMS[release.ref.package.ecosystem].normalise(name)
    except ParseError:
        return None


async def _ask(registry: RegistryClient, release: Release, name: str) -> Evidence[Listing]:
    package = _package(release, name)
    if package is None:
        return NotAsked("the name is invalid in every registry")
    try:
        found = await registry.listing(package)
    except StoreError:
        raise
    except PratiqueError as error:
        return Unknown(error.message, error.reference, "registry", error.hint)
    return Known(found, found.registry)


def past_of(question: Question, now: datetime, inspection: Evidence[Inspection] = NOT_INSPECTED) -> Past:
    """Return the signals of a release at a given time. The list of imports comes from the inspection.

    A release that is already in use is skipped.
    """
    match question.listing:
        case NotAsked() | Unknown():
            return Past(question.listing)
        case Known(value=listing, source=source):
            ref = question.file.ref
            if ref is None or ref.version not in listing.releases:
                return Past(NotAsked("the release is not listed"))
            if question.standing is Standing.PINNED:
                return Past(NotAsked(PINNED_NEEDS_NONE))
            about = replace(question.surroundings, now=now, imports=imports_of(inspection))
            reading = signals_of(listing, ref.version, about)
            return Past(Known(reading.signals, source), reading.not_told)


def imports_of(inspection: Evidence[Inspection]) -> Evidence[frozenset[str]]:
    """Return the packages that the code of an artifact imports; unknown if the list may be incomplete."""
    if not isinstance(inspection, Known):
        return inspection
    asked = inspection.value.asked
    if asked is None:
        return NotAsked("the inspection does not list the packages that the code imports")
    return NotAsked(asked.gap) if asked.gap else Known(asked.names, "the code of the artifact")
