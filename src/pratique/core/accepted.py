"""Finds the digests in a lockfile entry for which no bytes were judged.

A lockfile entry lists files and their digests. A client installs any file that matches one of the digests, from any
source. A result is complete only if each strong digest meets one of three conditions: Pratique judged its bytes, no
chosen platform installs its file, or the project accepted it before.

An entry without digests is *unpinned*: it accepts all files that its source lists under its name and version. Pratique
judges all files that an unpinned entry accepts.
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
    """Return the strong digests that a lockfile entry accepts and that were not judged, in the order of the lockfile.

    `judged` contains all digests of judged bytes. `elsewhere` contains the digests of files that no chosen platform
    installs. `before` contains the digests that the baseline accepted for the same release. The baseline is the
    lockfile before a change, or the adopted lockfile.

    Clients differ in which of several digest algorithms they check for a file, and bytes that match one digest may not
    match another. Each digest must therefore be judged or accepted separately.
    """
    if entry.any_file:
        return ()
    known = {*judged, *elsewhere, *before}
    strong = dict.fromkeys(digest for digest in entry.digests if digest.strong)
    return tuple(digest for digest in strong if digest not in known)


def is_unpinned(lock: Lock, entry: LockedPackage) -> bool:
    """Return True if the lockfile does not pin the bytes of a registry release."""
    pinned = bool(entry.digests) or entry.own_checksum
    return not lock.inventory and entry.source is SourceKind.REGISTRY and not pinned


def in_words(digests: Iterable[Digest]) -> str:
    """Return a few digests as text, each shortened to 16 hex digits."""
    found = [f"{digest.algorithm}:{digest.hex[:16]}..." for digest in digests]
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return ", ".join(found[:_MOST_NAMED]) + more


_MOST_NAMED = 3
