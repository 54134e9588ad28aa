"""Names out of the ends of an archive."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.collect.archive_names import BytesEnds, python_file, python_release, zip_names
from tests.installed.caches.laid import sdist, wheel


def test_the_names_of_a_zip_are_those_that_it_lists() -> None:
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as made:
        for number in range(3_000):
            made.writestr(f"folder/a-rather-long-name-{number}", "")
        made.comment = b"PK" * 100
    expected = [f"folder/a-rather-long-name-{number}" for number in range(3_000)]

    assert expected == list(zip_names(BytesEnds(many.getvalue())))


def test_a_wheel_and_a_source_distribution_are_known_by_what_is_in_them() -> None:
    assert ("sample", "1.0.0") == python_release(BytesEnds(wheel()))
    assert ("sample", "1.0.0") == python_release(BytesEnds(sdist()))
    assert python_release(BytesEnds(b"<html>")) is None


def test_a_list_that_is_larger_than_the_bound_is_not_read() -> None:
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, 0xFFFFFFF0, 0, 0)

    assert [] == list(zip_names(BytesEnds(b"x" * 100 + end)))


@given(st.binary(max_size=300), st.integers(0, 400))
def test_any_bytes_give_names_or_none(data: bytes, cut: int) -> None:
    whole = wheel()
    for some in (
        data,
        whole[:cut] + data,
        whole[:-1] + data,
        b"\x1f\x8b" + data,
        b"PK\x03\x04" + data + whole[cut:],
    ):
        list(zip_names(BytesEnds(some)))
        python_release(BytesEnds(some))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("sample-1.0.0-py3-none-any.whl", ("sample", "1.0.0")),
        ("sample-1.0.0-1-py3-none-any.whl", ("sample", "1.0.0")),
        ("sample-1.0.0.whl", None),
        ("sample-pkg-1.0.0.tar.gz", ("sample-pkg", "1.0.0")),
        ("sample-1.0.zip", ("sample", "1.0")),
        ("sample.tar.gz", None),
        ("sample-1.0.0.exe", None),
    ],
)
def test_a_file_name_says_name_and_version(name: str, found: tuple[str, str] | None) -> None:
    assert found == python_file(name)
