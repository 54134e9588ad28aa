"""Opens the advisory data for an audit: the local index, the snapshot, and the catalogue that ships with Pratique."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pratique import __version__
from pratique.advisories.index import Index
from pratique.advisories.interface import Advisories
from pratique.advisories.memory import JoinedAdvisories
from pratique.cli.run.clock import now
from pratique.config import Settings
from pratique.core.advisory import Advisory, SourceState
from pratique.core.reading import Trouble
from pratique.errors import ParseError, Reference, StoreError
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.store.folder.home import Home, data_home

if TYPE_CHECKING:
    from pratique.advisories.snapshot.reading import Snapshot
    from pratique.advisories.snapshot.row import BadDigest
    from pratique.cli.advisories.snapshot_opening import OpenedSnapshot
    from pratique.intake.known_bad.advised import Warnings
    from pratique.store.interface import RecordsMemory


@dataclass(frozen=True, slots=True)
class Opened:
    """The opened advisory data."""

    index: Advisories
    built_at: datetime | None = None
    trouble: Trouble | None = None
    """The reason why the local index could not be opened, or None."""
    snapshot: "Snapshot | None" = None
    downloaded: bool = False
    """True if the snapshot was downloaded; False if it ships with Pratique."""
    digests: "Callable[[Iterable[str]], Sequence[BadDigest]] | None" = None
    """Returns the malicious artifacts with the given digests."""
    own: tuple[SourceState, ...] = ()
    """The sources in the local index."""

    def sound(self) -> "Opened":
        """Read the whole snapshot to detect damage.

        Return the opened data, with a description of any damage in `trouble`.
        """
        if self.trouble is not None and self.trouble.reference is not Reference.ADVISORIES_MISSING:
            return self
        from pratique.advisories.snapshot.carried import DIGEST  # noqa: PLC0415 - only a gate reads all of it

        try:
            if self.snapshot is not None:
                self.snapshot.check(DIGEST.read_text(encoding="ascii").strip())
        except ParseError as error:
            trouble = Trouble(Reference.ADVISORIES_UNREADABLE, error.message, error.hint)
            return replace(self, trouble=trouble)
        return self

    def remembered(self, memory: "RecordsMemory") -> "Opened":
        """Return the data, with an error in `trouble` if an earlier index or snapshot is now missing or empty.

        Raise StoreError.
        """
        # An audit needs no store.
        from pratique.intake.advisories.lost import lost_index, lost_snapshot  # noqa: PLC0415

        trouble = lost_index(self.own, self.trouble, self.built_at, memory)
        if self.snapshot is not None and (
            trouble is None or trouble.reference is Reference.ADVISORIES_MISSING
        ):
            (present,) = self.snapshot.sources()
            lost = lost_snapshot(present, self.own, memory, downloaded=self.downloaded)
            trouble = trouble if lost is None else lost
        return replace(self, trouble=trouble)

    def warnings(self, settings: Settings) -> "Warnings":
        """Return the advisories for an inspection.

        A missing index is an error only if an index was downloaded earlier.
        """
        from pratique.intake.known_bad.advised import Warnings  # noqa: PLC0415 - an audit does without the road

        missing = self.trouble is not None and self.trouble.reference is Reference.ADVISORIES_MISSING
        return Warnings(
            index=self.index,
            why=self._why(),
            trouble=None if missing else self.trouble,
            max_age=settings.audit.max_db_age,
            digests=self.digests,
        )

    def _why(self) -> str:
        """Return the reason why the data on malicious releases is missing or too old, or None."""
        if self.trouble is None:
            return ""
        if self.snapshot is None:
            return gap(self.trouble)
        return f"{gap(self.trouble)}, and {age(self.snapshot, now())}"


@contextmanager
def open_advisories(settings: Settings) -> Iterator[Opened]:
    """Open the local advisory index if it exists. Print an error instead of raising it."""
    home, moment = Home(data_home(os.environ)), now()
    catalogue = (_catalogue(),) if settings.advisories.incidents else ()
    try:
        index = Index.open(home.advisories)
    except StoreError as error:
        trouble = Trouble(error.reference, error.message, error.hint)
        found = _snapshot(settings, home, moment, None)
        yield _opened(found, catalogue, trouble=trouble)
        return
    with index:
        found = _snapshot(settings, home, moment, index)
        try:
            own = tuple(index.sources())
        except StoreError as error:
            trouble = Trouble(error.reference, error.message, error.hint)
            yield _opened(found, catalogue, trouble=trouble)
            return
        opened = _opened(found, catalogue, index=index)
        yield replace(opened, built_at=index.built_at, own=own)


def age(snapshot: "Snapshot", moment: datetime) -> str:
    """Return a phrase that states the age of a snapshot."""
    as_of = snapshot.as_of
    if as_of is None:
        return "the snapshot of malicious releases covers no ecosystem completely"
    hours = int((moment - as_of).total_seconds() // 3600)
    ago = plural(hours // 24, "day") if hours >= 48 else plural(hours, "hour")
    return f"the data on malicious releases is from {as_of:%Y-%m-%d} ({ago} ago)"


def tell_age(opened: Opened, settings: Settings) -> None:
    """Print the age of the data on malicious releases to standard error, if a fresh snapshot is the only source."""
    found, moment = opened.snapshot, now()
    if found is None or opened.built_at is not None or found.expired or found.as_of is None:
        return
    if moment - found.as_of <= settings.audit.max_db_age:
        click.echo(age(found, moment), err=True)


def _opened(
    found: "OpenedSnapshot",
    catalogue: tuple[Advisories, ...],
    *,
    index: Index | None = None,
    trouble: Trouble | None = None,
) -> Opened:
    first = () if index is None else (index,)
    return Opened(
        JoinedAdvisories((*first, *found.parts, *catalogue)),
        trouble=trouble,
        snapshot=found.snapshot,
        downloaded=found.downloaded,
        digests=found.digests if found.parts else None,
    )


def _snapshot(settings: Settings, home: Home, moment: datetime, index: Index | None) -> "OpenedSnapshot":
    """Open the snapshots, and print why a downloaded snapshot is unusable.

    A source in the local index overrides the snapshots if its data is fresher.
    """
    from pratique.cli.advisories.snapshot_opening import open_snapshot  # noqa: PLC0415 - it may be switched off

    opened = open_snapshot(settings.advisories, home, moment)
    if index is not None:
        for one in opened.parts:
            one.overruled = _Overruled(index, one, one.overruled)
    if opened.trouble:
        click.echo(f"snapshot: {escape(opened.trouble)}", err=True)
    return opened


@dataclass(frozen=True, slots=True)
class _Overruled:
    """Decides whether a record is overridden by a fresher source: another snapshot, or a source in the local index."""

    index: Index
    snapshot: "Snapshot"
    by_snapshot: "Callable[[Advisory], bool] | None"

    def __call__(self, advisory: Advisory) -> bool:
        if self.by_snapshot is not None and self.by_snapshot(advisory):
            return True
        products = {one.product for one in advisory.affected}
        same = [
            one
            for one in self.index.by_id(advisory.id)
            if one.id == advisory.id and products <= {affected.product for affected in one.affected}
        ]
        if not same:
            return False
        until = max(filter(None, (self.snapshot.complete_until(one.type) for one in products)), default=None)
        fresh = {state.name: state.fresh_at for state in self.index.sources()}
        return any(
            (at := fresh.get(one.source)) is not None and (until is None or at >= until) for one in same
        )


def gap(trouble: Trouble) -> str:
    """Return the reason why the advisory index is unusable, with a hint."""
    what = (
        "there is no advisory index" if trouble.reference is Reference.ADVISORIES_MISSING else trouble.message
    )
    return f"{what} ({trouble.hint})"


def _catalogue() -> Advisories:
    """Return the incident catalogue that ships with this release."""
    from pratique.advisories.catalogue import Catalogue  # noqa: PLC0415 - it may be switched off
    from pratique.advisories.sources import incidents  # noqa: PLC0415 - the same

    # `importlib.resources` would bring `tempfile`, `random` and OpenSSL with it.
    data = Path(incidents.__file__).with_name(incidents.CATALOGUE).read_bytes()
    return Catalogue(data, origin=f"shipped with pratique {__version__}", at=now())
