"""A whole archive is told from a page, an empty answer and a part of a file, for every kind that installers take."""

import bz2
import lzma

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.archive import Limits
from pratique.archive.wholeness import flaw
from tests.builders import tarred, tgz, zipped
from tests.loopback import gem_file

FILES = {"a.txt": "some text\n" * 200, "b.py": "x = 1\n"}
PAGE = b"<!doctype html><html><body>Virus blocked</body></html>"
TAR = tarred(FILES)
WHOLE = {
    "a-1.0.0.tgz": tgz(FILES),
    "a-1.0.0.tar.gz": tgz(FILES, root="a-1.0.0"),
    "a-1.0.0.tar.bz2": bz2.compress(TAR),
    "a-1.0.0.tar.xz": lzma.compress(TAR),
    "a-1.0.0.tar": TAR,
    "a-1.0.0-py3-none-any.whl": zipped(FILES),
    "a-1.0.0.zip": zipped(FILES),
    "a-1.0.0.egg": zipped(FILES),
    "a-1.0.0.gem": gem_file("a", "1.0.0").data,
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_archive_has_no_flaw(name: str) -> None:
    assert "" == flaw(WHOLE[name], name)
    assert "" == flaw(WHOLE[name], name.upper(), listed_bytes=len(WHOLE[name]))


@pytest.mark.parametrize("name", WHOLE)
def test_a_page_and_nothing_are_no_archive(name: str) -> None:
    assert "the content looks like an error page of a server" in flaw(PAGE, name)
    assert "the file is empty" in flaw(b"", name)
    assert flaw(b'{"error": "blocked"}', name)
    assert flaw(b"blocked by policy\n", name)


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("kept", [0.3, 0.99, -1])
def test_a_part_of_an_archive_is_not_whole(name: str, kept: float) -> None:
    data = WHOLE[name]
    end = len(data) - 1 if kept == -1 else int(len(data) * kept)
    assert flaw(data[:end], name)


def test_fewer_bytes_than_are_listed_are_not_whole() -> None:
    data = WHOLE["a-1.0.0.tgz"]
    assert f"{len(data)} bytes were received, but the registry lists 100000" == flaw(
        data, "a-1.0.0.tgz", listed_bytes=100_000
    )


def test_another_kind_of_archive_is_not_the_file_but_installers_take_any_tar_for_a_tar() -> None:
    assert "the filename indicates zip, but the content is gzip" == flaw(
        tgz(FILES), "a-1.0.0-py3-none-any.whl"
    )
    assert "the filename indicates gzip, but the content is zip" == flaw(zipped(FILES), "a-1.0.0.tgz")
    assert "the filename indicates tar, but the content is gzip" == flaw(tgz(FILES), "a-1.0.0.gem")
    assert "" == flaw(TAR, "a-1.0.0.tgz")


@pytest.mark.parametrize("name", ["a-1.0.0.exe", "a-1.0.0.tar.Z"])
def test_of_a_kind_that_is_not_read_only_a_page_and_nothing_are_known(name: str) -> None:
    assert "" == flaw(b"MZ\x90", name)
    assert flaw(PAGE, name)
    assert flaw(b" \n", name)


def test_what_unpacks_to_more_than_a_limit_is_read_no_further_and_counts_as_whole() -> None:
    limits = Limits(max_unpacked_bytes=100)
    assert "" == flaw(tgz(FILES)[:-1], "a-1.0.0.tgz", limits=limits)


@pytest.mark.fuzz
@given(data=st.binary(max_size=300), name=st.sampled_from(sorted(WHOLE)))
def test_any_bytes_get_an_answer(data: bytes, name: str) -> None:
    assert isinstance(flaw(data, name), str)
