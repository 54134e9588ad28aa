"""Posts exported lines to a URL in signed batches."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pratique.gate.export.entry import Entry
from pratique.gate.monitoring.webhook import Hook, post

TYPE = "application/x-ndjson"


@dataclass(frozen=True, slots=True)
class HttpTarget:
    """A URL that receives batches of JSON lines, signed like the webhook's alarms."""

    hook: Hook
    now: Callable[[], datetime]

    @property
    def shown(self) -> str:
        """Return the name of the target for logs, health and metrics, without the path, which may be secret."""
        return self.hook.shown

    def send(self, entries: Sequence[Entry]) -> None:
        """Send entries of one stream. Raises RegistryError unless the receiver responds with 2xx."""
        body = "".join(entry.line for entry in entries).encode()
        # The same batch has the same id, so that the receiver can ignore a second one.
        digest = hashlib.sha256(body).hexdigest()[:16]
        id_ = f"{entries[0].stream.value}-{entries[0].number}-{entries[-1].number}-{digest}"
        asyncio.run(post(self.hook, id_, body, at=self.now(), type_=TYPE))

    def close(self) -> None:
        """Do nothing: no connection stays open."""
