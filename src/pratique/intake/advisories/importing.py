"""Imports a complete advisory source and replaces its stored rows."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pratique.advisories.index.writing import Writer
from pratique.advisories.interface import Entry, Skip, Source
from pratique.core.advisory import SourceState
from pratique.intake.advisories import guard
from pratique.intake.advisories.taking import Taking
from pratique.intake.advisories.tally import Tally
from pratique.net.advisories.files import AdvisoryFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """Imports all files of one advisory source."""

    source: Source
    files: Sequence[AdvisoryFiles]
    origin: str
    """The folder or URL of the files, without credentials; see `SourceState`."""
    synced: bool = False
    etag: str | None = None

    def run(
        self,
        writer: Writer,
        *,
        now: datetime,
        accept_drop: bool = False,
        expect: Callable[[int], None],
        step: Callable[[], None],
    ) -> SourceState:
        """Import all files and publish the source, unless the update is refused. `expect` receives the number of files.

        Raises ParseError for unreadable files, and StoreError if the update is refused (`advisories-refused`) or the index cannot
        be written.
        """
        counts = [files.count() for files in self.files]
        expect(sum(count or 0 for count in counts))
        tally, digest = Tally(now), _RunningDigest()
        with writer.draft(self.source.name) as draft:
            draft.forget()
            Taking(self.source, draft, tally).take(digest.over(self._items()), step=step)
            state = tally.state(
                self.source,
                held=draft.counts(),
                origin=self.origin,
                digest=self._own_digest() or digest.text,
                synced=self.synced,
                etag=self.etag,
            )
            guard.check(writer.states.get(state.name), state, accept_drop=accept_drop)
            writer.publish(draft, [state], at=now)
        return state

    def _items(self) -> Iterator[Entry | Skip]:
        for files in self.files:
            yield from files.entries(self.source.wants, most_bytes=self.source.max_file_bytes)

    def _own_digest(self) -> str | None:
        return self.files[0].sha256() if len(self.files) == 1 else None


class _RunningDigest:
    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()

    def over(self, items: Iterator[Entry | Skip]) -> Iterator[Entry | Skip]:
        for item in items:
            if isinstance(item, Entry):
                name = item.path.encode("utf-8", "surrogateescape")
                self._sha256.update(b"%d:%s%d:" % (len(name), name, len(item.data)))
                self._sha256.update(item.data)
            yield item

    @property
    def text(self) -> str:
        return self._sha256.hexdigest()
