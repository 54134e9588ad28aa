"""Groups the releases of a campaign by what connects them: bytes, findings, hosts, publishers, dependencies and times."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from pratique.respond.incident.entry import Known

TOGETHER = timedelta(hours=1)
"""Releases of a campaign that were published within this time of each other belong together."""
_LEAST_SHAPE = 2
"""One rule alone fires for unrelated malware too."""


class LinkKind(StrEnum):
    """What connects releases, strongest first; the value is the stable name in reports."""

    BYTES = "bytes"
    """The artifacts have the same digest."""
    SHAPE = "shape"
    """Inspections of the artifacts have findings of the same rules."""
    HOST = "host"
    """The findings name the same host."""
    DEPENDENCY = "dependency"
    """One release requires the package of another."""
    PUBLISHER = "publisher"
    TIME = "time"
    """The releases were published within an hour of each other."""


_ORDER = tuple(LinkKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A property that several releases share."""

    kind: LinkKind
    value: str
    """The shared property, such as the name of the publisher."""
    purls: tuple[str, ...]
    """The releases that share it, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Releases that belong together."""

    purls: tuple[str, ...]
    """The releases in order of publication; releases without a known time are last."""
    links: tuple[Link, ...]
    """What joined the releases, strongest first. A cluster of one release has no links."""
    first: datetime | None
    last: datetime | None
    """The times of the first and the last publication, as far as they are known."""


def clusters(releases: Iterable[Known]) -> tuple[Cluster, ...]:
    """Group releases so that two releases with a link are in one cluster. The earliest cluster is first.

    Several values about one release are merged.
    """
    known = merged(releases)
    links = sorted(_links(known), key=lambda link: (_ORDER.index(link.kind), link.value, link.purls))
    parent = {release.purl: release.purl for release in known}

    def root(purl: str) -> str:
        while parent[purl] != purl:
            parent[purl] = parent[parent[purl]]
            purl = parent[purl]
        return purl

    for link in links:
        for one, other in pairwise(link.purls):
            parent[root(one)] = root(other)
    groups: defaultdict[str, list[Known]] = defaultdict(list)
    for release in known:
        groups[root(release.purl)].append(release)
    links_of: defaultdict[str, list[Link]] = defaultdict(list)
    for link in links:
        links_of[root(link.purls[0])].append(link)
    found = [_cluster(members, links_of[key]) for key, members in groups.items()]
    return tuple(
        sorted(found, key=lambda cluster: (cluster.first is None, cluster.first or 0, cluster.purls))
    )


def merged(releases: Iterable[Known]) -> tuple[Known, ...]:
    """Return one value for each release, sorted by purl. The first known value of a field counts; lists are united."""
    found: dict[str, Known] = {}
    for release in releases:
        before = found.get(release.purl)
        found[release.purl] = release if before is None else _both(before, release)
    return tuple(found[purl] for purl in sorted(found))


def _both(one: Known, other: Known) -> Known:
    return Known(
        purl=one.purl,
        published_at=one.published_at or other.published_at,
        removed=one.removed or other.removed,
        publisher=one.publisher or other.publisher,
        depends=_united(one.depends, other.depends),
        digests=_united(one.digests, other.digests),
        shape=_united(one.shape, other.shape),
        hosts=_united(one.hosts, other.hosts),
        source="; ".join(dict.fromkeys(part for part in (one.source, other.source) if part)),
    )


def _united(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*one, *other}))


def _links(known: Sequence[Known]) -> Iterator[Link]:
    shared: defaultdict[tuple[LinkKind, str], set[str]] = defaultdict(set)
    package = defaultdict(set)
    for release in known:
        package[_package(release.purl)].add(release.purl)
    for release in known:
        for kind, value in _properties(release):
            shared[kind, value].add(release.purl)
        for name in release.depends:
            required = package.get(f"{_type(release.purl)}/{name}", set()) - {release.purl}
            if required:
                shared[LinkKind.DEPENDENCY, name] |= {release.purl, *required}
    for (kind, value), purls in shared.items():
        if len(purls) > 1:
            yield Link(kind=kind, value=value, purls=tuple(sorted(purls)))
    yield from _times(known)


def _properties(release: Known) -> Iterator[tuple[LinkKind, str]]:
    yield from ((LinkKind.BYTES, digest) for digest in release.digests)
    yield from ((LinkKind.HOST, host) for host in release.hosts)
    if len(release.shape) >= _LEAST_SHAPE:
        yield LinkKind.SHAPE, ", ".join(release.shape)
    if release.publisher:
        yield LinkKind.PUBLISHER, f"{release.publisher} ({_type(release.purl).removeprefix('pkg:')})"


def _times(known: Sequence[Known]) -> Iterator[Link]:
    """Yield a link for each longest run of releases in which each was published within `TOGETHER` of the one before."""
    dated = sorted(
        (release.published_at, release.purl) for release in known if release.published_at is not None
    )
    run: list[tuple[datetime, str]] = []
    for at, purl in [*dated, (None, "")]:
        if run and (at is None or at - run[-1][0] > TOGETHER):
            if len(run) > 1:
                span = f"{_minute(run[0][0])} to {_minute(run[-1][0])}"
                yield Link(kind=LinkKind.TIME, value=span, purls=tuple(sorted(purl for _, purl in run)))
            run = []
        if at is not None:
            run.append((at, purl))


def _minute(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%MZ")


def _cluster(members: Sequence[Known], links: Sequence[Link]) -> Cluster:
    times = [release.published_at for release in members if release.published_at is not None]
    ordered = sorted(
        members,
        key=lambda release: (release.published_at is None, release.published_at or 0, release.purl),
    )
    return Cluster(
        purls=tuple(release.purl for release in ordered),
        links=tuple(links),
        first=min(times, default=None),
        last=max(times, default=None),
    )


def _type(purl: str) -> str:
    return purl.partition("/")[0]


def _package(purl: str) -> str:
    """Return a purl without its version, and without the percent sign of a scope."""
    head, at, _ = purl.rpartition("@")
    return (head if at and "/" in head else purl).replace("%40", "@")
