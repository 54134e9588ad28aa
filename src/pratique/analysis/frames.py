"""Frames on a pipe: a length of eight bytes (big-endian), then msgpack or raw bytes."""

import struct
from typing import BinaryIO, TypeVar

import msgspec

T = TypeVar("T")
HEADER = struct.Struct(">Q")
MOST_FRAME_BYTES = 2 * 1024**3


def encode(value: object) -> bytes:
    """Turn a value of `pratique.analysis.job` into msgpack; half surrogates in texts become U+FFFD."""
    try:
        return msgspec.msgpack.encode(value)
    except UnicodeEncodeError:
        # A literal such as "\ud800" is legal in JavaScript and Python, and no text for anybody else.
        return msgspec.msgpack.encode(_whole(msgspec.to_builtins(value)))


def decode(data: bytes, type_: type[T]) -> T:
    """Read a value back; raises msgspec.DecodeError when the bytes are not that value."""
    return msgspec.msgpack.decode(data, type=type_)


def _whole(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_whole(key): _whole(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(item) for item in value]
    return value


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
