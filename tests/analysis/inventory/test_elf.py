"""ELF headers and tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.inventory import elf
from pratique.analysis.inventory.parts import Parts
from tests.analysis.inventory import binaries


def test_the_names_it_asks_others_for_are_told() -> None:
    parts = elf.read(binaries.elf(["connect", "execve"], b"hello"))
    assert ("connect", "execve") == parts.imports
    assert "x86-64" == parts.architecture


def test_text_is_where_the_data_is() -> None:
    data = binaries.elf(["a"], b"hello world", b"\x90" * 50)
    ((start, end),) = elf.read(data).texts
    assert b"hello world" == data[start:end]
    ((start, end),) = elf.read(data).code
    assert b"\x90" * 50 == data[start:end]


def test_a_file_that_is_cut_off_gives_what_can_be_read() -> None:
    assert Parts(architecture="x86-64") == elf.read(binaries.elf(["connect"])[:70])
    assert Parts() == elf.read(b"\x7fELF")


@pytest.mark.fuzz
@given(st.binary(max_size=400))
def test_any_bytes_behind_the_mark_give_an_answer(data: bytes) -> None:
    assert isinstance(elf.read(b"\x7fELF\x02\x01" + data), Parts)


@pytest.mark.fuzz
@given(st.integers(16, 600), st.binary(min_size=1, max_size=8))
def test_any_damage_gives_an_answer(at: int, wrong: bytes) -> None:
    whole = binaries.elf(["connect", "execve"], b"hello")
    assert isinstance(elf.read(whole[:at] + wrong + whole[at + len(wrong) :]), Parts)
