"""Sections of WebAssembly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.inventory import wasm
from pratique.analysis.inventory.parts import Parts
from tests.analysis.inventory import binaries


def test_imports_and_exports_are_told() -> None:
    module = binaries.wasm([("env", "fetch"), ("wasi_snapshot_preview1", "sock_send")], ["run"])
    parts = wasm.read(module)
    assert ("env.fetch", "wasi_snapshot_preview1.sock_send") == parts.imports
    assert ("export:run",) == parts.sections


def test_text_lies_in_the_section_of_data() -> None:
    module = binaries.wasm([], [], b"hello world" * 20)
    ((start, end),) = wasm.read(module).texts
    assert b"hello world" * 20 == module[start:end]


def test_every_sort_of_import_is_stepped_over() -> None:
    kinds = [b"\x01\x70\x00\x01", b"\x02\x01\x01\x02", b"\x03\x7f\x00", b"\x04\x00\x00", b"\x00\x05"]
    body = bytes([len(kinds)]) + b"".join(
        b"\x01m\x01" + bytes([97 + i]) + kind for i, kind in enumerate(kinds)
    )
    module = b"\0asm\x01\0\0\0\x02" + bytes([len(body)]) + body
    assert ("m.a", "m.b", "m.c", "m.d", "m.e") == wasm.read(module).imports


@pytest.mark.fuzz
@given(st.binary(max_size=300))
def test_any_bytes_behind_the_mark_give_an_answer(data: bytes) -> None:
    assert isinstance(wasm.read(b"\0asm\x01\0\0\0" + data), Parts)
