"""The folder of incident files: finding, reading, replacing, and what is said of files that cannot be read."""

import threading
from pathlib import Path

import pytest

from pratique.errors import ParseError, StoreError, UsageError
from pratique.respond.incident.document import Incident, added, written
from pratique.respond.incident.entry import Note
from pratique.respond.incident.folder import IncidentFolder, bounded
from pratique.store.folder.locks import exclusive
from tests.respond.incident.making import AXIOS, NOW, made


def folder(tmp_path: Path) -> IncidentFolder:
    return IncidentFolder(folder=tmp_path / "incidents", lock=tmp_path / "state/incidents.lock")


def test_an_incident_is_found_by_its_id_and_by_the_path_of_its_file(tmp_path: Path) -> None:
    place = folder(tmp_path)
    path = place.create(made(AXIOS))
    elsewhere = path.rename(tmp_path / "Copy.JSON")
    place.create(made(AXIOS))

    assert place.read("axios") == place.read(str(elsewhere))
    assert [place.path("axios")] == place.all()
    with pytest.raises(UsageError, match="already exists"):
        place.create(made())


def test_a_folder_that_does_not_exist_is_empty_and_other_files_are_no_incidents(tmp_path: Path) -> None:
    place = folder(tmp_path)
    assert [] == place.all()
    for name in ("b.json", "a.json", "notes.txt"):
        place.folder.mkdir(exist_ok=True)
        (place.folder / name).write_text("{}")
    (place.folder / "c.json").mkdir()

    assert ["a.json", "b.json"] == [path.name for path in place.all()]


def test_a_folder_that_cannot_be_read_is_not_an_empty_folder(tmp_path: Path) -> None:
    place = folder(tmp_path)
    place.folder.write_text("a file")

    with pytest.raises(StoreError, match="cannot be read"):
        place.all()


@pytest.mark.parametrize("name", ["axios", "no/such.json", "x" * 5_000, "a\0b", "", "."])
def test_an_incident_that_does_not_exist_is_a_usage_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="there is no incident"):
        folder(tmp_path).read(name)


def test_a_damaged_file_is_named_and_stays_as_it_is(tmp_path: Path) -> None:
    place = folder(tmp_path)
    path = place.create(made(AXIOS))
    path.write_bytes(written(made(AXIOS))[:-20])
    before = path.read_bytes()

    with pytest.raises(ParseError, match=r"axios\.json"):
        place.change("axios", lambda incident: added(incident, [Note(text="x")], at=NOW, by="ada"))
    assert before == path.read_bytes()


def test_a_change_that_changes_nothing_does_not_write_the_file(tmp_path: Path) -> None:
    place = folder(tmp_path)
    inode = place.create(made(AXIOS)).stat().st_ino

    place.change("axios", lambda incident: incident)
    assert inode == place.path("axios").stat().st_ino
    before, after = place.change("axios", lambda one: added(one, [Note(text="x")], at=NOW, by="ada"))
    assert (1, 2) == (len(before.entries), len(after.entries))
    assert after == place.read("axios")


def test_no_entry_of_two_writers_is_lost(tmp_path: Path) -> None:
    place = folder(tmp_path)
    place.create(made())

    def write(writer: str) -> None:
        for number in range(5):
            note = Note(text=f"{writer} {number}")

            def change(incident: Incident, note: Note = note) -> Incident:
                return added(incident, [note], at=NOW, by=writer)

            place.change("axios", change)

    writers = [threading.Thread(target=write, args=(name,)) for name in ("ada", "bob")]
    for one in writers:
        one.start()
    for one in writers:
        one.join()

    assert 10 == len(place.read("axios").entries)


def test_a_failed_change_frees_the_lock(tmp_path: Path) -> None:
    place = folder(tmp_path)
    place.create(made())

    def fail(_: Incident) -> Incident:
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        place.change("axios", fail)
    with exclusive(place.lock) as held:
        assert held


def test_a_lock_in_a_place_that_is_a_file_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")

    with pytest.raises(StoreError):
        folder(tmp_path).create(made())


def test_reading_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100)

    assert b"x" * 11 == bounded(tmp_path / "a", 10)
    with pytest.raises(StoreError, match="cannot be read"):
        bounded(tmp_path / "b", 10)
