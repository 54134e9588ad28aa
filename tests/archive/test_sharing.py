"""What two archives have in common lies in memory once."""

import random
import tracemalloc

import pytest

from pratique.archive import read
from pratique.archive.member import Member
from pratique.archive.sharing import Shared
from pratique.core.tree import File
from tests.builders import sdist, tgz, wheel
from tests.loopback.gem_packages import gem_file

LARGE = random.Random(1).randbytes(20_000)
OTHER = random.Random(2).randbytes(20_000)
FILES: dict[str, bytes | str] = {"a/large.bin": LARGE, "a/small.txt": "small", "a/other.bin": OTHER}


def fresh(data: bytes) -> bytes:
    return bytes(bytearray(data))


@pytest.mark.parametrize(
    ("data", "filename"),
    [
        (tgz(FILES), "a-1.0.0.tgz"),
        (sdist(FILES, "a-1.0"), "a-1.0.tar.gz"),
        (wheel(FILES), "a-1.0-py3-none-any.whl"),
        (gem_file("a", "1.0", FILES).data, "a-1.0.gem"),
    ],
    ids=["tgz", "sdist", "wheel", "gem"],
)
def test_equal_files_share_their_bytes_and_the_tree_is_the_same(data: bytes, filename: str) -> None:
    before = read(data, filename)
    alone, beside = read(data, filename), read(data, filename, beside=before)

    assert alone == beside
    assert all(file.data is not before.by_path[file.path].data for file in alone if file.size_bytes > 5_000)
    shared = {file.path for file in beside if file.data is before.by_path[file.path].data}
    assert {"a/large.bin", "a/other.bin"} <= shared


def test_a_file_is_known_by_its_bytes_whatever_its_name() -> None:
    before = read(tgz({"old.bin": LARGE}), "a-1.0.0.tgz")
    after = read(tgz({"new.bin": LARGE, "changed.bin": LARGE[:-1] + b"!"}), "a-1.0.1.tgz", beside=before)

    assert after.by_path["new.bin"].data is before.by_path["old.bin"].data
    assert LARGE[:-1] + b"!" == after.by_path["changed.bin"].data


def test_few_of_one_size_are_compared() -> None:
    files = [File(f"{number}", number.to_bytes(2, "big") * 4_000) for number in range(100)]
    members = [Member(name=file.path, data=fresh(file.data)) for file in files]
    found = Shared(files).members(members)

    assert [file.data for file in files] == [member.data for member in found]
    same = [member.data is file.data for member, file in zip(found, files, strict=True)]
    assert (True, False) == (same[0], same[-1])


def test_what_was_not_read_stays_unread() -> None:
    member = Member(name="a", unread="too large", size_bytes=20_000)
    assert [member] == Shared([File("a", LARGE)]).members([member])


def test_a_second_archive_of_equal_files_takes_no_memory_of_its_own() -> None:
    files: dict[str, bytes | str] = {f"{n}.bin": random.Random(n).randbytes((1 << 20) + n) for n in range(24)}
    data = tgz(files)
    before = read(data, "a-1.0.0.tgz")
    tracemalloc.start()
    try:
        after = read(data, "a-1.0.1.tgz", beside=before)
        assert tracemalloc.get_traced_memory()[1] < 6 << 20
    finally:
        tracemalloc.stop()
    assert before == after
