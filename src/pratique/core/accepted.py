"""The law of locks: which bytes a client accepts for an entry, and which of these nobody judged.

An entry names files, and digests for them. A client takes the file that one of the digests fits, wherever its bytes come
from: each strong digest is bytes that may be installed. What may be installed is judged, or is a file that the chosen
platforms do not take, or was accepted before; else the answer is incomplete. An entry without digests accepts what its
own source lists under its name and version: that is judged, and the entry is *unpinned*.
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
    """Return the strong digests that an entry accepts and that are none of these, in the order of the lock.

    `judged` are all digests of the bytes that were judged; `elsewhere` those of files that no chosen platform takes;
    `before` those that the baseline (the lock before a change, or what was adopted) accepted for the same release.

    Of several algorithms for one file the client relies on one or on any, by its own rule: a file whose bytes were judged
    under one digest is not known to have another, so each is looked at.
    """
    if entry.any_file:
        return ()
    known = {*judged, *elsewhere, *before}
    strong = dict.fromkeys(digest for digest in entry.digests if digest.strong)
    return tuple(digest for digest in strong if digest not in known)


def is_unpinned(lock: Lock, entry: LockedPackage) -> bool:
    """Return whether nothing in the lock says which bytes of a registry's release are installed."""
    told = bool(entry.digests) or entry.own_checksum
    return not lock.inventory and entry.source is SourceKind.REGISTRY and not told


def in_words(digests: Iterable[Digest]) -> str:
    """Return a few digests for people, cut to what tells them apart."""
    found = [f"{digest.algorithm}:{digest.hex[:16]}..." for digest in digests]
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return ", ".join(found[:_MOST_NAMED]) + more


_MOST_NAMED = 3
