"""Reading a whole source anew."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pratique.advisories.index import Index
from pratique.advisories.index.writing import writer_at
from pratique.advisories.interface import Entry, Row, Source
from pratique.core.advisory import SourceState
from pratique.errors import Reference, StoreError
from pratique.intake.advisories.importing import Import
from pratique.net.advisories.local_files import files_at
from tests.advisories.indexes import every
from tests.builders import zipped
from tests.intake.advisories.made import NOW, rows, source

MANY = {f"{n}.txt": f"GHSA-{n} left-{n}\n" for n in range(20)}


def imported(folder: Path, *paths: Path, of: Source | None = None, accept_drop: bool = False) -> SourceState:
    used = of or source()
    with writer_at(folder / "index") as writer:
        return Import(source=used, files=[files_at(path) for path in paths], origin="made").run(
            writer, now=NOW, accept_drop=accept_drop, expect=lambda _: None, step=lambda: None
        )


def held(folder: Path) -> set[str]:
    with Index.open(folder / "index") as index:
        return {one.id for one in every(index)}


def archive(folder: Path, files: dict[str, str], name: str = "all.zip") -> Path:
    (folder / name).write_bytes(zipped(files))
    return folder / name


def unpacked(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def test_a_zip_is_taken_in_and_named_by_its_digest(tmp_path: Path) -> None:
    path = archive(tmp_path, MANY)
    state = imported(tmp_path, path)
    assert (20, 20, "made", NOW) == (state.rows, state.imported, state.origin, state.checked_at)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == state.digest
    assert {f"GHSA-{n}" for n in range(20)} == held(tmp_path)
    with Index.open(tmp_path / "index") as index:
        assert ((state,), NOW) == (index.sources(), index.built_at)


def test_a_folder_has_a_digest_of_its_names_and_bytes(tmp_path: Path) -> None:
    first = imported(tmp_path, unpacked(tmp_path / "a/db", {**MANY, "README": "no row"}))
    same = imported(tmp_path, unpacked(tmp_path / "b/db", MANY))
    other = imported(tmp_path, unpacked(tmp_path / "c/db", {**MANY, "0.txt": "GHSA-0 right"}))
    assert first.digest == same.digest != other.digest


def test_paths_of_one_source_are_read_together(tmp_path: Path) -> None:
    state = imported(tmp_path, archive(tmp_path, MANY), archive(tmp_path, {"x.txt": "GHSA-X x"}, "more.zip"))
    assert 21 == state.imported == len(held(tmp_path))


def test_a_new_import_takes_the_place_of_the_old(tmp_path: Path) -> None:
    imported(tmp_path, archive(tmp_path, MANY))
    imported(tmp_path, archive(tmp_path, {**MANY, "0.txt": "GHSA-NEW left"}))
    assert {"GHSA-NEW"} == held(tmp_path) - {f"GHSA-{n}" for n in range(20)}
    assert "GHSA-0" not in held(tmp_path)


def test_a_source_that_drops_is_refused_unless_that_is_accepted(tmp_path: Path) -> None:
    imported(tmp_path, archive(tmp_path, MANY))
    less = archive(tmp_path, {path: MANY[path] for path in list(MANY)[:17]})
    with pytest.raises(StoreError, match="3 fewer advisories") as raised:
        imported(tmp_path, less)
    assert Reference.ADVISORIES_REFUSED is raised.value.reference
    assert 20 == len(held(tmp_path))
    assert 17 == imported(tmp_path, less, accept_drop=True).imported == len(held(tmp_path))


def test_a_source_without_a_row_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="none of the 0 rows"):
        imported(tmp_path, archive(tmp_path, {"README": "nothing"}), accept_drop=True)
    assert not (tmp_path / "index").exists()


def test_a_damaged_zip_leaves_the_old_index(tmp_path: Path) -> None:
    imported(tmp_path, archive(tmp_path, MANY))
    before = (tmp_path / "index").read_bytes()
    damaged = bytearray(zipped(MANY))
    # The content of the last file: all before it are read by then.
    damaged[damaged.rindex(b"PK\x03\x04") + 40] ^= 0xFF
    (tmp_path / "bad.zip").write_bytes(damaged)
    with pytest.raises(StoreError, match="is damaged"):
        imported(tmp_path, tmp_path / "bad.zip")
    assert before == (tmp_path / "index").read_bytes()


def test_a_reader_that_fails_half_way_leaves_the_old_index(tmp_path: Path) -> None:
    imported(tmp_path, archive(tmp_path, MANY))
    before = (tmp_path / "index").read_bytes()

    def failing(entry: Entry) -> Iterator[Row]:
        if entry.path == "7.txt":
            raise RuntimeError("a defect")
        yield from rows(entry)

    with pytest.raises(RuntimeError, match="a defect"):
        imported(tmp_path, archive(tmp_path, MANY), of=replace(source(), rows=failing))
    assert before == (tmp_path / "index").read_bytes()


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[int] = []
    path = archive(tmp_path, MANY)
    with writer_at(tmp_path / "index") as writer:
        Import(source=source(), files=[files_at(path)], origin="made").run(
            writer, now=NOW, expect=told.append, step=lambda: told.append(1)
        )
    assert [20, *[1] * 20] == told
