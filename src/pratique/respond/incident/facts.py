"""Collects what is known of the releases of an incident: from registry listings, and from the inspections in the store."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime

from pratique.analysis.inspection import RULESET
from pratique.core.finding import Audience, Inspection
from pratique.core.names import PackageRef
from pratique.core.release import Dated, Listing, TimeSource
from pratique.ecosystems import ECOSYSTEMS
from pratique.respond.incident.entry import Known
from pratique.store.interface import Store

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_HOST = re.compile(r"\bhttps?://(?:[^\s/@'\"]{0,100}@)?([a-z0-9.-]{1,253})", re.IGNORECASE)
_MOST_TEXT = 10_000
_MOST_HOSTS = 50


def of_listing(listing: Listing, versions: Collection[str], source: str) -> Iterator[Known]:
    """Yield what a listing shows of these versions, and of the version that was published before the first of them.

    Publish times of a mirror are omitted, because a mirror states when it stored a release.
    """
    dated = _times(listing)
    for version in sorted({*versions, *_before(dated, versions)}):
        release = listing.releases.get(version)
        if release is None and version not in listing.removed:
            continue
        yield Known(
            purl=listing.package.at(version).purl,
            published_at=dated.get(version),
            removed=release is None,
            publisher=release.publisher.name if release and release.publisher else "",
            depends=tuple(sorted(release.dependencies)) if release else (),
            digests=tuple(
                sorted({str(digest) for artifact in release.artifacts for digest in artifact.digests})
            )
            if release
            else (),
            source=source,
        )


def _times(listing: Listing) -> Mapping[str, datetime]:
    """Return the publish times that the registry itself recorded, by version."""
    times: dict[str, Dated | None] = {
        version: release.published for version, release in listing.releases.items()
    }
    times |= listing.removed
    return {
        version: dated.at.astimezone(UTC)
        for version, dated in times.items()
        if dated is not None and dated.source is TimeSource.REGISTRY
    }


def _before(dated: Mapping[str, datetime], versions: Collection[str]) -> tuple[str, ...]:
    listed = [dated[version] for version in versions if version in dated]
    if not listed:
        return ()
    earlier = [version for version, at in dated.items() if at < min(listed)]
    return (max(earlier, key=lambda version: dated[version]),) if earlier else ()


def stored_listing(store: Store, package: PackageRef, registry: str) -> Listing | None:
    """Return the newest stored listing of a package; None if no run has stored one. Raises ParseError for invalid bytes."""
    module = ECOSYSTEMS[package.ecosystem]
    request = module.listing_request(package, registry)
    found = store.listings.get(request.url, request.headers.get("Accept", ""))
    if found is None:
        return None
    return module.parse_listing(found.body, package=package, registry=registry, url=request.url)


def inspected(store: Store, purls: Collection[str]) -> Iterator[Known]:
    """Yield what the store contains about the bytes of these releases: digests, rules that fired, and hosts."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    digests: defaultdict[str, set[str]] = defaultdict(set)
    for seen in store.artifacts.of_releases(sorted(purls)):
        names[seen.sha256].append(seen.purl)
        digests[seen.purl] |= {str(digest) for digest in seen.digests}
    found: defaultdict[str, list[Inspection]] = defaultdict(list)
    if names:
        for key, inspection in store.inspections.made_since(_BEGINNING, ruleset=RULESET):
            for purl in names.get(key.artifact, ()):
                found[purl].append(inspection)
    for purl in sorted(digests):
        yield Known(
            purl=purl,
            digests=tuple(sorted(digests[purl])),
            shape=_shape(found[purl]),
            hosts=_hosts(found[purl]),
            source="inspection in the store of this machine"
            if found[purl]
            else "artifact in the store of this machine",
        )


def _shape(inspections: Collection[Inspection]) -> tuple[str, ...]:
    """Return the rules with a finding that is not only for research, sorted."""
    return tuple(
        sorted(
            {
                finding.rule
                for inspection in inspections
                for finding in inspection.findings
                if finding.audience is not Audience.RESEARCH
            }
        )
    )


def _hosts(inspections: Collection[Inspection]) -> tuple[str, ...]:
    hosts = {
        match[1].lower().rstrip(".")
        for inspection in inspections
        for finding in inspection.findings
        for match in _HOST.finditer(finding.evidence[:_MOST_TEXT])
    }
    return tuple(sorted(host for host in hosts if "." in host)[:_MOST_HOSTS])
