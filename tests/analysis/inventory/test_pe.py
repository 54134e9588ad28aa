"""PE headers and tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.inventory import pe
from pratique.analysis.inventory.parts import Parts
from tests.analysis.inventory import binaries


def test_imported_functions_and_their_library_are_told() -> None:
    parts = pe.read(binaries.pe(["WinExec", "VirtualAllocEx"]))
    assert ("kernel32.dll", "WinExec", "VirtualAllocEx") == parts.imports
    assert "x86-64" == parts.architecture


def test_sections_of_code_and_of_data_are_told_apart() -> None:
    data = binaries.pe([], b"hello", b"\x90" * 40, section="UPX0")
    parts = pe.read(data)
    assert (".rdata", "UPX0") == parts.sections
    assert b"\x90" * 40 == data[slice(*parts.code[0])]
    assert b"hello" in data[slice(*parts.texts[0])]
    assert len(data) == parts.end


def test_a_program_for_dos_is_not_read() -> None:
    assert Parts() == pe.read(b"MZ" + bytes(100))


def test_an_assembly_of_dot_net_is_known_by_its_marks() -> None:
    assert pe.is_managed(b"..mscoree.dll..BSJB..")
    assert not pe.is_managed(binaries.pe(["WinExec"]))


@pytest.mark.fuzz
@given(st.binary(max_size=400))
def test_any_bytes_behind_the_mark_give_an_answer(data: bytes) -> None:
    assert isinstance(pe.read(b"MZ" + data), Parts)


@pytest.mark.fuzz
@given(st.integers(0x3C, 700), st.binary(min_size=1, max_size=8))
def test_any_damage_gives_an_answer(at: int, wrong: bytes) -> None:
    whole = binaries.pe(["WinExec", "CreateProcessW"], b"hello")
    assert isinstance(pe.read(whole[:at] + wrong + whole[at + len(wrong) :]), Parts)
