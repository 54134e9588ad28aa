import hashlib
import io
import random
import struct
import zipfile
from pathlib import Path

import pytest

from pratique.errors import ParseError
from pratique.gate.protocols.pypi.wheel_metadata import MOST_BYTES, wheel_metadata
from pratique.store.folder.large_file import PIECE_BYTES, PieceBook, PieceFile
from tests.loopback import wheel_file

WHEEL = wheel_file("kite", "1.0.0")


def zipped(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_info", ".dist-info"), data)
    return made.getvalue()


def broken(packing: int) -> bytes:
    """A wheel whose metadata is packed in another way, and damaged."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as archive:
        archive.writestr("kite.dist-info/METADATA", random.Random(3).randbytes(500))
    data = bytearray(made.getvalue())
    start = data.index(b"METADATA") + len(b"METADATA") + 40
    data[start : start + 60] = bytes(60)
    return bytes(data)


def read(data: bytes) -> bytes:
    return wheel_metadata(io.BytesIO(data))


def test_it_is_what_lies_in_the_wheel() -> None:
    assert WHEEL.metadata == read(WHEEL.data)


def test_it_is_found_in_pieces_of_a_large_wheel(tmp_path: Path) -> None:
    noise = random.Random(3).randbytes(5 * PIECE_BYTES + 11)
    data = zipped(a=noise, kite_info__METADATA=b"Name: kite\n", b=noise)
    path = tmp_path / "wheel"
    path.write_bytes(data)
    pieces = PieceBook().open(path, hashlib.sha256(data).hexdigest())
    assert pieces is not None

    assert b"Name: kite\n" == wheel_metadata(io.BufferedReader(PieceFile(pieces), PIECE_BYTES))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no archive",
        zipped(kite__METADATA=b"Name: kite"),
        zipped(deep__kite_info__METADATA=b"Name: kite"),
        zipped(kite_info__METADATA=b"Name: kite", other_info__METADATA=b"Name: other"),
        zipped(kite_info__METADATA=b"0" * (MOST_BYTES + 1)),
        WHEEL.data[: len(WHEEL.data) // 2],
        WHEEL.data.replace(struct.pack("<H", zipfile.ZIP_DEFLATED), struct.pack("<H", 97)),
        *map(broken, (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)),
    ],
    ids=[
        *("empty", "other", "none", "deep", "two", "large", "half", "packed otherwise"),
        *("damaged", "damaged bzip2", "damaged lzma"),
    ],
)
def test_what_cannot_be_read_is_told_as_such(data: bytes) -> None:
    with pytest.raises(ParseError, match="the metadata of the wheel cannot be read"):
        read(data)
