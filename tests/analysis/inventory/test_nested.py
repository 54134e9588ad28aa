"""Archives inside the artifact."""

import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.inventory import nested
from pratique.analysis.inventory.inventory import Nested
from pratique.core.tree import File
from tests.analysis.inventory import binaries
from tests.builders import tgz, zipped


def look(path: str, data: bytes) -> Nested:
    return nested.read(File(path, data), unpack=True)[0]


def locked(data: bytes) -> bytes:
    """The same zip with the flags of every member saying that it is encrypted."""
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        data = data[: place + at] + b"\x01" + data[place + at + 1 :]
    return data


def test_programs_inside_a_zip_are_told_by_their_names() -> None:
    found = look("a.zip", zipped({"x/tool.exe": "MZ", "run.py": "pass", "notes.txt": "hello"}))
    assert 3 == found.files
    assert ("x/tool.exe",) == found.executables
    assert ("run.py",) == found.scripts
    assert not found.encrypted


def test_programs_inside_a_tar_are_told_by_their_bytes() -> None:
    found = look("a.tgz", tgz({"tool": binaries.elf(), "run": "#!/bin/sh\necho marker\n", "notes": "hello"}))
    assert ("package/tool",) == found.executables
    assert ("package/run",) == found.scripts


def test_a_zip_that_python_runs_is_known() -> None:
    assert look("polaris", zipped({"__main__.py": "pass"})).runs
    assert not look("a.zip", zipped({"x/__main__.py": "pass"})).runs


def test_a_zip_with_a_password_is_told() -> None:
    assert look("a.zip", locked(zipped({"a.py": "pass"}))).encrypted


def test_one_packed_file_is_told_by_its_bytes() -> None:
    assert ("tool",) == look("tool.gz", gzip.compress(binaries.elf())).executables
    assert () == look("notes.txt.gz", gzip.compress(b"hello " * 50)).executables


def test_what_cannot_be_read_is_told() -> None:
    assert "not an archive" in look("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50)).problem
    assert "too large" in look("a.tgz", b"\x1f\x8b" + bytes(nested.MOST_PACKED_BYTES)).problem
    assert "too many" in nested.read(File("a.tgz", tgz({"a": "b"})), unpack=False)[0].problem


def test_a_bomb_is_cut() -> None:
    bomb = tgz({f"{i}.bin": bytes(4_000_000) for i in range(8)})
    assert "limit" in look("a.tgz", bomb).problem


def test_a_zip_with_pickles_is_unpacked() -> None:
    _, tree = nested.read(File("model.pt", zipped({"archive/data.pkl": b"\x80\x02N."})), unpack=True)
    assert tree is not None
    assert ["archive/data.pkl"] == [file.path for file in nested.members(tree)]
    assert nested.read(File("a.zip", zipped({"a.txt": "x"})), unpack=True)[1] is None


def test_a_zip_of_very_many_members_is_cut() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(6_000):
            archive.writestr(str(number), b"")
    assert "more members" in look("a.zip", buffer.getvalue()).problem


@pytest.mark.fuzz
@given(
    st.sampled_from([b"PK\x03\x04", b"\x1f\x8b\x08\0", b"BZh9", b"\xfd7zXZ\0", b"Rar!"]),
    st.binary(max_size=200),
)
def test_any_bytes_give_an_answer(mark: bytes, data: bytes) -> None:
    assert isinstance(look("a.zip", mark + data), Nested)


@pytest.mark.fuzz
@given(st.integers(0, 200), st.binary(min_size=1, max_size=6))
def test_any_damage_gives_an_answer(at: int, wrong: bytes) -> None:
    whole = zipped({"a.py": "pass", "b.pkl": b"\x80\x02N."})
    assert isinstance(look("a.zip", whole[:at] + wrong + whole[at + len(wrong) :]), Nested)
