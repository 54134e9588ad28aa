"""Updates an advisory source from its publisher: in full, or only its changed records."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from pratique.advisories.index import Index
from pratique.advisories.index.writing import Writer
from pratique.advisories.interface import Entry, Skip, Source
from pratique.core.advisory import SourceState
from pratique.errors import Reference, RegistryError
from pratique.intake.advisories import guard
from pratique.intake.advisories.changes import Changes
from pratique.intake.advisories.delta import Delta
from pratique.intake.advisories.importing import Import
from pratique.net.advisories.files import larger
from pratique.net.advisories.local_files import files_at
from pratique.net.advisories.origin import Place
from pratique.net.client.download import Downloaded

MOST_CHANGES = 2_000
"""If at least this many records changed, the whole source is downloaded."""
_AT_ONCE = 8


class How(StrEnum):
    """How an advisory source was updated."""

    UNCHANGED = "unchanged"
    CHANGES = "changes"
    WHOLE = "whole"


class Published(Protocol):
    """An advisory source as its publisher offers it; see `pratique.net.advisories.origin.Origin`."""

    @property
    def place(self) -> Place:
        """Return the URLs of the source."""

    async def whole(self, etag: str | None) -> Downloaded:
        """Download the whole source, unless its ETag is still `etag`."""

    def discard(self) -> None:
        """Delete the downloaded files."""

    async def changes(self) -> bytes | None:
        """Download the list of changed records; return None if the publisher offers no such list."""

    async def record(self, advisory_id: str, *, most_bytes: int) -> bytes | None:
        """Download one advisory record; return None if the publisher removed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """Updates one advisory source from its publisher."""

    source: Source
    published: Published
    writer: Writer
    now: datetime
    full: bool = False
    """Whether to download the whole source even if little or nothing changed."""
    accept_drop: bool = False
    expect: Callable[[int], None]
    """A callback that receives the number of files to read."""
    step: Callable[[], None]
    """A callback that is called after each file that was read."""

    async def run(self) -> tuple[How, SourceState]:
        """Update the source.

        Raises RegistryError if the publisher fails, ParseError if a file is invalid, and StoreError if the update is refused or
        cannot be stored. After an error, the stored rows are unchanged.
        """
        held = self.writer.states.get(self.source.name)
        if held is None or not held.synced or held.origin != self.published.place.label or self.full:
            return await self._whole(None)
        changes = await self._changes(held)
        if changes is None:
            return await self._whole(held)
        return await self._by_changes(held, changes)

    async def _whole(self, held: SourceState | None) -> tuple[How, SourceState]:
        place = self.published.place
        brought = await self.published.whole(held.etag if held else None)
        if brought.path is None:
            assert held is not None  # no other answer was asked for
            return How.UNCHANGED, self._still(held)
        try:
            whole = Import(
                source=self.source,
                files=[files_at(brought.path, name=place.filename)],
                origin=place.label,
                synced=True,
                etag=brought.etag,
            )
            state = whole.run(
                self.writer, now=self.now, accept_drop=self.accept_drop, expect=self.expect, step=self.step
            )
        finally:
            self.published.discard()
        return How.WHOLE, state

    def _still(self, held: SourceState) -> SourceState:
        state = replace(held, checked_at=self.now)
        with self.writer.draft(state.name) as draft:
            self.writer.publish(draft, [state], at=self.now)
        return state

    async def _changes(self, held: SourceState) -> Changes | None:
        listed = None if held.as_of is None else await self.published.changes()
        changes = None if listed is None else Changes.read(listed)
        if changes is None or held.as_of is None or len(changes.since(held.as_of)) >= MOST_CHANGES:
            return None
        return changes

    async def _by_changes(self, held: SourceState, changes: Changes) -> tuple[How, SourceState]:
        assert held.as_of is not None
        wanted = self._not_held(changes, changes.since(held.as_of))
        self.expect(len(wanted))
        with self.writer.draft(self.source.name) as draft:
            delta = Delta(source=self.source, draft=draft, held=held, now=self.now)
            for name in sorted(delta.names() - changes.modified.keys()):
                delta.drop(name)
            for start in range(0, len(wanted), _AT_ONCE):
                names = wanted[start : start + _AT_ONCE]
                for name, item in zip(names, await self._records(names), strict=True):
                    delta.put(name, item)
                    self.step()
            state = delta.state() if delta.changed else replace(held, checked_at=self.now)
            guard.check(held, state, accept_drop=self.accept_drop)
            self.writer.publish(draft, [state], at=self.now)
        return (How.CHANGES if delta.changed else How.UNCHANGED), state

    def _not_held(self, changes: Changes, names: Sequence[str]) -> list[str]:
        with Index.open(self.writer.path) as index:

            def is_held(name: str) -> bool:
                own = [one for one in index.by_id(name) if one.id == name and one.source == self.source.name]
                return bool(own) and all(one.modified == changes.modified[name] for one in own)

            return [name for name in names if not is_held(name)]

    async def _records(self, names: Sequence[str]) -> list[Entry | Skip | None]:
        return await asyncio.gather(*map(self._record, names))

    async def _record(self, name: str) -> Entry | Skip | None:
        most_bytes = self.source.max_file_bytes
        try:
            data = await self.published.record(name, most_bytes=most_bytes)
        except RegistryError as error:
            if error.reference is not Reference.BODY_TOO_LARGE:
                raise
            return Skip(f"{name}.json", larger(most_bytes))
        return None if data is None else Entry(f"{name}.json", data)
