import hashlib
import os
from pathlib import Path

import pytest

from pratique.errors import StoreError
from pratique.store.folder.large_file import PIECE_BYTES, PieceBook, Pieces

DATA = os.urandom(2 * PIECE_BYTES + 7)
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(DATA)
    return path


def opened(path: Path, book: PieceBook | None = None) -> Pieces:
    found = (book or PieceBook()).open(path, SHA256)
    assert found is not None
    return found


def test_the_pieces_are_the_file(file: Path) -> None:
    pieces = opened(file)

    assert (len(DATA), DATA) == (pieces.size_bytes, pieces.whole())


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (0, len(DATA) - 1),
        (0, 0),
        (5, PIECE_BYTES - 1),
        (PIECE_BYTES, PIECE_BYTES),
        (PIECE_BYTES - 1, 2 * PIECE_BYTES),
        (len(DATA) - 1, len(DATA) - 1),
    ],
)
def test_a_part_is_put_together_of_pieces(file: Path, first: int, last: int) -> None:
    pieces = opened(file)

    assert DATA[first : last + 1] == b"".join(
        pieces.read(number)[part] for number, part in pieces.between(first, last)
    )


def test_another_file_has_no_pieces(file: Path) -> None:
    file.write_bytes(DATA[:-1] + bytes([DATA[-1] ^ 1]))

    assert PieceBook().open(file, SHA256) is None


def test_a_piece_that_changes_between_two_readings_is_never_given(file: Path) -> None:
    pieces = opened(file)
    first = pieces.read(0)
    with file.open("r+b") as changed:
        changed.seek(PIECE_BYTES)
        changed.write(b"x" if DATA[PIECE_BYTES : PIECE_BYTES + 1] != b"x" else b"y")

    assert DATA[:PIECE_BYTES] == first == pieces.read(0)
    with pytest.raises(StoreError, match="was changed while it was read"):
        pieces.read(1)


def test_what_was_compared_is_known_until_it_is_doubted(file: Path) -> None:
    book = PieceBook()
    before = opened(file, book)
    file.write_bytes(b"x" * len(DATA))

    assert book.open(file, SHA256) is before
    book.forget(SHA256)
    assert book.open(file, SHA256) is None


def test_a_file_of_another_size_is_compared_anew(file: Path) -> None:
    book = PieceBook()
    opened(file, book)
    file.write_bytes(DATA + b"x")

    assert book.open(file, SHA256) is None


def test_what_another_thread_forgets_meanwhile_is_given_all_the_same(file: Path) -> None:
    class Meddling(type(file)):  # type: ignore[misc]
        """A path that is forgotten by another thread just when its size is asked for."""

        def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
            book.forget(SHA256)
            return super().stat(follow_symlinks=follow_symlinks)  # type: ignore[no-any-return]

    book = PieceBook()
    before = opened(file, book)

    assert book.open(Meddling(file), SHA256) is before
