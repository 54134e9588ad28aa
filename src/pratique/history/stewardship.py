"""Finds packages that are likely to be transferred or abandoned, from registry listings and the project's dependencies.

The weights in `RISKS` determine the order of the list. Missing data does not add weight. If a registry omits
maintainers, the list of packages is therefore shorter. The result states for how many packages the maintainers are
known.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2

from pratique.core.release import Listing, ProjectStatus, Release, TimeSource
from pratique.core.stewardship import LEAST_RISK, RISKS, Reason, Step, Use, Ward, Way, Worry
from pratique.history.chronicle import Chronicle, chronicle_of
from pratique.report.parts.counts import plural

SILENT = timedelta(days=2 * 365)
SILENT_LONG = timedelta(days=4 * 365)
RECENT = timedelta(days=365)
"""The age from which a change of publishers is no longer reported."""
MANY = 10
"""The minimum number of dependent entries in the lockfile for a package that counts as hard to replace."""
_MOST_NAMES = 4
_GIVEN_UP = {Worry.ARCHIVED, Worry.DEPRECATED, Worry.NOBODY}
_STATUSES = {
    ProjectStatus.QUARANTINED: Worry.QUARANTINED,
    ProjectStatus.ARCHIVED: Worry.ARCHIVED,
    ProjectStatus.DEPRECATED: Worry.DEPRECATED,
}


def _ward(facts: "_Facts", use: Use, now: datetime) -> Ward | None:
    listing = facts.listing
    reasons = tuple(_reasons(facts, use, now))
    risk = sum(RISKS[reason.worry] for reason in reasons)
    if risk < LEAST_RISK:
        return None
    funding = next((release.funding for release in facts.newest_first if release.funding), None)
    return Ward(
        package=listing.package,
        use=use,
        reasons=reasons,
        steps=tuple(_steps({reason.worry for reason in reasons}, use, funding)),
        risk=risk,
        score=round(risk * weight_of(use), 2),
        funding=funding,
    )


def weight_of(use: Use) -> float:
    """Return how much the project depends on a package: one plus the logarithm of the number of dependents.

    For development dependencies, the value is halved.
    """
    weight = 1 + log2(1 + use.dependants) + (1 if use.direct else 0)
    return weight / 2 if use.only else weight


@dataclass(frozen=True, slots=True)
class _Facts:
    listing: Listing
    chronicle: Chronicle
    newest_first: tuple[Release, ...]
    maintainers: tuple[str, ...] | None
    last: datetime | None
    exact: bool
    """True if `last` is the registry's own time. A mirror's time may be later than the real time."""
    before: tuple[str, ...]
    """The publishers of releases that are older than a year, starting with the latest."""
    since: tuple[tuple[str, str, datetime], ...]
    """The new publishers of the last year, each with the version and the time of the publisher's first release."""

    @classmethod
    def of(cls, listing: Listing, now: datetime) -> "_Facts":
        chronicle = chronicle_of(listing, now)
        releases = tuple(reversed(chronicle.releases)) or tuple(listing.releases.values())
        before: dict[str, None] = {}
        for at, release in zip(reversed(chronicle.times), reversed(chronicle.releases), strict=True):
            if now - at > RECENT and release.publisher:
                before.setdefault(release.publisher.name)
        since: dict[str, tuple[str, str, datetime]] = {}
        for at, release in zip(chronicle.times, chronicle.releases, strict=True):
            who = release.publisher.name if release.publisher else None
            if now - at <= RECENT and who is not None and who not in before:
                since.setdefault(who, (who, release.ref.version, at))
        times = [release.published for release in listing.releases.values() if release.published is not None]
        return cls(
            listing=listing,
            chronicle=chronicle,
            newest_first=releases,
            maintainers=_maintainers(listing, releases),
            last=chronicle.times[-1]
            if chronicle.times
            else max((told.at for told in times if told.source is TimeSource.MIRROR), default=None),
            exact=bool(chronicle.times),
            before=tuple(before),
            since=tuple(since.values()),
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


@dataclass(frozen=True, slots=True)
class Answer:
    """The stewardship data of a package: which data is known, the maintainer if there is only one, and the result."""

    maintainers: bool
    publishers: bool
    times: bool
    keeper: str | None
    ward: Ward | None


def weigh(listing: Listing, use: Use, now: datetime) -> Answer:
    """Return the stewardship data of a package. `now` is the current time in UTC."""
    facts = _Facts.of(listing, now)
    told = facts.maintainers
    return Answer(
        maintainers=told is not None,
        publishers=any(release.publisher is not None for release in listing.releases.values()),
        times=facts.exact,
        keeper=told[0] if told is not None and len(told) == 1 else None,
        ward=_ward(facts, use, now),
    )


def keepers_of(answers: Iterable[Answer]) -> tuple[tuple[str, int], ...]:
    """Return the accounts that are the only maintainer of several packages. The account with the most packages comes first."""
    counts = Counter(answer.keeper for answer in answers if answer.keeper is not None)
    several = [(name, count) for name, count in counts.items() if count > 1]
    return tuple(sorted(several, key=lambda item: (-item[1], item[0])))


def _reasons(facts: _Facts, use: Use, now: datetime) -> Iterator[Reason]:
    listing = facts.listing
    status = _STATUSES.get(listing.status)
    if status is not None:
        why = f": {listing.status_reason}" if listing.status_reason else ""
        yield Reason(status, f"the registry reports the package as {listing.status.value}{why}")
    for version in use.versions:
        if version in listing.removed and version not in listing.releases:
            yield Reason(Worry.GONE, f"{version} was removed and can no longer be downloaded")
            break
    if status is not Worry.DEPRECATED:
        yield from _deprecated(facts, use)
    if facts.maintainers is not None and not facts.maintainers:
        yield Reason(Worry.NOBODY, "the registry lists no maintainer")
    if facts.before and facts.since:
        who, version, at = facts.since[-1]
        others = _listed(facts.before)
        yield Reason(
            Worry.CHANGED_HANDS,
            f"{who} has published the package since {version} ({at:%Y-%m-%d}); more than a year ago, the publishers were {others}",
        )
    if facts.maintainers is not None and len(facts.maintainers) == 1:
        yield Reason(Worry.ONE_MAINTAINER, f"one maintainer: {facts.maintainers[0]}")
    yield from _silence(facts, now)
    if facts.maintainers is not None and len(facts.maintainers) > 1:
        yield from _one_publisher(facts, now)


def _deprecated(facts: _Facts, use: Use) -> Iterator[Reason]:
    """Yield a reason if the version in use or the newest version is deprecated."""
    releases = facts.listing.releases
    for version in use.versions:
        if version in releases and releases[version].deprecated is not None:
            yield Reason(Worry.DEPRECATED, f"{version} is deprecated: {releases[version].deprecated}")
            return
    tagged = releases.get(facts.listing.tags.get("latest", ""))
    newest = tagged or next(iter(facts.newest_first), None)
    if newest is not None and newest.deprecated is not None:
        yield Reason(
            Worry.DEPRECATED, f"the newest release, {newest.ref.version}, is deprecated: {newest.deprecated}"
        )


def _silence(facts: _Facts, now: datetime) -> Iterator[Reason]:
    if facts.last is None or now - facts.last < SILENT:
        return
    worry = Worry.SILENT_LONG if now - facts.last >= SILENT_LONG else Worry.SILENT
    years = (now - facts.last).days / 365
    if facts.exact:
        yield Reason(worry, f"no release for {years:.1f} years, since {facts.last:%Y-%m-%d}")
    else:
        yield Reason(worry, f"no release for at least {years:.1f} years, according to a mirror")


def _one_publisher(facts: _Facts, now: datetime) -> Iterator[Reason]:
    recent = [
        release.publisher.name
        for at, release in zip(facts.chronicle.times, facts.chronicle.releases, strict=True)
        if now - at <= SILENT and release.publisher
    ]
    if len(recent) > 2 and len(set(recent)) == 1:
        yield Reason(
            Worry.ONE_PUBLISHER,
            f"only {recent[0]} published the {len(recent)} releases of the last two years",
        )


def _steps(worries: set[Worry], use: Use, funding: str | None) -> Iterator[Step]:
    """Yield the recommended steps. The most useful step comes first."""
    if Worry.QUARANTINED in worries:
        yield Step(Way.REMOVE, "remove the package: the registry has quarantined it")
        return
    if Worry.GONE in worries:
        yield Step(Way.REPLACE, "find out why this version was removed, then move to a listed version")
    given_up = bool(worries & _GIVEN_UP)
    alone = Worry.ONE_MAINTAINER in worries
    old = bool(worries & {Worry.SILENT, Worry.SILENT_LONG})
    if Worry.CHANGED_HANDS in worries:
        rest = "review the releases of the new publishers before you use them"
        yield Step(Way.PIN, f"stay on {_listed(use.versions)}, and {rest}")
    elif old and not given_up:
        yield Step(
            Way.PIN,
            f"stay on {_listed(use.versions)}: review the next release, because it ends a long period without releases",
        )
    if given_up or (alone and old and use.direct and use.dependants < MANY):
        yield Step(Way.REPLACE, _replacing(use))
    if (given_up or (alone and old)) and use.dependants >= MANY:
        leads = f"{plural(use.dependants, 'entry leads', 'entries lead')} to it"
        yield Step(Way.FORK, f"{leads}: find a new maintainer for the package, or prepare a fork")
    if alone and not given_up and (funding or not old):
        where = f": {funding}" if funding else "; the listing contains no funding link"
        yield Step(Way.FUND, f"support the only maintainer{where}")


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
