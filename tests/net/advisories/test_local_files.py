"""One file of advisories."""

import gzip
import hashlib
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pratique.advisories.interface import Entry, Skip
from pratique.errors import Reference, StoreError
from pratique.net.advisories.files import ReadLimits
from pratique.net.advisories.local_files import OneFile


def made(folder: Path, name: str, data: bytes) -> OneFile:
    (folder / name).write_bytes(data)
    return OneFile(folder / name)


def read(file: OneFile, most_bytes: int = 1 << 20) -> list[Entry | Skip]:
    return list(file.entries(lambda _: False, most_bytes=most_bytes))


def test_a_named_file_is_wanted_whatever_its_name(tmp_path: Path) -> None:
    file = made(tmp_path, "odd name.txt", b"{}")
    assert [Entry("odd name.txt", b"{}")] == read(file)
    assert (1, str(tmp_path / "odd name.txt")) == (file.count(), file.label)
    assert hashlib.sha256(b"{}").hexdigest() == file.sha256()


def test_gzip_is_told_by_its_bytes_and_left_out_of_the_name(tmp_path: Path) -> None:
    packed = gzip.compress(b"a,b\n") + gzip.compress(b"c,d\n") + b"\0\0"
    assert [Entry("x.csv", b"a,b\nc,d\n")] == read(made(tmp_path, "x.csv.gz", packed))
    assert [Entry("plain", b"a,b\n")] == read(made(tmp_path, "plain", gzip.compress(b"a,b\n")))


def test_its_source_may_call_it_otherwise(tmp_path: Path) -> None:
    (tmp_path / "kev.part").write_bytes(b"{}")
    assert [Entry("feed.json", b"{}")] == read(OneFile(tmp_path / "kev.part", "feed.json"))


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_beyond_the_limit_is_skipped(tmp_path: Path, *, packed: bool) -> None:
    data = b"x" * 2_000_001
    file = made(tmp_path, "a.json", gzip.compress(data) if packed else data)
    assert [Skip("a.json", "larger than 2,000,000 bytes")] == read(file, 2_000_000)
    assert [Entry("a.json", data)] == read(file, 2_000_001)


def test_the_head_is_the_beginning_alone(tmp_path: Path) -> None:
    assert [Entry("a", b"x" * 4096)] == list(made(tmp_path, "a", gzip.compress(b"x" * 5_000_000)).heads())


def test_json_lines_of_any_length_come_in_pieces_of_whole_lines(tmp_path: Path) -> None:
    lines = [b'{"n": %d, "x": "%s"}' % (n, b"y" * 900_000) for n in range(5)]
    pieces = read(made(tmp_path, "a.jsonl", b"\n".join(lines)), 2_000_000)
    assert all(isinstance(piece, Entry) and piece.path == "a.jsonl" for piece in pieces)
    found = [line for piece in pieces if isinstance(piece, Entry) for line in piece.data.splitlines()]
    assert lines == found
    assert len(pieces) > 2


def test_a_line_beyond_the_limit_is_skipped_and_the_others_are_not(tmp_path: Path) -> None:
    data = b"first\n" + b"x" * 3_000_000 + b"\nlast\n"
    skip = Skip("a.jsonl", "a line larger than 1,000,000 bytes")
    assert [Entry("a.jsonl", b"first\n"), skip, Entry("a.jsonl", b"last\n")] == read(
        made(tmp_path, "a.jsonl", data), 1_000_000
    )
    assert [skip] == read(made(tmp_path, "a.jsonl", b"x" * 3_000_000), 1_000_000)


@pytest.mark.fuzz
@settings(max_examples=200)
@given(st.lists(st.binary(max_size=12).filter(lambda line: b"\n" not in line), max_size=8))
def test_lines_are_neither_lost_nor_broken(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    assume(not b"".join(lines).startswith(b"\x1f\x8b"))
    file = made(tmp_path_factory.getbasetemp(), "lines.ndjson", b"\n".join(lines))
    pieces = [piece.data for piece in read(file) if isinstance(piece, Entry)]
    assert b"\n".join(lines).strip() == b"".join(pieces).strip()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (gzip.compress(b"abc" * 1000, mtime=0)[:-9], "is truncated"),
        (gzip.compress(b"abc" * 1000, mtime=0)[:-8] + bytes(8), "damaged"),
        (b"\x1f\x8b nonsense", "damaged"),
    ],
    ids=["cut off", "wrong checksum", "nonsense"],
)
def test_damaged_gzip_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(StoreError, match=words) as raised:
        read(made(tmp_path, "a.gz", data))
    assert Reference.ADVISORIES_REFUSED is raised.value.reference


def test_a_bomb_is_stopped(tmp_path: Path) -> None:
    made(tmp_path, "a.jsonl.gz", gzip.compress(b"{}\n" * 1_000_000))
    file = OneFile(tmp_path / "a.jsonl.gz", limits=ReadLimits(total_bytes=1_500_000))
    with pytest.raises(StoreError, match="larger than 1,500,000 bytes"):
        read(file)
