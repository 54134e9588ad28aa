"""Keeps stored files in listings after their registry removed them, and marks these files with a note."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pratique.core.release import Listing
from pratique.ecosystems import ECOSYSTEMS
from pratique.gate.decision.listing_decision import files_of
from pratique.gate.protocols.interface import Face
from pratique.store.interface import Store
from pratique.store.record import AllowedBytes, FileName, StoredListing

_LOG = logging.getLogger(__name__)
_KEPT = "pratique: includes versions that the registry removed"
"""The value that replaces the Accept header for listings that the gate itself composed."""
_MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Heard:
    """The previous and the current listing of a package from its registry."""

    listing: Listing
    before: StoredListing | None
    """The previous listing."""
    after: StoredListing
    trouble: str = ""
    """The reason why the registry returned no current listing."""
    gone: bool = False
    """True if the registry reports that the package does not exist."""


def with_removed(
    store: Store, face: Face, heard: Heard, now: datetime
) -> tuple[Listing, frozenset[FileName], str]:
    """Return the listing with the stored removed files, the names of these files, and the Accept value of the cached page.

    Raises ParseError and StoreError.
    """
    listing, before, after = heard.listing, heard.before, heard.after
    package, module = listing.package, ECOSYSTEMS[listing.package.ecosystem]

    def parse(body: bytes) -> Listing:
        return module.parse_listing(body, package=package, registry=listing.registry, url=after.url)

    saved = store.listings.get(after.url, _KEPT)
    sources = [one for one in (before, saved) if one is not None and one.body != after.body]
    body, merged, removed = after.body, False, set[FileName]()
    present = {name for _, _, name in files_of(listing)} if sources else set()
    for source in sources:
        files = files_of(parse(source.body))
        missing = {name: release.ref.version for release, _, name in files if name not in present}
        kept = _kept(store, missing, listing.registry)
        if kept:
            versions = sorted({missing[name] for name in kept})
            body = face.keep(body, source.body, package, versions, {name.filename for name in kept})
            removed |= kept
            present |= kept
            merged = True
    if heard.gone:
        removed |= _kept(store, (name for _, _, name in files_of(listing)), listing.registry)
    if not merged:
        return listing, frozenset(removed), ""
    shown = ", ".join(sorted(name.filename for name in removed)[:_MOST_TOLD])
    _LOG.warning("%s: the registry removed these files: %s", package, shown)
    store.listings.put(StoredListing(url=after.url, accept=_KEPT, etag=None, body=body, fetched_at=now))
    return parse(body), frozenset(removed), _KEPT


def _kept(store: Store, names: Iterable[FileName], registry: str) -> set[FileName]:
    """Return the files of a registry that were allowed and whose bytes are stored."""
    wanted = frozenset(names)
    if not wanted:
        return set()
    seen = store.artifacts.seen_many(wanted, registries=(registry,))
    allowed = store.allowed.contains_many(AllowedBytes(one.sha256, one.purl) for one in seen.values())
    return {
        name
        for name, one in seen.items()
        if AllowedBytes(one.sha256, one.purl) in allowed and store.blobs.has(one.sha256)
    }
