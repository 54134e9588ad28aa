"""Mach-O headers and tables."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.inventory import mach_o
from pratique.analysis.inventory.parts import Parts
from tests.analysis.inventory import binaries


def test_undefined_symbols_are_told_without_their_underscore() -> None:
    parts = mach_o.read(binaries.mach_o(["connect", "system"]))
    assert ("connect", "system") == parts.imports
    assert "arm64" == parts.architecture


def test_text_lies_in_its_segments() -> None:
    data = binaries.mach_o([], b"hello world")
    ((start, end),) = mach_o.read(data).texts
    assert b"hello world" == data[start:end]


def test_all_machines_of_a_fat_file_are_named() -> None:
    thin = binaries.mach_o(["connect"])
    fat = b"\xca\xfe\xba\xbe" + struct.pack(">I", 2)
    fat += struct.pack(">IIIII", 0x0100000C, 0, 48, len(thin), 0)
    fat += struct.pack(">IIIII", 0x01000007, 0, 48, len(thin), 0)
    fat = fat.ljust(48, b"\0") + thin
    parts = mach_o.read(fat)
    assert "arm64 x86-64" == parts.architecture
    assert ("connect",) == parts.imports


@pytest.mark.fuzz
@given(
    st.sampled_from([b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe"]), st.binary(max_size=300)
)
def test_any_bytes_behind_the_mark_give_an_answer(mark: bytes, data: bytes) -> None:
    assert isinstance(mach_o.read(mark + data), Parts)


@pytest.mark.fuzz
@given(st.integers(4, 200), st.binary(min_size=1, max_size=8))
def test_any_damage_gives_an_answer(at: int, wrong: bytes) -> None:
    whole = binaries.mach_o(["connect"], b"hello")
    assert isinstance(mach_o.read(whole[:at] + wrong + whole[at + len(wrong) :]), Parts)
