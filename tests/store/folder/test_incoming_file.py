"""A download that is not stored yet."""

from pathlib import Path

import pytest

from pratique.errors import StoreError
from pratique.net.client.digests import compute
from pratique.store.folder.blobs import BlobFolder
from pratique.store.folder.incoming_file import IncomingFile


def test_an_incoming_file_has_the_bytes_of_the_last_attempt(tmp_path: Path) -> None:
    file = IncomingFile(tmp_path)
    file.write(b"of an interrupted attempt")
    file.begin()
    file.write(b"ab")
    file.write(b"c")
    assert (3, b"abc") == (file.size_bytes, file.path.read_bytes())
    assert compute(b"abc") == file.digests(("sha256", "sha1", "sha512"))
    file.remove()
    assert [] == list(tmp_path.iterdir())


def test_nothing_is_created_for_a_download_that_stays_in_memory(tmp_path: Path) -> None:
    with BlobFolder(tmp_path, room_bytes=0).incoming() as file:
        file.begin()
        assert [] == list(tmp_path.iterdir())


def test_a_blob_is_taken_only_with_its_digest(tmp_path: Path) -> None:
    blobs = BlobFolder(tmp_path, room_bytes=10)
    sha256 = compute(b"abc")[1].hex
    with blobs.incoming() as file:
        file.write(b"abx")
        with pytest.raises(ValueError, match="digest"):
            blobs.take(sha256, file)
        file.begin()
        file.write(b"abc")
        blobs.take(sha256, file)
    assert (b"abc", b"abc") == (blobs.get(sha256), blobs.path(sha256).read_bytes())  # type: ignore[union-attr]
    pieces = blobs.pieces(sha256)
    assert pieces is not None
    assert b"abc" == pieces.whole()
    assert [] == list(tmp_path.glob("incoming-*"))


def test_a_folder_that_is_gone_is_an_error_of_the_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        IncomingFile(tmp_path / "gone").write(b"x")
