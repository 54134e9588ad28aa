"""The index of advisories in a bundle."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from pratique.advisories.index import Index
from pratique.errors import ParseError, Reference, StoreError
from pratique.store.bundled_index import MEMBER, take_index, write_index
from tests.advisories import indexes
from tests.advisories.made import THEN, advisory

INFO = zipfile.ZipInfo(MEMBER)


def bundled(path: Path) -> tuple[tuple[str, int, int] | None, list[bytes]]:
    """What is told of the member, and its bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        told = write_index(archive, INFO, path)
    with zipfile.ZipFile(buffer) as archive:
        return told, [archive.read(name) for name in archive.namelist()]


def held(path: Path) -> list[str]:
    with Index.open(path) as index:
        return [one.id for one in indexes.every(index)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return indexes.write_index(tmp_path / "here/index", {"osv-npm": [advisory("GHSA-1")], "kev": ()})


def test_the_file_itself_is_the_member(path: Path) -> None:
    told, members = bundled(path)
    data = path.read_bytes()
    assert [data] == members
    assert (hashlib.sha256(data).hexdigest(), len(data), 2) == told


def test_a_machine_without_advisories_has_no_such_member(tmp_path: Path) -> None:
    assert (None, []) == bundled(tmp_path / "none")


def test_a_damaged_index_is_not_handed_on(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StoreError) as raised:
        bundled(path)
    assert Reference.ADVISORIES_UNREADABLE is raised.value.reference


def test_it_arrives_where_there_is_none_or_an_older_one(path: Path, tmp_path: Path) -> None:
    _, blocks = bundled(path)
    assert take_index(tmp_path / "bare/index", blocks)
    older = indexes.write_index(tmp_path / "older", {"osv-npm": ()}, at=THEN.replace(year=2020))
    assert take_index(older, blocks)
    assert ["GHSA-1"] == held(tmp_path / "bare/index") == held(older)


def test_a_newer_one_stays(path: Path, tmp_path: Path) -> None:
    newer = indexes.write_index(tmp_path / "newer", {"osv-npm": ()}, at=THEN.replace(year=2027))
    _, blocks = bundled(path)
    assert not take_index(newer, blocks)
    assert [] == held(newer)


def test_what_is_no_index_is_not_taken(path: Path, tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="the advisories in the bundle cannot be read") as raised:
        take_index(tmp_path / "bare/index", [path.read_bytes()[:-1]])
    assert Reference.BUNDLE_INVALID is raised.value.reference
    assert not (tmp_path / "bare/index").exists()
