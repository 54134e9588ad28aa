"""Reads the current queue of held files from the store."""

from datetime import datetime

from pratique.core.hold import Hold
from pratique.core.names import PackageRef
from pratique.gate.holds.hold_queue import queue
from pratique.store.interface import Store


def current_queue(
    store: Store,
    now: datetime,
    *,
    package: PackageRef | None = None,
    version: str | None = None,
    everything: bool = False,
) -> tuple[Hold, ...]:
    """Return the held files of a package or of all packages, in the order of `queue`. Raises StoreError."""
    requests, acts = tuple(store.requests.read()), tuple(store.acts.read())
    digests = [act.digest for act in acts]
    digests += [entry.digest for request in requests for entry in request.held if entry.digest]
    found = queue(
        store.stopped.read(package),
        requests,
        acts,
        now,
        met=store.artifacts.find(digests),
        everything=everything,
    )
    if package is None:
        return found
    wanted = package.purl if version is None else package.at(version).purl
    return tuple(one for one in found if wanted in {one.purl, one.purl.rpartition("@")[0]})
