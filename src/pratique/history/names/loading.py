"""Loads the bundled lists of popular names. The other modules of `names` read no files."""

from functools import cache
from pathlib import Path

from pratique.core.names import Ecosystem
from pratique.history.names.popular import PopularNames

_FOLDER = Path(__file__).parent


def file_of(ecosystem: Ecosystem) -> Path:
    """Return the path of the list of popular names of an ecosystem."""
    return _FOLDER / f"{ecosystem.value}.bin"


@cache
def popular_names(ecosystem: Ecosystem) -> PopularNames:
    """Return the popular names of an ecosystem, read once per process.

    Raises DamagedError, or OSError if the list is missing.
    """
    return PopularNames.parse(file_of(ecosystem).read_bytes())
