"""Files of compiled code."""

from random import Random

import pytest

from pratique.analysis.inventory import natives
from pratique.analysis.inventory.inventory import Native, Power
from pratique.analysis.kinds import Format
from pratique.core.tree import File
from tests.analysis.inventory import binaries


def look(path: str, data: bytes, form: Format, *, most_bytes: int = natives.MOST_TEXT_BYTES) -> Native:
    return natives.read(File(path, data), form, most_bytes=most_bytes, side_loaded=False)


def test_a_library_says_what_it_can_do_and_whom_it_calls() -> None:
    data = binaries.elf(["connect", "execve"], b"\0http://93.184.216.34/up\0.ssh/id_rsa\0")
    found = look("lib/core.so", data, Format.ELF)
    assert found.has(Power.NETWORK)
    assert found.has(Power.PROCESS)
    assert found.has(Power.CREDENTIALS)
    assert ("http://93.184.216.34/up",) == found.telling
    assert found.agrees
    assert found.whole


def test_a_harmless_library_shows_nothing() -> None:
    found = look("lib/core.so", binaries.elf(["memcpy"], b"hello"), Format.ELF)
    assert () == found.names
    assert () == found.telling
    assert "" == found.packer


@pytest.mark.parametrize(
    ("path", "form", "agrees"),
    [
        ("a.exe", Format.PE, True),
        ("libz.so.1.2.3", Format.ELF, True),
        ("bin/tool", Format.ELF, True),
        ("bin/tool-1.2", Format.ELF, True),
        ("logo.png", Format.PE, False),
        ("a.dll", Format.ELF, False),
        ("a.js", Format.WASM, False),
        ("installer-2.0.3-mirror.exe", Format.PE, True),
    ],
)
def test_a_suffix_agrees_with_a_format_or_not(path: str, form: Format, *, agrees: bool) -> None:
    assert agrees == natives.agrees(path, form)


@pytest.mark.parametrize(
    ("data", "packer"),
    [
        (binaries.pe(section="UPX0"), "UPX"),
        (binaries.pe(section=".themida"), "Themida"),
        (binaries.pe() + b"\0" * 100 + b"MEI\x0c\x0b\x0a\x0b\x0e", "PyInstaller"),
        (binaries.elf([], b"NUITKA_ONEFILE_PARENT"), "Nuitka"),
        (binaries.elf(), ""),
    ],
)
def test_what_packed_a_program_is_named(data: bytes, packer: str) -> None:
    form = Format.PE if data.startswith(b"MZ") else Format.ELF
    assert packer == look("a", data, form).packer


def test_packed_code_is_dense() -> None:
    noise = Random(0).randbytes(8192)
    assert 7.9 < look("a.exe", binaries.pe(code=noise), Format.PE).entropy
    assert 1.0 > look("a.exe", binaries.pe(code=bytes(8192)), Format.PE).entropy


def test_a_large_file_is_searched_at_its_two_ends() -> None:
    data = binaries.elf([], b"\0https://webhook.site/a\0" + bytes(100_000) + b"\0https://webhook.site/z\0")
    found = look("a.so", data, Format.ELF, most_bytes=2_000)
    assert not found.whole
    assert ("https://webhook.site/a", "https://webhook.site/z") == found.telling


def test_what_follows_the_sections_is_searched_too() -> None:
    data = binaries.pe() + bytes(100) + b"\0https://webhook.site/x\0"
    assert ("https://webhook.site/x",) == look("a.exe", data, Format.PE).telling


def test_libraries_that_programs_look_for_beside_themselves_are_known() -> None:
    assert natives.steals_a_name("bin/python313.dll")
    assert natives.steals_a_name("VERSION.dll")
    assert not natives.steals_a_name("bin/core.dll")


def test_entropy_is_in_bits() -> None:
    assert 0.0 == natives.bits(b"")
    assert 1.0 == natives.bits(b"ab" * 50)
    assert 8.0 == natives.bits(bytes(range(256)))
