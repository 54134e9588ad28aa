"""The files of a zip of advisories."""

import hashlib
import io
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Entry, Skip
from pratique.errors import Reference, StoreError
from pratique.net.advisories.files import ReadLimits
from pratique.net.advisories.zip_file import ZipFiles
from tests.builders import zipped

MANY = {f"MAL-{n}.json": b'{"id": "MAL-%d"}' % n for n in range(3000)}


def made(folder: Path, data: bytes) -> Path:
    (folder / "all.zip").write_bytes(data)
    return folder / "all.zip"


def read(path: Path, most_bytes: int = 1000, limits: ReadLimits | None = None) -> list[Entry | Skip]:
    files = ZipFiles(path, limits or ReadLimits())
    return list(files.entries(lambda name: name.endswith(".json"), most_bytes=most_bytes))


def test_wanted_files_come_whole_and_in_order(tmp_path: Path) -> None:
    path = made(
        tmp_path, zipped({"db/b.json": b"two", "db/a.json": b"one", "db/README": b"no", "db/c/": b""})
    )
    assert [Entry("db/b.json", b"two"), Entry("db/a.json", b"one")] == read(path)
    assert ["db/b.json", "db/a.json", "db/README"] == [head.path for head in ZipFiles(path).heads()]
    assert (4, hashlib.sha256(path.read_bytes()).hexdigest()) == (
        ZipFiles(path).count(),
        ZipFiles(path).sha256(),
    )


def test_a_directory_longer_than_what_is_read_at_first_is_found(tmp_path: Path) -> None:
    path = made(tmp_path, zipped(MANY))
    assert [Entry(name, data) for name, data in MANY.items()] == read(path)


def test_a_zip_behind_other_bytes_and_before_others_is_read(tmp_path: Path) -> None:
    path = made(tmp_path, b"#!" * 100 + zipped(MANY))
    assert 3000 == len(read(path))


def test_a_zip64_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 2)
    data = zipped(MANY)
    assert b"PK\x06\x06" in data
    path = made(tmp_path, data)
    assert (3000, 3000) == (len(read(path)), ZipFiles(path).count())


def test_a_stream_with_descriptors_is_read(tmp_path: Path) -> None:
    class Unseekable(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    buffer = Unseekable()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", b"one" * 50)
    assert [Entry("a.json", b"one" * 50)] == read(made(tmp_path, buffer.getvalue()))


def test_what_is_not_read_is_counted(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link.json")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("large.json", b"x" * 1001)
        archive.writestr("fine.json", b"{}")
    assert [
        Skip("link.json", "a link, which is not followed"),
        Skip("large.json", "larger than 1,000 bytes"),
        Entry("fine.json", b"{}"),
    ] == read(made(tmp_path, buffer.getvalue()))


def changed(data: bytes, change: dict[str, int]) -> bytes:
    """A zip of one file with some fields of its headers changed, in both places."""
    edited = bytearray(data)
    central = data.index(b"PK\x01\x02")
    for name, value in change.items():
        local_at, central_at, size = {"flags": (6, 8, 2), "method": (8, 10, 2), "crc": (14, 16, 4)}[name]
        edited[local_at : local_at + size] = value.to_bytes(size, "little")
        edited[central + central_at : central + central_at + size] = value.to_bytes(size, "little")
    return bytes(edited)


@pytest.mark.parametrize(
    ("change", "why"),
    [({"flags": 1}, "encrypted"), ({"method": 93}, "compressed with an unsupported method")],
)
def test_content_that_cannot_be_had_is_counted(tmp_path: Path, change: dict[str, int], why: str) -> None:
    path = made(tmp_path, changed(zipped({"a.json": b"one"}), change))
    assert [Skip("a.json", why)] == read(path)


ONE = zipped({"a.json": b"one" * 100})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is not a zip, or is truncated"),
        (b"<html>not here</html>", "the file is not a zip, or is truncated"),
        (zipped(MANY)[:-30], "the file is not a zip, or is truncated"),
        (zipped(MANY)[200:], "damaged|cut off"),
        (changed(ONE, {"crc": 7}), "the checksum or length of the file is wrong"),
        (ONE.replace(b"a.json", b"b.json", 1), "the local header has a different name"),
        (ONE.replace(b"PK\x03\x04", b"PK\x00\x00", 1), "local header is not at the offset"),
        (ONE[:36] + b"\xff\xff\xff" + ONE[39:], "damaged"),
    ],
)
def test_a_damaged_zip_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(StoreError, match=words) as raised:
        read(made(tmp_path, data))
    assert Reference.ADVISORIES_REFUSED is raised.value.reference


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (ReadLimits(members=2), "more than 2 files"),
        (ReadLimits(total_bytes=30), "more than 30 bytes"),
    ],
)
def test_it_is_bounded(tmp_path: Path, limits: ReadLimits, words: str) -> None:
    path = made(tmp_path, zipped({f"{n}.json": b"x" * 20 for n in range(3)}))
    with pytest.raises(StoreError, match=words):
        read(path, limits=limits)


def test_files_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    # The directory names one local header many times: a bomb without a high ratio in any one file.
    data = zipped({"a.json": b"".join(hashlib.sha256(bytes([n])).digest() for n in range(20))})
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry, tail, count = data[start:end], bytearray(data[end:]), 200
    tail[8:12] = count.to_bytes(2, "little") * 2
    tail[12:16] = (len(entry) * count).to_bytes(4, "little")
    with pytest.raises(StoreError, match="files in the zip overlap"):
        read(made(tmp_path, data[:start] + entry * count + bytes(tail)))


def test_a_high_ratio_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path, zipped({f"{n}.json": bytes(500_000) for n in range(3)}))
    with pytest.raises(StoreError, match="200 times its size"):
        read(path, 1_000_000, ReadLimits(total_bytes=1_600_000))


def outcome(path: Path) -> list[Entry | Skip] | Reference:
    try:
        return read(path)
    except StoreError as error:
        return error.reference


@pytest.mark.fuzz
@given(st.integers(0, len(ONE) - 1), st.integers(0, 255))
def test_a_changed_byte_gives_the_content_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, at: int, value: int
) -> None:
    data = bytearray(ONE)
    data[at] = value
    found = outcome(made(tmp_path_factory.getbasetemp(), bytes(data)))
    if not isinstance(found, list):
        assert found is Reference.ADVISORIES_REFUSED
    else:
        assert {b"one" * 100} >= {item.data for item in found if isinstance(item, Entry)}
