"""Lists the downloads of files that were flagged after they were served."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pratique.gate.monitoring.alarm import victim, why
from pratique.store.gate.affected_clients import Turned
from pratique.store.interface import Store
from pratique.store.log.part import Looked


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """A file that was flagged after it was served, with its downloads."""

    purl: str
    filename: str
    sha256: str
    turned_at: datetime
    cleared_at: datetime | None
    """The time when the refusal of the file ended; None if the file is still refused."""
    why: str
    times: int
    """The number of downloads."""
    addresses: int
    """The number of different addresses that downloaded the file."""
    downloads: Iterable[dict[str, Any]]


def flagged(store: Store, turned: Turned, looked: Looked) -> Flagged:
    """Return a flagged file with its downloads, which are read as they are iterated. Raises StoreError.

    `looked` notes the files of old decisions that were read, or could not be read.
    """
    times, addresses = store.turned.count(turned, looked=looked)
    return Flagged(
        purl=turned.name.ref.purl,
        filename=turned.name.filename,
        sha256=turned.name.sha256,
        turned_at=turned.at,
        cleared_at=turned.cleared_at,
        why=why(turned.grounds),
        times=times,
        addresses=addresses,
        downloads=(row for _, row in downloads(store, turned, looked)),
    )


def downloads(store: Store, turned: Turned, looked: Looked) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the downloads of a flagged file, oldest first, each with the number of its decision, like `flagged`."""
    alarm = store.alarms.get(turned.alarm)
    rest = {
        "reasons": [{"code": g.code, "text": g.text, "source": g.source} for g in turned.grounds],
        "turned_at": turned.at.isoformat(),
        "cleared_at": turned.cleared_at.isoformat() if turned.cleared_at else None,
        "alarm": turned.alarm,
        "sent": alarm.state.value if alarm else None,
    }
    for decision in store.turned.victims(turned, looked=looked):
        yield decision.number, {**victim(decision), **rest}
