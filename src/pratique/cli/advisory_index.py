"""Open what an audit is held against: the index of this installation, and the catalogue that ships with Pratique."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pratique import __version__
from pratique.advisories.index import Index
from pratique.advisories.interface import Advisories
from pratique.advisories.memory import JoinedAdvisories
from pratique.cli.clock import now
from pratique.config import Settings
from pratique.core.advisory import SourceState
from pratique.core.reading import Trouble
from pratique.errors import Reference, StoreError
from pratique.store.home import Home, data_home

if TYPE_CHECKING:
    from pratique.intake.advised import Warnings
    from pratique.store.interface import AdvisoryIndex


@dataclass(frozen=True, slots=True)
class Opened:
    """What could be opened."""

    index: Advisories
    built_at: datetime | None = None
    trouble: Trouble | None = None
    """Why the index of this installation could not be opened."""

    own: tuple[SourceState, ...] = ()
    """The sources of the index of this installation."""

    def remembered(self, memory: "AdvisoryIndex") -> "Opened":
        """Say that the index is lost if one was had before and is gone or empty. Raises StoreError."""
        from pratique.intake.advisories.lost import compared  # noqa: PLC0415 - an audit needs no store

        return replace(self, trouble=compared(self.own, self.trouble, self.built_at, memory))

    def warnings(self, settings: Settings) -> "Warnings":
        """What artifacts on the road are held against; that nobody ever brought an index is no failure of a check."""
        from pratique.intake.advised import Warnings  # noqa: PLC0415 - an audit does without the road

        missing = self.trouble is not None and self.trouble.reference is Reference.ADVISORIES_MISSING
        return Warnings(
            index=self.index,
            why=gap(self.trouble) if self.trouble else "",
            trouble=None if missing else self.trouble,
            max_age=settings.audit.max_db_age,
        )


@contextmanager
def open_advisories(settings: Settings) -> Iterator[Opened]:
    """Open the index, as far as there is one; what is wrong with it is told and raises nothing."""
    catalogue = (_catalogue(),) if settings.advisories.incidents else ()
    try:
        index = Index.open(Home(data_home(os.environ)).advisories)
    except StoreError as error:
        trouble = Trouble(error.reference, error.message, error.hint)
        yield Opened(JoinedAdvisories(catalogue), trouble=trouble)
        return
    with index:
        try:
            own = tuple(index.sources())
        except StoreError as error:
            trouble = Trouble(error.reference, error.message, error.hint)
            yield Opened(JoinedAdvisories(catalogue), trouble=trouble)
            return
        yield Opened(JoinedAdvisories((index, *catalogue)), built_at=index.built_at, own=own)


def gap(trouble: Trouble) -> str:
    """Say in one sentence that there was no index to look in."""
    what = (
        "there is no index of advisories"
        if trouble.reference is Reference.ADVISORIES_MISSING
        else trouble.message
    )
    return f"{what} ({trouble.hint})"


def _catalogue() -> Advisories:
    """The great incidents, as they ship with this release."""
    from pratique.advisories.catalogue import Catalogue  # noqa: PLC0415 - it may be switched off
    from pratique.advisories.sources import incidents  # noqa: PLC0415 - the same

    # `importlib.resources` would bring `tempfile`, `random` and OpenSSL with it.
    data = Path(incidents.__file__).with_name(incidents.CATALOGUE).read_bytes()
    return Catalogue(data, origin=f"ships with pratique {__version__}", at=now())
