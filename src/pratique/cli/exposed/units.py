"""Finds the places to search below the paths of a command line, each once."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pratique.collect.disk import Listing
from pratique.lockfiles import format_for
from pratique.respond.interface import Place
from pratique.respond.places.git_history import GitHistory
from pratique.respond.places.lock_files import LOCK_PLACES, is_other_form
from pratique.respond.places.log_and_image_places import IMAGE_PLACES, LOG_PLACES
from pratique.respond.places.manifests import MANIFESTS
from pratique.respond.sighting import Unchecked

FOLDER_PLACES: tuple[Place, ...] = (*LOG_PLACES[:1], *IMAGE_PLACES)
"""Places that are whole folders, besides repositories."""
FILE_PLACES: tuple[Place, ...] = (*LOCK_PLACES, *IMAGE_PLACES, *LOG_PLACES[1:])
"""Places that are single files, in the order in which a file is tried."""
_REPOSITORIES = GitHistory()
_MAY_BE_LOG = re.compile(
    r"(?:\.log|\.txt|\.out|\.jsonl?|access|request|audit|verdaccio|nexus|artifactory|squid|devpi)"
    r"(?:[.-][\w.-]{0,40})?\Z|\.zip\Z",
    re.IGNORECASE,
)
_MAY_BE_IMAGE = re.compile(r"\.tar(?:\.gz)?\Z|\.oci\Z", re.IGNORECASE)
_MAY_BE_SBOM = re.compile(r"bom|spdx|cdx|cyclonedx", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unit:
    """One place to search, with its reader."""

    place: Place
    path: Path


@dataclass(slots=True)
class Units:
    """Collects the places in the folders that a walk visits."""

    history: GitHistory | None = field(default_factory=GitHistory)
    """How the history of repositories is searched; None if it is not."""
    found: dict[Path, Unit] = field(default_factory=dict)
    unread: list[Unchecked] = field(default_factory=list)
    """Files whose names may be those of places, and that cannot be read."""

    def visit(self, path: str, listing: Listing) -> bool:
        """Take the places in a folder. Return True if the folder as a whole is a place that needs no walk."""
        folder = Path(path)
        if folder.name == ".git":  # the work tree above it is the repository
            return False
        unit = _first(FOLDER_PLACES, folder)
        if unit is not None:
            self.found.setdefault(folder, unit)
            return True
        if _finds(_REPOSITORIES.finds, folder):
            if self.history is not None:
                self.found.setdefault(folder, Unit(self.history, folder))
            if ".git" not in (*listing.folders, *listing.files):
                return True
        for name in listing.files:
            if _may_be_place(name, folder.name):
                self._listed(folder / name)
        return False

    def _listed(self, path: Path) -> None:
        if not self.file(path) and not os.access(path, os.R_OK):
            self.unread.append(Unchecked(str(path), path.name, "the file cannot be read"))

    def file(self, path: Path) -> bool:
        """Take a file. Return True if it is a place."""
        unit = _first(FILE_PLACES, path)
        if unit is not None:
            self.found.setdefault(path, unit)
        return unit is not None


def is_place(path: Path) -> bool:
    """Return True if a file is a place."""
    return _first(FILE_PLACES, path) is not None


def _first(places: tuple[Place, ...], path: Path) -> Unit | None:
    return next((Unit(place, path) for place in places if _finds(place.finds, path)), None)


def _finds(finds: Callable[[Path], bool], path: Path) -> bool:
    try:
        return finds(path)
    except OSError:
        return False


def _may_be_place(name: str, folder: str) -> bool:
    """Return True if the name of a file does not exclude that it is a place, so that its first bytes are read."""
    return (
        name in MANIFESTS
        or is_other_form(name)
        or format_for(os.path.join("/", folder, name)) is not None  # noqa: PTH118 - a text
        or _MAY_BE_LOG.search(name) is not None
        or _MAY_BE_IMAGE.search(name) is not None
        or (_MAY_BE_SBOM.search(name) is not None and name.endswith(".json"))
    )
