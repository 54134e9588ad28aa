"""Bytes of a zip that no listed member owns."""

import struct

import pytest

from pratique.archive.notes import Notes
from pratique.archive.zip_directory import entries, find_directory
from pratique.archive.zip_gaps import check
from pratique.core.tree import Anomaly, AnomalyKind
from tests.archive.hostile import Part, rawzip

A, B = Part(name=b"a"), Part(name=b"b")
STREAMED = Part(name=b"a", flags=8, local_size=0, local_packed_size=0)


def _anomalies(data: bytes) -> list[Anomaly]:
    notes = Notes("a.whl")
    directory = find_directory(data, notes)
    assert directory is not None
    check(data, list(entries(data, directory, notes)), directory, notes)
    return list(notes.anomalies)


def _streamed(after: bytes) -> bytes:
    return rawzip(Part(name=b"a", flags=8, local_size=0, local_packed_size=0, after=after), B)


@pytest.mark.parametrize(
    "data", [rawzip(), rawzip(A), rawzip(A, B), rawzip(Part(name=b"a", after=bytes(9)), B)]
)
def test_padding_with_zeros_is_nothing_special(data: bytes) -> None:
    assert [] == _anomalies(data)


@pytest.mark.parametrize("shape", ["<4s3L", "<3L", "<4sL2Q", "<L2Q"])
def test_every_form_of_data_descriptor_is_known(shape: str) -> None:
    fields = ((b"PK\7\x08",) if "s" in shape else ()) + STREAMED.sizes
    assert [] == _anomalies(_streamed(struct.pack(shape, *fields)))


@pytest.mark.parametrize("shape", ["<4s3L", "<4sL2Q"])
def test_a_data_descriptor_with_other_sizes_is_reported(shape: str) -> None:
    found = _anomalies(_streamed(struct.pack(shape, b"PK\7\x08", 1, 2, 3)))
    assert [(AnomalyKind.HEADER_MISMATCH, "a")] == [(anomaly.kind, anomaly.path) for anomaly in found]


@pytest.mark.parametrize("last", [A, B])
def test_a_member_that_the_directory_does_not_list_is_reported(last: Part) -> None:
    hidden = Part(name=b"hidden.py", listed=False)
    parts = (A, hidden, B) if last is B else (B, A, hidden)
    found = _anomalies(rawzip(*parts))
    assert [(AnomalyKind.HEADER_MISMATCH, "hidden.py")] == [(anomaly.kind, anomaly.path) for anomaly in found]


@pytest.mark.parametrize("before", [b"MZ and a program", b"\0x"])
def test_data_before_the_first_member_is_reported(before: bytes) -> None:
    assert [AnomalyKind.TRAILING_DATA] == [anomaly.kind for anomaly in _anomalies(rawzip(A, before=before))]


def test_data_between_members_is_reported() -> None:
    found = _anomalies(rawzip(Part(name=b"a", after=b"something"), B))
    assert [AnomalyKind.TRAILING_DATA] == [anomaly.kind for anomaly in found]
