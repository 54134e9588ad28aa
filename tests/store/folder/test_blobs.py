import hashlib
import logging
import os
from pathlib import Path

import pytest

from pratique.errors import StoreError
from pratique.store.folder.blobs import BlobFolder


def put(blobs: BlobFolder, data: bytes) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    blobs.put(sha256, data)
    return sha256


def aged(folder: Path, sha256: str, days: int) -> None:
    path = folder / sha256[:2] / sha256
    then = path.stat().st_mtime - days * 86_400
    os.utime(path, (then, then))


@pytest.fixture
def blobs(tmp_path: Path) -> BlobFolder:
    return BlobFolder(tmp_path, room_bytes=1000)


def test_bytes_come_back(blobs: BlobFolder) -> None:
    sha256 = put(blobs, b"data")
    assert blobs.has(sha256)
    assert blobs.get(sha256) == b"data"


def test_unknown_bytes_are_a_miss(blobs: BlobFolder) -> None:
    assert not blobs.has("a" * 64)
    assert blobs.get("a" * 64) is None


def test_bytes_under_another_name_are_refused(blobs: BlobFolder, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="do not match the digest"):
        blobs.put("a" * 64, b"data")
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63 + "/"])
def test_a_name_that_is_no_digest_never_reaches_the_disk(blobs: BlobFolder, name: str) -> None:
    for ask in (blobs.has, blobs.get):
        with pytest.raises(ValueError, match="hex digits"):
            ask(name)
    with pytest.raises(ValueError, match="hex digits"):
        blobs.put(name, b"")


@pytest.mark.parametrize("damage", [b"", b"dat", b"datA", b"data and more"])
def test_damaged_bytes_are_removed_and_a_miss(
    blobs: BlobFolder, tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    sha256 = put(blobs, b"data")
    (tmp_path / sha256[:2] / sha256).write_bytes(damage)
    with caplog.at_level(logging.WARNING):
        assert blobs.get(sha256) is None
    assert "damaged" in caplog.text
    assert not blobs.has(sha256)
    put(blobs, b"data")
    assert blobs.get(sha256) == b"data"


def test_a_cut_file_is_rewritten_by_the_next_put(blobs: BlobFolder, tmp_path: Path) -> None:
    sha256 = put(blobs, b"data")
    (tmp_path / sha256[:2] / sha256).write_bytes(b"da")
    put(blobs, b"data")
    assert blobs.get(sha256) == b"data"


def test_putting_twice_is_putting_once(blobs: BlobFolder) -> None:
    put(blobs, b"data")
    put(blobs, b"data")
    rows, size_bytes, _ = blobs.usage()
    assert (1, 4) == (rows, size_bytes)


def test_no_half_written_file_is_left(blobs: BlobFolder, tmp_path: Path) -> None:
    sha256 = put(blobs, b"data")
    assert [tmp_path / sha256[:2] / sha256] == [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_a_run_uses_stays_until_it_ends(blobs: BlobFolder) -> None:
    held = [put(blobs, bytes([number]) * 400) for number in range(4)]
    assert blobs.prune() == 0
    assert all(blobs.has(sha256) for sha256 in held)
    blobs.release()
    assert blobs.prune() == 2


def test_the_least_recently_used_go_first(blobs: BlobFolder, tmp_path: Path) -> None:
    held = [put(blobs, bytes([number]) * 400) for number in range(4)]
    for number, sha256 in enumerate(held):
        aged(tmp_path, sha256, days=9 - number)
    blobs.get(held[0])
    blobs.release()
    assert blobs.prune() == 2
    assert [held[0], held[3]] == [sha256 for sha256 in held if blobs.has(sha256)]


def test_without_room_everything_goes_at_the_end(tmp_path: Path) -> None:
    blobs = BlobFolder(tmp_path, room_bytes=0)
    sha256 = put(blobs, b"data")
    assert blobs.get(sha256) == b"data"
    blobs.release()
    assert blobs.prune() == 1
    assert not blobs.has(sha256)


def test_what_a_killed_run_left_behind_goes_when_it_is_old(blobs: BlobFolder, tmp_path: Path) -> None:
    old, fresh = tmp_path / "incoming-old", tmp_path / "incoming-fresh"
    for path in (old, fresh):
        path.write_bytes(b"half")
    then = fresh.stat().st_mtime - 2 * 86_400
    os.utime(old, (then, then))
    blobs.prune()
    assert (False, True) == (old.exists(), fresh.exists())


def test_a_file_that_is_not_ours_is_not_counted(blobs: BlobFolder, tmp_path: Path) -> None:
    (tmp_path / "README").write_text("hello")
    assert (0, 0, None) == blobs.usage()


def test_clearing_removes_all(blobs: BlobFolder) -> None:
    sha256 = put(blobs, b"data")
    blobs.clear()
    assert not blobs.has(sha256)
    assert (0, 0, None) == blobs.usage()


def test_pieces_of_what_is_not_here_or_is_damaged_are_none_and_it_is_removed(
    blobs: BlobFolder, tmp_path: Path
) -> None:
    data = b"large" * 100_000
    sha256 = put(blobs, data)
    found = blobs.pieces(sha256)
    assert found is not None
    assert data == found.whole()
    found.path.write_bytes(b"other" * 100_000)

    # A file whose pieces are known is not read whole again, and each piece is compared: until one is doubted.
    with pytest.raises(StoreError):
        found.read(0)
    blobs.doubt(sha256)
    assert blobs.pieces(sha256) is None
    assert not found.path.exists()
    assert blobs.pieces("0" * 64) is None
