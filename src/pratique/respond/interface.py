"""What every searched kind of place implements."""

from pathlib import Path
from typing import Protocol

from pratique.respond.sighting import PlaceKind, Result
from pratique.respond.wanted.value import Wanted


class Place(Protocol):
    """One kind of place to search: one module of `places`, and one line in its table `PLACES`."""

    @property
    def kind(self) -> PlaceKind:
        """Return the kind of the place."""
        ...

    def finds(self, path: Path) -> bool:
        """Return True if `path` is such a place. Reads at most the first 64 KiB of a file and the names in a folder."""
        ...

    def search(self, path: Path, wanted: Wanted) -> Result:
        """Search one place. It runs nothing, writes nothing below `path` and raises nothing for hostile content.

        What cannot be read is in `Searched.unchecked`.
        """
        ...
