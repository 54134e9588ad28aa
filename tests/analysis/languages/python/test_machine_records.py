"""Texts that spell bytes as UUIDs or addresses."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.languages.python.machine_library import FAILURES
from pratique.analysis.languages.python.machine_records import RECORDS
from pratique.analysis.languages.python.machine_values import UNKNOWN, Record


def test_a_uuid_gives_its_bytes() -> None:
    found = RECORDS["uuid.UUID"]("00010203-0405-0607-0809-0a0b0c0d0e0f")
    assert isinstance(found, Record)
    assert bytes(range(16)) == found.names["bytes"]


@pytest.mark.parametrize(("text", "packed"), [("65.66.67.68", b"ABCD"), ("::1", b"\0" * 15 + b"\1")])
def test_an_address_gives_its_bytes(text: str, packed: bytes) -> None:
    found = RECORDS["ipaddress.ip_address"](text)
    assert isinstance(found, Record)
    assert packed == found.names["packed"]


def test_an_address_of_the_old_call_gives_its_bytes() -> None:
    assert b"ABCD" == RECORDS["socket.inet_aton"]("65.66.67.68")


@pytest.mark.parametrize("name", RECORDS)
def test_long_values_are_unknown(name: str) -> None:
    assert UNKNOWN is RECORDS[name]("1" * 100)


@given(name=st.sampled_from(sorted(RECORDS)), value=st.text(max_size=50) | st.integers() | st.none())
def test_hostile_values_fail_as_expected(name: str, value: object) -> None:
    try:
        found = RECORDS[name](value)
    except FAILURES:
        return
    assert found is UNKNOWN or isinstance(found, Record | bytes)


@given(value=st.uuids())
def test_a_uuid_is_read_as_the_library_reads_it(value: uuid.UUID) -> None:
    for text in (str(value), value.hex, value.urn, f"{{{value}}}"):
        found = RECORDS["uuid.UUID"](text)
        assert isinstance(found, Record)
        assert {name: getattr(value, name) for name in found.names} == found.names
