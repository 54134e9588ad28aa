"""Encodes DNS queries for the existence of a name, and decodes the response code.

Sources: RFC 1035 section 4 (message, name and header), RFC 2181 and RFC 8020 (meaning of "no such name"), RFC 3490
for non-ASCII names. The records in a response are ignored, because the response code indicates whether the name
exists.
"""

import re
import struct
from enum import IntEnum

MOST_MESSAGE_BYTES = 65_535
_HEADER = struct.Struct(">HHHHHH")
_MX, _INTERNET = 15, 1
_RECURSE, _IS_ANSWER, _OPERATION, _CODE = 0x0100, 0x8000, 0x7800, 0x000F
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
_NEVER = frozenset(
    {"alt", "arpa", "example", "internal", "invalid", "lan", "local", "localhost", "onion", "test"}
)
"""Top-level domains that cannot contain registered domains (RFC 2606, 6761, 6762, 7686, 9476)."""


class Code(IntEnum):
    """The response code of DNS (RFC 1035, section 4.1.1)."""

    FINE = 0
    """The name exists, with or without records of the requested type."""
    FORMAT = 1
    FAILED = 2
    NO_SUCH_NAME = 3
    NOT_HERE = 4
    REFUSED = 5


def question_name(domain: str) -> str | None:
    """Return the domain in ASCII and lower case, or None if the domain cannot be registered."""
    try:
        name = domain.rstrip(".").encode("idna").decode("ascii").lower() if domain else ""
    except UnicodeError:
        return None
    labels = name.split(".")
    whole = len(labels) >= 2 and len(name) <= 253 and all(map(_LABEL.match, labels))
    if not whole or labels[-1] in _NEVER or labels[-1].isdigit():
        return None
    return name


def query(name: str, number: int) -> bytes:
    """Return a query for the mail servers of `name`, a result of `question_name`.

    `number` is the query id, below 65,536.
    """
    return _HEADER.pack(number, _RECURSE, 1, 0, 0, 0) + _question(name)


def code_of(message: bytes, name: str, number: int) -> int | None:
    """Return the code of a response (one of `Code` or another number), or None if it answers another query."""
    if len(message) < _HEADER.size:
        return None
    told, flags, questions = (int(word) for word in _HEADER.unpack_from(message)[:3])
    if told != number or not flags & _IS_ANSWER or flags & _OPERATION or questions != 1:
        return None
    asked = _question(name)
    if message[_HEADER.size : _HEADER.size + len(asked)].lower() != asked.lower():
        return None
    return flags & _CODE


def _question(name: str) -> bytes:
    labels = (label.encode("ascii") for label in name.split("."))
    return b"".join(bytes([len(label)]) + label for label in labels) + struct.pack(">BHH", 0, _MX, _INTERNET)
