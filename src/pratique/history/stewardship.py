"""Finds packages that may be abandoned or change owners, from registry listings and the project's dependencies.

`DOUBTS` and the estimate of `pratique.history.rhythm` determine the order of the list. Missing data raises no doubt. If a
registry omits maintainers, the list of packages is therefore shorter. The result states for how many packages the
maintainers are known.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, log2

from pratique.core.names import PackageRef
from pratique.core.release import Listing, ProjectStatus, Release, TimeSource
from pratique.core.stewardship import DOUBTS, FACTS, Reason, State, Step, Use, Ward, Way, Worry
from pratique.history.chronicle import Chronicle, chronicle_of
from pratique.history.rhythm import (
    ENDED,
    SILENT,
    Rhythm,
    chance_of_silence,
    rhythm_of,
    silence_words,
    state_of,
)
from pratique.report.parts.counts import plural

RECENT = timedelta(days=365)
"""The age from which a change of publishers is no longer reported."""
MANY = 10
"""The minimum number of dependent entries in the lockfile for a package that counts as hard to replace."""
SMALL_BYTES = 50_000
"""The maximum unpacked size of a package that a project can take over as its own code."""
LISTED_SHARE = 0.1
"""The share of the packages of a project that the list contains at most, without those in which the registry states a fact."""
_MOST_NAMES = 4
_STATUSES = {
    ProjectStatus.QUARANTINED: Worry.QUARANTINED,
    ProjectStatus.ARCHIVED: Worry.ARCHIVED,
    ProjectStatus.DEPRECATED: Worry.DEPRECATED,
}


def weight_of(use: Use) -> float:
    """Return how much the project depends on a package: one plus the logarithm of the number of dependents.

    For development dependencies, the value is halved.
    """
    weight = 1 + log2(1 + use.dependants) + (1 if use.direct else 0)
    return weight / 2 if use.only else weight


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An account that published for the first time in the last year, and no earlier release lists it as a maintainer."""

    name: str
    version: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the listing of a package says about its people and its rhythm."""

    package: PackageRef
    use: Use
    maintainers: bool
    """Whether the registry lists maintainers."""
    publishers: bool
    newest: str | None
    """The newest version, if it is not deprecated."""
    times: bool
    keeper: str | None
    """The maintainer, if there is only one."""
    before: tuple[str, ...]
    """The publishers of releases that are older than a year, starting with the latest."""
    newcomers: tuple[Newcomer, ...]
    state: State
    chance: float | None
    reasons: tuple[Reason, ...]
    """All observations except those that need the other packages of the project."""
    funding: str | None
    small: bool
    """Whether the newest release is at most `SMALL_BYTES` large and has no dependencies."""


def weigh(listing: Listing, use: Use, now: datetime) -> Answer:
    """Return what the listing says. `now` is the current time in UTC."""
    chronicle = chronicle_of(listing, now)
    newest_first = tuple(reversed(chronicle.releases)) or tuple(listing.releases.values())
    names = _maintainers(listing, newest_first)
    before, newcomers = _publishers(chronicle, now)
    rhythm = rhythm_of(chronicle, now)
    chance = chance_of_silence(rhythm) if rhythm else None
    reasons = tuple(_reasons(listing, chronicle, newest_first, names, use, rhythm, now))
    newest = _newest(listing, newest_first)
    return Answer(
        package=listing.package,
        use=use,
        maintainers=names is not None,
        publishers=any(release.publisher is not None for release in listing.releases.values()),
        newest=newest.ref.version if newest is not None and newest.deprecated is None else None,
        times=bool(chronicle.times),
        keeper=names[0] if names is not None and len(names) == 1 else None,
        before=before,
        newcomers=newcomers,
        state=state_of(rhythm, given_up=_given_up(listing, newest, names)),
        chance=chance,
        reasons=reasons,
        funding=next((release.funding for release in newest_first if release.funding), None),
        small=newest is not None and _small(newest),
    )


def _newest(listing: Listing, newest_first: Sequence[Release]) -> Release | None:
    return listing.releases.get(listing.tags.get("latest", "")) or next(iter(newest_first), None)


def _given_up(listing: Listing, newest: Release | None, maintainers: Sequence[str] | None) -> bool:
    """Return True if the registry itself reports the end of the work. A deprecated old release is no end."""
    ended = listing.status in {ProjectStatus.ARCHIVED, ProjectStatus.DEPRECATED}
    deprecated = newest is not None and newest.deprecated is not None
    return ended or deprecated or (maintainers is not None and not maintainers)


def _small(release: Release) -> bool:
    sizes = [artifact.unpacked_bytes for artifact in release.artifacts if artifact.unpacked_bytes is not None]
    return bool(sizes) and max(sizes) <= SMALL_BYTES and not release.dependencies


def _publishers(chronicle: Chronicle, now: datetime) -> tuple[tuple[str, ...], tuple[Newcomer, ...]]:
    """Return the accounts that published more than a year ago, latest first, and the newcomers of the last year.

    A release by a trusted publisher names the workflow instead of a person, so it has no newcomer.
    """
    before: dict[str, None] = {}
    listed: set[str] = set()
    since: dict[str, Newcomer] = {}
    for at, release in zip(reversed(chronicle.times), reversed(chronicle.releases), strict=True):
        if now - at > RECENT:
            listed.update(account.name for account in release.maintainers or ())
            if release.publisher:
                before.setdefault(release.publisher.name)
    for at, release in zip(chronicle.times, chronicle.releases, strict=True):
        who = release.publisher.name if release.publisher and not release.trusted_publisher else None
        if now - at <= RECENT and who is not None and who not in before and who not in listed:
            since.setdefault(who, Newcomer(who, release.ref.version, at))
    return tuple(before), tuple(since.values()) if before else ()


def wards_of(answers: Sequence[Answer]) -> tuple[Ward, ...]:
    """Return the packages that raise doubt, highest score first.

    An account that published another package of the project more than a year ago is known here, so it is no stranger.
    """
    known = {name for answer in answers for name in answer.before}
    kept = Counter(answer.keeper for answer in answers if answer.keeper is not None)
    wards = (_ward(answer, known, kept) for answer in answers)
    return tuple(
        sorted((ward for ward in wards if ward is not None), key=lambda ward: (-ward.score, ward.package))
    )


def listed_of(wards: Sequence[Ward], packages: int) -> tuple[Ward, ...]:
    """Return the wards that a person should read, in the given order.

    These are all packages in which the registry states a fact, and those with the highest scores until the list has a
    tenth of the `packages` looked up.
    """
    facts = {ward.package for ward in wards if any(reason.worry in FACTS for reason in ward.reasons)}
    left = max(ceil(packages * LISTED_SHARE) - len(facts), 0)
    others = [ward.package for ward in wards if ward.package not in facts][:left]
    chosen = facts.union(others)
    return tuple(ward for ward in wards if ward.package in chosen)


def _ward(answer: Answer, known: set[str], kept: Counter[str]) -> Ward | None:
    reasons = list(answer.reasons)
    strangers = [one for one in answer.newcomers if one.name not in known]
    if strangers:
        reasons.insert(
            sum(reason.worry in FACTS for reason in reasons), _changed(strangers[-1], answer.before)
        )
    worries = {reason.worry for reason in reasons}
    doubt = max((DOUBTS[worry] for worry in worries if worry in DOUBTS), default=0.0)
    if answer.state in {State.SLOWING, State.ABANDONED} and answer.chance is not None:
        doubt = max(doubt, answer.chance)
    if not doubt:
        return None
    if answer.keeper is not None and kept[answer.keeper] > 1:
        others = plural(kept[answer.keeper] - 1, "other package")
        reasons = [
            Reason(one.worry, f"{one.text} (also of {others} of this project)")
            if one.worry is Worry.ONE_MAINTAINER
            else one
            for one in reasons
        ]
    return Ward(
        package=answer.package,
        use=answer.use,
        state=answer.state,
        reasons=tuple(reasons),
        steps=tuple(_steps(worries, answer)),
        doubt=round(doubt, 2),
        score=round(doubt * weight_of(answer.use), 2),
        chance=None if answer.chance is None else round(answer.chance, 2),
        funding=answer.funding,
    )


def _changed(newcomer: Newcomer, before: Sequence[str]) -> Reason:
    return Reason(
        Worry.CHANGED_HANDS,
        f"{newcomer.name} has published the package since {newcomer.version} ({newcomer.at:%Y-%m-%d}) and was not"
        f" named before; more than a year ago, the publishers were {_listed(before)}",
    )


def _maintainers(listing: Listing, newest_first: Sequence[Release]) -> tuple[str, ...] | None:
    """Return the current maintainers.

    Maintainers in a release are used only if the registry lists publishers. If the registry lists no publishers, the
    maintainers in a release come from a manifest and are not accounts.
    """
    told = listing.maintainers
    if told is None and any(release.publisher for release in newest_first):
        told = next((item.maintainers for item in newest_first if item.maintainers is not None), None)
    return None if told is None else tuple(dict.fromkeys(account.name for account in told))


def keepers_of(answers: Iterable[Answer]) -> tuple[tuple[str, int], ...]:
    """Return the accounts that are the only maintainer of several packages. The account with the most packages comes first."""
    counts = Counter(answer.keeper for answer in answers if answer.keeper is not None)
    several = [(name, count) for name, count in counts.items() if count > 1]
    return tuple(sorted(several, key=lambda item: (-item[1], item[0])))


def _reasons(
    listing: Listing,
    chronicle: Chronicle,
    newest_first: Sequence[Release],
    maintainers: Sequence[str] | None,
    use: Use,
    rhythm: Rhythm | None,
    now: datetime,
) -> Iterator[Reason]:
    status = _STATUSES.get(listing.status)
    if status is not None:
        why = f": {listing.status_reason}" if listing.status_reason else ""
        yield Reason(status, f"the registry reports the package as {listing.status.value}{why}")
    for version in use.versions:
        if version in listing.removed and version not in listing.releases:
            yield Reason(Worry.GONE, f"{version} was removed and can no longer be downloaded")
            break
    if maintainers is not None and not maintainers:
        yield Reason(Worry.NOBODY, "the registry lists no maintainer")
    if status is not Worry.DEPRECATED:
        yield from _deprecated(listing, _newest(listing, newest_first), use)
    yield from _silence(listing, rhythm, now)
    if maintainers is not None and len(maintainers) == 1:
        yield Reason(Worry.ONE_MAINTAINER, f"one maintainer: {maintainers[0]}")
    if maintainers is not None and len(maintainers) > 1:
        yield from _one_publisher(chronicle, now)


def _deprecated(listing: Listing, newest: Release | None, use: Use) -> Iterator[Reason]:
    """Yield a reason if the version in use or the newest version is deprecated."""
    releases = listing.releases
    for version in use.versions:
        if version in releases and releases[version].deprecated is not None:
            yield Reason(Worry.DEPRECATED, f"{version} is deprecated: {releases[version].deprecated}")
            return
    if newest is not None and newest.deprecated is not None:
        yield Reason(
            Worry.DEPRECATED, f"the newest release, {newest.ref.version}, is deprecated: {newest.deprecated}"
        )


def _silence(listing: Listing, rhythm: Rhythm | None, now: datetime) -> Iterator[Reason]:
    """Yield the silence of a package. The time of a mirror may be later than the real time, so it raises no doubt."""
    if rhythm is not None:
        if rhythm.silence >= SILENT:
            yield Reason(Worry.SILENT, silence_words(rhythm))
        return
    times = [release.published for release in listing.releases.values() if release.published is not None]
    last = max((told.at for told in times if told.source is TimeSource.MIRROR), default=None)
    if last is not None and now - last >= SILENT:
        years = (now - last).days / 365
        yield Reason(Worry.SILENT, f"no release for at least {years:.1f} years, according to a mirror")


def _one_publisher(chronicle: Chronicle, now: datetime) -> Iterator[Reason]:
    recent = [
        release.publisher.name
        for at, release in zip(chronicle.times, chronicle.releases, strict=True)
        if now - at <= ENDED and release.publisher
    ]
    if len(recent) > 2 and len(set(recent)) == 1:
        yield Reason(
            Worry.ONE_PUBLISHER,
            f"only {recent[0]} published the {len(recent)} releases of the last two years",
        )


def _steps(worries: set[Worry], answer: Answer) -> Iterator[Step]:
    """Yield the recommended steps. The most useful step comes first."""
    use = answer.use
    if Worry.QUARANTINED in worries:
        yield Step(Way.REMOVE, "remove the package: the registry has quarantined it")
        return
    if Worry.GONE in worries:
        yield Step(Way.REPLACE, "find out why this version was removed, then move to a listed version")
    if Worry.CHANGED_HANDS in worries:
        rest = "review the releases of the new publisher before you use them"
        yield Step(Way.PIN, f"stay on {_listed(use.versions)}, and {rest}")
    if answer.state is State.ABANDONED:
        yield from _ended(answer, told=bool(worries & FACTS))
    elif answer.state is State.SLOWING:
        yield from _slowing(answer)
    if Worry.DEPRECATED in worries and answer.newest is not None:
        yield Step(Way.UPDATE, f"move to {answer.newest}, which is not deprecated")


def _ended(answer: Answer, *, told: bool) -> Iterator[Step]:
    """Yield the steps for an abandoned package. `told` states that the registry itself reports the end."""
    use = answer.use
    if answer.small and use.direct and not told:
        yield Step(
            Way.VENDOR, "it is small and needs nothing else: copy its code and licence into the project"
        )
    elif use.direct:
        yield Step(Way.REPLACE, _replacing(use))
    elif use.dependants >= MANY:
        leads = f"{plural(use.dependants, 'entry leads', 'entries lead')} to it"
        yield Step(Way.FORK, f"{leads}: offer its maintainers help, or prepare a fork")
    else:
        yield Step(Way.REPLACE, _replacing(use))
    yield Step(
        Way.PIN, f"until then, stay on {_listed(use.versions)} and review a release that ends the silence"
    )


def _slowing(answer: Answer) -> Iterator[Step]:
    if answer.funding:
        yield Step(Way.FUND, f"support its maintainers: {answer.funding}")
    elif answer.use.direct or answer.use.dependants >= MANY:
        yield Step(Way.HELP, "offer its maintainers help; the listing contains no funding link")
    yield Step(Way.WATCH, "look at it again in half a year, and review the release that ends the silence")


def _replacing(use: Use) -> str:
    if use.direct:
        return "use another package, or implement the needed parts yourself"
    parents = _listed(use.parents)
    return (
        f"{parents} depends on the package: request its removal there, or replace {parents}"
        if parents
        else "check which packages depend on this package"
    )


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
