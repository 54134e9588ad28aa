"""Headers of tar members: every dialect, and what npm and pip dispute."""

import io
import tarfile
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.archive.tar_header import number, parse_header, text
from tests.archive.hostile import header

FORMATS: list[Literal[0, 1, 2]] = [0, 1, 2]
"""ustar, GNU and pax, as tarfile numbers them."""


@pytest.mark.parametrize(
    ("field", "value", "sure"),
    [
        (b"00000000644\0", 0o644, True),
        (b"       644 \0", 0o644, True),
        (b"644\0garbage ", 0o644, True),
        (bytes(12), 0, True),
        (b"            ", 0, True),
        (b"\x80" + bytes(9) + b"\x02\x00", 512, True),
        (b"\xff" * 12, -1, True),
        (b"\x81" + bytes(11), 0, False),
        (b"12x\0", 0o12, False),
        (b"1_0\0", 1, False),
        (b"0o17\0", 0, False),
        (b"-7\0", 0, False),
        (b"9\0", 0, False),
    ],
)
def test_a_number_is_octal_or_base_256_and_anything_else_is_doubtful(
    field: bytes, value: int, sure: bool
) -> None:
    assert (value, sure) == number(field)


def test_a_plain_header_is_read_without_dispute() -> None:
    parsed = parse_header(header(b"package/a.js", size=5, mode=0o755))
    assert parsed is not None
    assert ("package/a.js", b"0", 5, 0o755, ()) == (
        parsed.name,
        parsed.type,
        parsed.size_bytes,
        parsed.mode,
        parsed.disputes,
    )


def test_the_prefix_of_a_ustar_header_is_part_of_the_name() -> None:
    parsed = parse_header(header(b"a.js", prefix=b"package/deep"))
    assert parsed is not None
    assert parsed.name == "package/deep/a.js"
    assert parsed.disputes == ()


@pytest.mark.parametrize("magic", [b"ustar  \0", b"\0" * 8, b"ustar\x0001"])
def test_a_prefix_in_any_other_header_is_disputed(magic: bytes) -> None:
    parsed = parse_header(header(b"a.js", prefix=b"package", magic=magic))
    assert parsed is not None
    assert parsed.name == "a.js"
    assert parsed.disputes == ("npm and pip disagree on whether the name has a prefix",)


@pytest.mark.parametrize("kind", [b"0", b"\0", b"5", b"3", b"L"])
def test_a_target_on_what_is_no_link_is_disputed(kind: bytes) -> None:
    parsed = parse_header(header(b"a", kind=kind, target=b"b"))
    assert parsed is not None
    assert parsed.disputes == ("npm skips the header, because of a missing or unexpected link target",)


def test_a_link_without_a_target_is_disputed_and_one_with_is_not() -> None:
    without, with_target = (
        parse_header(header(b"a", kind=b"2")),
        parse_header(header(b"a", kind=b"2", target=b"b")),
    )
    assert without is not None
    assert with_target is not None
    assert (1, 0) == (len(without.disputes), len(with_target.disputes))


def test_a_negative_size_is_none_and_disputed() -> None:
    parsed = parse_header(header(b"a", size=b"\xff" * 12))
    assert parsed is not None
    assert (0, ("the size is negative",)) == (parsed.size_bytes, parsed.disputes)


@pytest.mark.parametrize(
    "block",
    [
        header(b"a", checksum=b"000000\0 "),
        header(b"a", checksum=b"zzzzzzzz"),
        header(b"a")[:-1],
        bytes(512),
        b"",
        b"\xff" * 512,
    ],
)
def test_a_block_with_a_wrong_checksum_is_no_header(block: bytes) -> None:
    assert parse_header(block) is None


def test_a_checksum_of_signed_bytes_is_taken_as_pip_takes_it() -> None:
    block = bytearray(header("é".encode()))
    unsigned = sum(block[:148]) + sum(block[156:]) + 256
    block[148:156] = b"%06o\0 " % (unsigned - 2 * 256)
    assert parse_header(bytes(block)) is not None


def test_a_name_that_is_not_utf8_is_read_with_replacement_characters() -> None:
    assert text(b"caf\xe9\0rest") == "caf\ufffd"


@pytest.mark.fuzz
@given(st.binary(max_size=600))
def test_any_block_is_a_header_or_none(block: bytes) -> None:
    parsed = parse_header(block)
    assert parsed is None or parsed.size_bytes >= 0


@pytest.mark.fuzz
@given(
    name=st.text(
        st.characters(min_codepoint=33, exclude_characters="/", exclude_categories=["Cs"]),
        min_size=1,
        max_size=20,
    ),
    size=st.integers(0, 1 << 40),
    mode=st.integers(0, 0o7777),
    form=st.sampled_from(FORMATS),
)
def test_what_tarfile_writes_is_read_back(name: str, size: int, mode: int, form: Literal[0, 1, 2]) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = min(size, 0o77777777777), mode
    buffer = io.BytesIO(info.tobuf(form))
    parsed = parse_header(buffer.getvalue()[-512:])
    assert parsed is not None
    assert (info.size, info.mode, ()) == (parsed.size_bytes, parsed.mode, parsed.disputes)
    assert form == tarfile.PAX_FORMAT or name == parsed.name
