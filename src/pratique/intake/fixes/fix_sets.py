"""Finds and judges fix sets, and decides whether their releases are allowed before the cooldown ends.

A fix set is looked up if only the cooldown holds an artifact and a local advisory lists a fix. The fix is the artifact's release
itself, or a release that pins it. The members of a fix set are judged like any other artifact, without the exception for fix sets.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, Self

from pratique.advisories.interface import Advisories
from pratique.advisories.namings import fixed_versions, namings
from pratique.core.advisory import Product
from pratique.core.assessment import Assessment
from pratique.core.evidence import Known
from pratique.core.fix_law import MOST_SIBLINGS, Member, fix_set, is_ripe
from pratique.core.fix_set import FixSet
from pratique.core.lock import Lock
from pratique.core.names import PackageRef, ReleaseRef
from pratique.core.policy import Policy
from pratique.core.release import Dated, Listing, Release, TimeSource
from pratique.core.verdict import Standing
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError, PratiqueError, Reference, RegistryError, StoreError
from pratique.history.chronicle import chronicle_of
from pratique.history.story import story_of
from pratique.history.surroundings import ALONE
from pratique.intake.fixes.builders import attested_publisher
from pratique.intake.fixes.hints import Pins, exact_pin, namesakes
from pratique.intake.known_bad.advised import Warnings
from pratique.intake.question import Question
from pratique.intake.questions import Questions
from pratique.intake.waivers import matching
from pratique.net.registries.single_flight import Flights

_LOG = logging.getLogger(__name__)
_MOST_KNOWN = 1_000
_KNOWN_FOR = timedelta(hours=1)
_FAILED_FOR = timedelta(seconds=30)
_MOST_ROOTS = 4
_MOST_LOOKED_UP = 50_000
_MOST_TOLD = 100


class Judge(Protocol):
    """The part of the judging pipeline that judges the members of a fix set."""

    @property
    def policy(self) -> Policy:
        """Return the policy."""

    @property
    def warnings(self) -> Warnings:
        """Return the advisories."""

    @property
    def now(self) -> Callable[[], datetime]:
        """Return the function that returns the current time as an aware UTC time."""

    def without_fixes(self) -> Self:
        """Return a copy of this judge that makes no exceptions for fix sets."""

    async def assess(self, question: Question) -> Assessment:
        """Judge one artifact. Raises StoreError if the local store cannot be read or written."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    found: FixSet
    at: datetime
    warnings: Warnings
    policy: Policy
    told: bool
    """Whether all lookups for the decision succeeded."""
    files: frozenset[str]
    """The file names of the release that fixes the advisory."""
    unfit: Mapping[PackageRef, frozenset[str]]
    """The versions of each package that were excluded as baselines when the set was judged."""

    def holds(self, road: Judge, root: Release | None, now: datetime) -> bool:
        if root is not None and _files(root) != self.files:
            return False
        fresh = now - self.at < (_KNOWN_FOR if self.told else _FAILED_FOR)
        return fresh and self.warnings is road.warnings and self.policy is road.policy


class Fixes:
    """Finds and judges fix sets. Concurrent callers share one evaluation of a set."""

    def __init__(self, questions: Questions) -> None:
        self.count = 0
        """How often a fix set changed.

        After a change of a fix set, earlier decisions about its members may no longer apply.
        """
        self._questions = questions
        self._pins = Pins()
        self._known: OrderedDict[ReleaseRef, _Weighed] = OrderedDict()
        self._flights = Flights[tuple[ReleaseRef, int], FixSet]("weighing a fix set")
        self._index: Advisories | None = None
        self._fixed: dict[PackageRef, frozenset[str]] = {}
        """The fixed versions in the present index, for the packages that were looked up."""

    def note(self, road: Judge, question: Question) -> None:
        """Record the releases that a release in cooldown pins, so that the fix sets of these releases can be found."""
        ref = question.file.ref
        if ref is not None and isinstance(question.listing, Known):
            release = question.listing.value.releases.get(ref.version)
            if release is not None and not is_ripe(_published(release), road.policy, road.now()):
                self._pins.note(release)

    def hint(self, pinned: ReleaseRef, parent: ReleaseRef) -> None:
        """Record that a lockfile contains the release `parent`, which requests the release `pinned`."""
        self._pins.hint(pinned, parent)

    async def about(self, road: Judge, question: Question) -> FixSet | None:
        """Return the fix set of an artifact; None if no advisory lists a fix for it.

        Raises StoreError if the local store cannot be read or written.
        """
        ref, listing = question.file.ref, question.listing
        if ref is None or not isinstance(listing, Known) or question.private:
            return None
        bound = question.file.upstream is not None and question.file.upstream.bound
        return await self.of_release(road, listing.value, ref, bound=bound)

    async def of_release(
        self, road: Judge, listing: Listing, ref: ReleaseRef, *, bound: bool
    ) -> FixSet | None:
        """Return the fix set of a listed release; None if no advisory lists a fix for it.

        Raises StoreError if the local store cannot be read or written. `bound` is True if the package name belongs to only one
        registry.
        """
        index = road.warnings.index
        release = listing.releases.get(ref.version)
        if index is None or release is None:
            return None
        best: FixSet | None = None
        self._pins.note(release)
        for root in await self._roots(index, release, bound=bound):
            weighed = await self._weigh(road, root, release if root == ref else None)
            if ref in weighed.members and (best is None or (weighed.early and not best.early)):
                best = weighed
        return best

    async def close(self) -> None:
        """Cancel running lookups."""
        await self._flights.close()

    async def _roots(self, index: Advisories, release: Release, *, bound: bool) -> tuple[ReleaseRef, ...]:
        try:
            return await self._named(index, release, bound=bound)
        except StoreError:
            _LOG.warning("no fix set of %s: the advisory index cannot be read", release.ref)
            return ()  # The coverage of its assessment says so, too; it waits as it would.

    async def _named(self, index: Advisories, release: Release, *, bound: bool) -> tuple[ReleaseRef, ...]:
        ref = release.ref
        if self._is_fixed(index, ref):
            return (ref,)
        named = tuple(parent for parent in self._pins.of(ref) if self._is_fixed(index, parent))[:_MOST_ROOTS]
        if named or bound:
            return named
        # Parts have the number of their whole.
        alike = [package.at(ref.version) for package in namesakes(ref.package)]
        found = [root for root in alike if self._is_fixed(index, root) and await self._pins_it(root, ref)]
        return tuple(found[:_MOST_ROOTS])

    async def _pins_it(self, root: ReleaseRef, sibling: ReleaseRef) -> bool:
        try:
            listing = await self._questions.registry.listing(root.package)
        except StoreError:
            raise
        except PratiqueError:
            return False  # A hint that cannot be looked up is none: the sibling waits as it would.
        release = listing.releases.get(root.version)
        wanted = release.dependencies.get(sibling.package.name, "") if release else ""
        return exact_pin(wanted) == sibling.version

    def _is_fixed(self, index: Advisories, ref: ReleaseRef) -> bool:
        if self._index is not index or len(self._fixed) > _MOST_LOOKED_UP:
            self._index, self._fixed = index, {}
        named = self._fixed.get(ref.package)
        if named is None:
            named = self._fixed[ref.package] = fixed_versions(index, Product.of(ref.package))
        module = ECOSYSTEMS[ref.package.ecosystem]
        return any(module.compare(version, ref.version) == 0 for version in named)

    async def _weigh(self, road: Judge, root: ReleaseRef, listed: Release | None) -> FixSet:
        known = self._known.get(root)
        if known is not None and known.holds(road, listed, road.now()) and self._is_unfit(known.unfit):
            return known.found
        return await self._flights.join((root, id(road.warnings)), partial(self._look, road, root))

    def _is_unfit(self, unfit: Mapping[PackageRef, frozenset[str]]) -> bool:
        return all(
            versions == frozenset(self._questions.unfit(package)) for package, versions in unfit.items()
        )

    async def _look(self, road: Judge, root: ReleaseRef) -> FixSet:
        told, files, unfit = True, frozenset[str](), dict[PackageRef, frozenset[str]]()
        try:
            found, files = await self._gather(road, root, unfit)
        except StoreError:
            raise
        except PratiqueError as error:
            told = False
            why = f"a lookup failed: {error.message}"
            found = FixSet(root=root, advisory="an advisory", reviewer="", members=(root,), against=(why,))
        before = self._known.get(root)
        if before is None or before.found != found:
            self.count += 1
        self._known[root] = _Weighed(found, road.now(), road.warnings, road.policy, told, files, unfit)
        self._known.move_to_end(root)
        while len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        for member in found.members[1:]:
            self._pins.hint(member, root)
        return found

    async def _gather(
        self, road: Judge, root: ReleaseRef, unfit: dict[PackageRef, frozenset[str]]
    ) -> tuple[FixSet, frozenset[str]]:
        assert road.warnings.index is not None
        plain, now = road.without_fixes(), road.now()
        listing = await self._questions.registry.listing(root.package)
        release = listing.releases.get(root.version)
        if release is None:
            raise RegistryError(
                Reference.VERSION_NOT_FOUND,
                f"{root} is not listed",
                hint="check that the registry lists this version",
            )
        first = await self._member(plain, listing, release, now, unfit)
        before = listing.releases.get(first.predecessor.version) if first.predecessor else None
        refs, loose = await self._needs(road.policy, release, before, now)
        members = await asyncio.gather(
            *(self._sibling(plain, ref, now, unfit) for ref in refs[: MOST_SIBLINGS + 1])
        )
        version = first.predecessor.version if first.predecessor else None
        named = namings(road.warnings.index, Product.of(root.package), root.version, version)
        return fix_set(first, named, members, loose, policy=road.policy, now=now), _files(release)

    async def _sibling(
        self, road: Judge, ref: ReleaseRef, now: datetime, unfit: dict[PackageRef, frozenset[str]]
    ) -> Member:
        listing = await self._questions.registry.listing(ref.package)
        return await self._member(road, listing, listing.releases[ref.version], now, unfit)

    async def _member(
        self,
        road: Judge,
        listing: Listing,
        release: Release,
        now: datetime,
        unfit: dict[PackageRef, frozenset[str]],
    ) -> Member:
        ref = release.ref
        unfit[ref.package] = frozenset(self._questions.unfit(ref.package))
        questions = await self._questions.of_release(ref, standing=Standing.NEW)
        waivers = matching(road.policy.waivers, ref)
        assessments = await asyncio.gather(*(road.assess(replace(q, waivers=waivers)) for q in questions))
        predecessor = next((q.baseline.ref for q in questions if q.baseline is not None), None)
        earlier = listing.releases.get(predecessor.version) if predecessor else None
        publisher = release.publisher.name if release.publisher else None
        before = _publishers_before(listing, release, road.policy, now)
        if publisher is None:
            told = await attested_publisher(self._questions.lookups, listing, release, road.policy, now)
            if told is not None:
                publisher, before = told.name, frozenset({told.name} if told.before else ())
        return Member(
            ref=ref,
            published=_published(release),
            publisher=publisher,
            publishers_before=before,
            predecessor=predecessor,
            predecessor_published=_published(earlier) if earlier else None,
            assessments=tuple(assessments),
        )

    async def _needs(
        self, policy: Policy, release: Release, before: Release | None, now: datetime
    ) -> tuple[list[ReleaseRef], list[str]]:
        module = ECOSYSTEMS[release.ref.package.ecosystem]
        known = before.dependencies if before else {}
        siblings: list[ReleaseRef] = []
        loose: list[str] = []
        for name, wanted in release.dependencies.items():
            if known.get(name) == wanted:
                continue
            if len(siblings) + len(loose) > MOST_SIBLINGS:
                loose.append(f"{release.ref} has more than {MOST_SIBLINGS} new dependencies")
                break
            version = exact_pin(wanted)
            if version is None and name not in known:
                loose.append(f"{release.ref} adds a dependency on {_cut(name)}, but does not pin its version")
                continue
            try:
                listing = await self._questions.registry.listing(module.normalise(name))
            except ParseError:
                loose.append(
                    f"{release.ref} adds a dependency on {_cut(name)}, which is an invalid package name"
                )
                continue
            sibling = listing.releases.get(version) if version else None
            if sibling is not None and not is_ripe(_published(sibling), policy, now):
                siblings.append(sibling.ref)
            elif name not in known:
                loose.append(
                    f"{release.ref} adds a dependency on {_cut(name)}, which was not published together with it"
                )
            elif sibling is None and not _met(listing, wanted, policy, now):
                loose.append(
                    f"{release.ref} adds a dependency on {_cut(name)} {_cut(wanted)} without an exact version, and no "
                    "release past its cooldown matches"
                )
        return siblings, loose


def hint(fixes: Fixes, locks: Iterable[Lock]) -> None:
    """Record which locked releases request which other releases, so that the fix sets of these releases can be found."""
    for lock in locks:
        entries = {entry.key: entry for entry in lock.packages if entry.ref is not None}
        for entry in entries.values():
            assert entry.ref is not None
            for parent in (entries[key] for key in entry.parents if key in entries):
                asked = parent.dependencies.get(entry.package.name)
                if parent.ref is not None and (asked is None or exact_pin(asked) == entry.version):
                    fixes.hint(entry.ref, parent.ref)


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_TOLD else f"{text[:_MOST_TOLD]}..."


def _files(release: Release) -> frozenset[str]:
    return frozenset(artifact.filename for artifact in release.artifacts)


def _published(release: Release) -> Dated | None:
    """Return the publish time of the newest file; None if it is unknown.

    A publisher may add files to a Python release after its first upload.
    """
    told = [artifact.published or release.published for artifact in release.artifacts] or [release.published]
    times = [one for one in told if one is not None]
    if len(times) < len(told) or any(one.source is not TimeSource.REGISTRY for one in times):
        return None
    return max(times, key=lambda one: one.at)


def _publishers_before(listing: Listing, release: Release, policy: Policy, now: datetime) -> frozenset[str]:
    story = story_of(chronicle_of(listing, now), release.ref.version, ALONE)
    releases = story.chronicle.releases
    ripe = [place for place, one in enumerate(story.earlier) if is_ripe(one.published, policy, now)]
    own = set(story.line_places)
    line = [place for place in ripe if place in own]
    accounts = (releases[place].publisher for place in line or ripe)
    return frozenset(account.name for account in accounts if account is not None)


def _met(listing: Listing, wanted: str, policy: Policy, now: datetime) -> bool:
    module = ECOSYSTEMS[listing.package.ecosystem]
    return any(
        module.satisfies(version, wanted)
        for version, release in listing.releases.items()
        if not release.yanked and is_ripe(_published(release), policy, now)
    )
