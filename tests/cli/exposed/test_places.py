"""A search that fails in one place leaves the others searched, and several repositories are searched at the same time."""

import os
import signal
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pratique.cli.exposed import places
from pratique.cli.exposed.places import search_one, searched
from pratique.cli.exposed.units import Unit
from pratique.respond.places.git_history import GitHistory
from pratique.respond.sighting import PlaceKind, Result
from pratique.respond.wanted.value import Wanted
from pratique.store.folder.revision_files import RevisionFiles
from tests.git import repository
from tests.respond.places.test_git_history import lock
from tests.respond.places.wanting import releases

BAD = releases("axios@1.14.1")


@dataclass(frozen=True)
class Broken:
    """A place whose search fails."""

    kind: PlaceKind = field(default=PlaceKind.CACHE)

    def finds(self, path: Path) -> bool:  # noqa: ARG002 - as `Place` has it
        return True

    def search(self, path: Path, wanted: Wanted) -> Result:  # noqa: ARG002 - as `Place` has it
        raise OSError("the disk is gone")


@dataclass(frozen=True)
class Killed(Broken):
    """A repository whose search kills the process that it is not in from the start."""

    kind: PlaceKind = field(default=PlaceKind.LOCK_HISTORY)
    own: int = field(default_factory=os.getpid)

    def search(self, path: Path, wanted: Wanted) -> Result:  # noqa: ARG002 - as `Place` has it
        if os.getpid() != self.own:
            os.kill(os.getpid(), signal.SIGKILL)
        return Result((), ())


@pytest.fixture
def units(tmp_path: Path) -> list[Unit]:
    found = []
    for number in range(2 * places._REPOSITORIES_PER_PROCESS):
        git = repository(tmp_path / f"web-{number}")
        (git.folder / "package-lock.json").write_text(lock(axios=f"1.14.{number % 2}"))
        git.commit()
        found.append(Unit(GitHistory(RevisionFiles(tmp_path / "kept")), git.folder))
    return found


def test_a_failed_search_is_reported(tmp_path: Path) -> None:
    found = search_one(Unit(Broken(), tmp_path), BAD)
    assert ["the search failed: the disk is gone"] == [one.why for one in found.searched[0].unchecked]


def test_many_repositories_give_the_same_results_as_one_after_the_other(units: list[Unit]) -> None:
    alone = [search_one(unit, BAD) for unit in units]

    assert alone == list(searched(units, BAD))
    assert alone == list(searched(units, BAD)), "from what is stored"
    assert [0, 1] * 4 == [len(result.sightings) for result in alone]


def test_a_process_that_is_killed_loses_no_place(units: list[Unit], tmp_path: Path) -> None:
    killed = Unit(Killed(), tmp_path)

    found = list(searched([*units, killed], BAD))

    assert 4 == sum(len(result.sightings) for result in found)
    assert len(units) + 1 == len(found)
