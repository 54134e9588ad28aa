"""Frames on a pipe: a length of eight bytes (big-endian), then msgpack or raw bytes."""

import struct
from typing import BinaryIO, TypeVar

import msgspec

T = TypeVar("T")
HEADER = struct.Struct(">Q")
MOST_FRAME_BYTES = 2 * 1024**3


def encode(value: object) -> bytes:
    """Turn a value of `pratique.analysis.job` into msgpack."""
    return msgspec.msgpack.encode(value)


def decode(data: bytes, type_: type[T]) -> T:
    """Read a value back; raises msgspec.DecodeError when the bytes are not that value."""
    return msgspec.msgpack.decode(data, type=type_)


def write_frame(stream: BinaryIO, data: bytes) -> None:
    """Write one frame and flush."""
    stream.write(HEADER.pack(len(data)))
    stream.write(data)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """Read one frame; None at the end of the stream or when it ends inside a frame."""
    head = stream.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    (length,) = HEADER.unpack(head)
    if length > MOST_FRAME_BYTES:
        return None
    data = stream.read(length)
    return data if len(data) == length else None
