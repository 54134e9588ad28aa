"""Central directories: found as `zipfile` finds them, doubts reported."""

import struct
import zlib

import pytest

from pratique.archive.notes import Notes
from pratique.archive.zip_directory import Entry, decoded_name, entries, find_directory, is_zip
from pratique.core.tree import AnomalyKind
from tests.archive.hostile import MARKER, Part, end_record, rawzip, zip64_end

A = Part(name=b"a")


def _listed(data: bytes) -> tuple[list[Entry], list[AnomalyKind]]:
    notes = Notes("a.whl")
    directory = find_directory(data, notes)
    found = list(entries(data, directory, notes)) if directory is not None else []
    return found, [anomaly.kind for anomaly in notes.anomalies]


def _names(data: bytes) -> tuple[list[str], list[AnomalyKind]]:
    found, kinds = _listed(data)
    return [entry.name for entry in found], kinds


def test_an_entry_has_the_fields_of_the_directory() -> None:
    found, kinds = _listed(rawzip(A, Part(name="ü".encode(), flags=0x800, mode=0o100755)))
    assert ([], ["a", "ü"]) == (kinds, [entry.name for entry in found])
    assert (len(MARKER), zlib.crc32(MARKER), 0o100755, 8) == (
        found[1].size_bytes,
        found[1].crc,
        found[1].mode,
        found[1].method,
    )


def test_a_comment_is_no_trailing_data() -> None:
    assert (["a"], []) == _names(rawzip(A, comment=b"hello"))


def test_a_nested_zip_near_the_end_is_not_taken_for_the_directory() -> None:
    inner = rawzip(Part(name=b"inner"))
    assert (["nested.zip"], []) == _names(rawzip(Part(name=b"nested.zip", data=inner, method=0)))


def test_data_behind_the_end_is_reported() -> None:
    assert (["a"], [AnomalyKind.TRAILING_DATA]) == _names(rawzip(A) + b"tail")
    assert (["a"], [AnomalyKind.TRAILING_DATA]) == _names(rawzip(A) + bytes(70_000))


def test_a_comment_that_is_cut_off_is_reported() -> None:
    assert (["a"], [AnomalyKind.TRUNCATED]) == _names(rawzip(A, comment=b"hello")[:-2])


def test_a_comment_that_is_a_zip_of_its_own_is_reported() -> None:
    found, kinds = _names(rawzip(A, comment=rawzip(Part(name=b"other"))))
    assert (["other"], [AnomalyKind.HEADER_MISMATCH]) == (found, kinds)


@pytest.mark.parametrize("count", [0, 2, 7])
def test_a_wrong_count_is_reported(count: int) -> None:
    assert (["a"], [AnomalyKind.HEADER_MISMATCH]) == _names(rawzip(A, count=count))


def _with_zip64(
    *, size: int | None = None, offset: int | None = None, at: int | None = None, small: bool
) -> bytes:
    data = rawzip(A)
    end = data.rfind(b"PK\5\6")
    count, true_size, true_offset = struct.unpack_from("<HLL", data, end + 10)
    record = zip64_end(
        count,
        true_size if size is None else size,
        true_offset if offset is None else offset,
        end if at is None else at,
    )
    return data[:end] + record + (data[end:] if small else end_record(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF))


@pytest.mark.parametrize("small", [True, False])
def test_a_zip64_end_record_that_agrees_is_nothing_special(small: bool) -> None:
    assert (["a"], []) == _names(_with_zip64(small=small))


def test_a_zip64_end_record_that_lies_is_reported() -> None:
    assert AnomalyKind.HEADER_MISMATCH in _names(_with_zip64(size=0, small=True))[1]
    assert AnomalyKind.HEADER_MISMATCH in _names(_with_zip64(offset=1, small=True))[1]
    assert AnomalyKind.HEADER_MISMATCH in _names(_with_zip64(at=3, small=False))[1]


def test_a_zip64_locator_that_points_to_nothing_is_ignored() -> None:
    data = _with_zip64(at=3, small=True).replace(b"PK\6\6", b"PK\0\0")
    assert find_directory(data, Notes("a")) is None


def test_a_directory_larger_than_the_file_is_none() -> None:
    assert find_directory(rawzip(A)[:-22] + end_record(1, 1 << 30, 0), Notes("a")) is None


def test_damage_in_the_directory_keeps_the_entries_before_it() -> None:
    data = bytearray(rawzip(A, Part(name=b"b")))
    data[data.rfind(b"PK\1\2")] = 0
    assert (["a"], [AnomalyKind.CORRUPT]) == _names(bytes(data))


def test_an_entry_that_reaches_beyond_the_directory_is_reported() -> None:
    data = bytearray(rawzip(A))
    data[data.rfind(b"PK\1\2") + 28] = 200
    assert ([], [AnomalyKind.CORRUPT]) == _names(bytes(data))


def _extra(tag: int, body: bytes) -> bytes:
    return struct.pack("<2H", tag, len(body)) + body


def test_zip64_sizes_are_read_from_the_extra_field() -> None:
    part = Part(name=b"a", size=0xFFFFFFFF, extra=_extra(0x9999, b"") + _extra(1, struct.pack("<Q", 7)))
    found, kinds = _listed(rawzip(part))
    assert ([7], []) == ([entry.size_bytes for entry in found], kinds)


@pytest.mark.parametrize("extra", [_extra(1, b""), _extra(1, b"\0" * 4), b"\1\0\xff\0"])
def test_a_zip64_field_that_is_too_short_is_reported(extra: bytes) -> None:
    assert [AnomalyKind.CORRUPT] == _names(rawzip(Part(name=b"a", size=0xFFFFFFFF, extra=extra)))[1]


def _unicode_path(raw: bytes, name: bytes) -> bytes:
    return _extra(0x7075, b"\1" + struct.pack("<L", zlib.crc32(raw)) + name)


def test_a_unicode_path_for_a_foreign_name_is_used() -> None:
    part = Part(name=b"\x81", extra=_unicode_path(b"\x81", "ü".encode()))
    assert (["ü"], []) == _names(rawzip(part))


def test_a_unicode_path_that_renames_a_plain_name_is_reported() -> None:
    part = Part(name=b"a", extra=_unicode_path(b"a", b"evil.py"))
    assert (["evil.py"], [AnomalyKind.HEADER_MISMATCH]) == _names(rawzip(part))


@pytest.mark.parametrize(
    "extra", [_unicode_path(b"other", b"b"), _extra(0x7075, b"\1abc"), _extra(0x7075, b"\2" + bytes(9))]
)
def test_a_unicode_path_that_does_not_belong_is_ignored(extra: bytes) -> None:
    assert (["a"], []) == _names(rawzip(Part(name=b"a", extra=extra)))


def test_a_name_that_claims_to_be_utf8_and_is_not_is_reported() -> None:
    assert [AnomalyKind.CORRUPT] == _names(rawzip(Part(name=b"\xe9", flags=0x800)))[1]


def test_names_without_the_flag_are_in_the_old_code_page() -> None:
    assert decoded_name(b"\x81", 0) == "ü"


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (b"", False),
        (b"PK\5\6", False),
        (rawzip(A), True),
        (b"x" + rawzip(A), True),
        (rawzip(), False),
        (b"x" * 99, False),
    ],
)
def test_a_zip_is_known_by_its_directory(data: bytes, answer: bool) -> None:
    assert answer == is_zip(data)
