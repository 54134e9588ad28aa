"""Finds the digests in a lock entry whose bytes were not judged.

A lock entry lists files and their digests. A client installs any file that matches one of the digests, from any
source. For each strong digest, one of these must be true, or the result is incomplete: its bytes were judged, no
chosen platform installs the file, or the project accepted the digest before. An entry without digests is *unpinned*:
it accepts the files that its own source lists under its name and version, and Pratique judges those.
"""

from collections.abc import Collection, Iterable

from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.core.names import Digest


def unjudged(
    entry: LockedPackage,
    judged: Collection[Digest],
    *,
    elsewhere: Collection[Digest] = (),
    before: Collection[Digest] = (),
) -> tuple[Digest, ...]:
    """Return the strong digests that an entry accepts and that were not judged, in the order of the lock.

    `judged` are all digests of the bytes that were judged; `elsewhere` those of files that no chosen platform takes;
    `before` those that the baseline (the lock before a change, or what was adopted) accepted for the same release.

    Clients differ in which of several algorithms they check for one file. Bytes that fit one digest may not fit another,
    so each digest counts.
    """
    if entry.any_file:
        return ()
    known = {*judged, *elsewhere, *before}
    strong = dict.fromkeys(digest for digest in entry.digests if digest.strong)
    return tuple(digest for digest in strong if digest not in known)


def is_unpinned(lock: Lock, entry: LockedPackage) -> bool:
    """Return whether the lock does not pin the bytes of a registry's release."""
    pinned = bool(entry.digests) or entry.own_checksum
    return not lock.inventory and entry.source is SourceKind.REGISTRY and not pinned


def in_words(digests: Iterable[Digest]) -> str:
    """Return a few digests as a text for people, each shortened to 16 hex digits."""
    found = [f"{digest.algorithm}:{digest.hex[:16]}..." for digest in digests]
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return ", ".join(found[:_MOST_NAMED]) + more


_MOST_NAMED = 3
