"""Places are found below a folder, each once and with the right reader."""

from pathlib import Path

from pratique.cli.exposed.units import Units, is_place
from pratique.collect.disk import Disk, Listing
from pratique.respond.sighting import PlaceKind
from tests.git import repository

LOCK = '{"name": "a", "lockfileVersion": 3, "packages": {}}'


def visit(units: Units, folder: Path) -> bool:
    return units.visit(str(folder), Disk(str(folder)).listed(""))


def kinds(units: Units) -> dict[str, PlaceKind]:
    return {path.name: unit.place.kind for path, unit in units.found.items()}


def test_a_repository_has_its_history_and_its_lock(tmp_path: Path) -> None:
    folder = tmp_path / "web"
    git = repository(folder)
    (folder / "package-lock.json").write_text(LOCK)
    git.commit()
    units = Units()
    assert visit(units, folder) is False
    assert {"web": PlaceKind.LOCK_HISTORY, "package-lock.json": PlaceKind.LOCK} == kinds(units)
    without = Units(history=None)
    visit(without, folder)
    assert {"package-lock.json": PlaceKind.LOCK} == kinds(without)


def test_a_place_is_taken_once(tmp_path: Path) -> None:
    (tmp_path / "package-lock.json").write_text(LOCK)
    units = Units()
    visit(units, tmp_path)
    visit(units, tmp_path)
    assert units.file(tmp_path / "package-lock.json")
    assert 1 == len(units.found)


def test_other_files_are_no_places(tmp_path: Path) -> None:
    for name in ("notes.txt", "photo.jpg", "app.py"):
        (tmp_path / name).write_text("nothing here\n")
    units = Units()
    visit(units, tmp_path)
    assert {} == units.found
    assert [False, False] == [is_place(tmp_path / "notes.txt"), is_place(tmp_path / "missing")]


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    units = Units()
    units.visit(str(tmp_path), Listing([], ["access.log", "photo.png"], []))
    assert [str(tmp_path / "access.log")] == [one.place for one in units.unread]
