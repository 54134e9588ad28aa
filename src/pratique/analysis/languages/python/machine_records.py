"""What the machine makes of texts that spell bytes as UUIDs or addresses: payloads are kept in lists of them."""

import ipaddress
from collections.abc import Callable, Mapping
from typing import Any

from pratique.analysis.languages.python.machine_values import UNKNOWN, Record, size_of

_MOST_ADDRESS = 60
"""Characters of a UUID or an address."""
_DIGITS = 32
"""Of a UUID (RFC 9562)."""


def _uuid(text: Any) -> Any:
    if not isinstance(text, str) or len(text) > _MOST_ADDRESS:
        return UNKNOWN
    digits = text.replace("urn:", "").replace("uuid:", "").strip("{}").replace("-", "")
    if len(digits) != _DIGITS:
        return UNKNOWN
    data = bytes.fromhex(digits)
    little = data[3::-1] + data[5:3:-1] + data[7:5:-1] + data[8:]
    return Record({"bytes": data, "bytes_le": little, "hex": digits.lower(), "int": int(digits, 16)})


def _ip_address(value: Any) -> Any:
    if not isinstance(value, str | int) or size_of(value) > _MOST_ADDRESS:
        return UNKNOWN
    return Record({"packed": ipaddress.ip_address(value).packed})


def _inet_aton(text: Any) -> Any:
    plain = isinstance(text, str) and len(text) <= _MOST_ADDRESS
    return ipaddress.IPv4Address(text).packed if plain else UNKNOWN


RECORDS: Mapping[str, Callable[..., Any]] = {
    "uuid.UUID": _uuid,
    **dict.fromkeys(("ipaddress.ip_address", "ipaddress.IPv4Address", "ipaddress.IPv6Address"), _ip_address),
    "socket.inet_aton": _inet_aton,
}
"""By their names; what they raise on hostile values is among the failures of `machine_library`."""
