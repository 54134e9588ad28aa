"""Frames on a pipe."""

import contextlib
import io

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Address, FileFacts, Language
from pratique.analysis.frames import decode, encode, read_frame, write_frame


@pytest.mark.fuzz
@given(st.lists(st.binary(max_size=200), max_size=5))
def test_frames_come_back_in_order(frames: list[bytes]) -> None:
    stream = io.BytesIO()
    for frame in frames:
        write_frame(stream, frame)
    stream.seek(0)
    assert frames == [read_frame(stream) for _ in frames]
    assert read_frame(stream) is None


@pytest.mark.fuzz
@given(st.binary(max_size=100))
def test_any_bytes_give_a_frame_or_none(data: bytes) -> None:
    frame = read_frame(io.BytesIO(data))
    assert frame is None or frame in data


def test_half_surrogates_do_not_look_like_a_crash() -> None:
    facts = FileFacts(language=Language.PYTHON, addresses=(Address("http://\ud800.invalid", 1),))
    assert "http://?.invalid" == decode(encode(facts), FileFacts).addresses[0].value


@pytest.mark.fuzz
@given(st.binary(max_size=100))
def test_any_bytes_give_a_value_or_a_decode_error(data: bytes) -> None:
    with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):
        assert isinstance(decode(data, FileFacts), FileFacts)
