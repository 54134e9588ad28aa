"""The bytes of an archive, in memory or mapped from a file."""

import mmap
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.archive import read
from pratique.archive.data import only_zeros, starts
from tests.archive.hostile import Part, rawzip
from tests.builders import sdist, tarred, tgz, wheel
from tests.loopback import gem_file

FILES: dict[str, bytes | str] = {"package.json": "{}", "lib/a.js": b"\0\1" * 4000, "empty": ""}
ARCHIVES = {
    "a-1.0.0.tgz": tgz(FILES),
    "a-1.0.tar.gz": sdist(FILES, "a-1.0"),
    "a-1.0.tar": tarred(FILES, root="a-1.0"),
    "a-1.0-py3-none-any.whl": wheel(FILES),
    "b-1.0-py3-none-any.whl": rawzip(Part(name=b"a.py", local_name=b"b.py"), before=b"x" * 70),
    "c-1.0-py3-none-any.whl": rawzip(Part(name=b"a.py"))[:-30],
    "a-1.0.gem": gem_file("a", "1.0").data,
}


def mapped(data: bytes) -> mmap.mmap:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


@pytest.mark.parametrize("filename", ARCHIVES)
def test_a_mapped_archive_gives_the_same_tree(filename: str) -> None:
    data = ARCHIVES[filename]
    assert read(data, filename) == read(mapped(data), filename)


@given(st.binary(min_size=1), st.binary(max_size=3), st.integers(-3, 10))
def test_what_data_starts_with(data: bytes, prefix: bytes, at: int) -> None:
    assert (at >= 0 and data.startswith(prefix, min(at, len(data)))) == starts(data, prefix, at)
    assert starts(data, prefix, at) == starts(mapped(data), prefix, at)


@pytest.mark.parametrize("at", [0, (1 << 20) - 1, 1 << 20, (1 << 20) + 6])
def test_a_byte_that_is_not_zero_is_found_in_every_piece(at: int) -> None:
    data = bytearray((1 << 20) + 7)
    assert only_zeros(bytes(data))
    data[at] = 1
    assert not only_zeros(bytes(data))
    assert only_zeros(bytes(data), at + 1)
    assert only_zeros(bytes(data), 0, at)
