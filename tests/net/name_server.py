"""A server of names on this machine: it reads questions as RFC 1035 has them, and answers from a table."""

import socket
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

SILENT = -1
"""Give no answer."""
FORGED = -2
"""Give answers to other questions, and none to this one."""


def asked_name(message: bytes) -> str:
    """The name that a question asks for."""
    labels, at = [], 12
    while message[at]:
        length = message[at]
        labels.append(message[at + 1 : at + 1 + length].decode())
        at += length + 1
    return ".".join(labels)


def answer(message: bytes, code: int) -> bytes:
    """An answer without records: the question again, with the flags of an answer."""
    (number,) = struct.unpack_from(">H", message)
    return struct.pack(">HHHHHH", number, 0x8180 | code, 1, 0, 0, 0) + message[12:]


@contextmanager
def name_server(codes: Mapping[str, int], *, default: int = 3) -> Iterator[tuple[int, list[str]]]:
    """Serve until the end of the block; gives the port, and the names that were asked for."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    server.settimeout(0.1)
    names: list[str] = []
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                message, whence = server.recvfrom(4_096)
            except OSError:
                continue
            name = asked_name(message)
            names.append(name)
            code = codes.get(name, default)
            if code == FORGED:
                other = struct.pack(">H", struct.unpack_from(">H", message)[0] ^ 1) + message[2:]
                for wrong in (
                    b"",
                    b"x",
                    answer(other, 3),
                    answer(message.replace(b"boats", b"coats"), 3),
                    message,
                ):
                    server.sendto(wrong, whence)
            elif code != SILENT:
                server.sendto(answer(message, code), whence)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1], names
    finally:
        ended.set()
        thread.join()
        server.close()
