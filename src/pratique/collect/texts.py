"""Decodes the small texts that caches and trees contain: digests, addresses, JSON."""

from __future__ import annotations  # Python 3.9

import base64
import binascii
import json
import re
from typing import Any
from urllib.parse import urlsplit

_HEX_LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64, "sha384": 96, "sha512": 128}
_HEX = re.compile(r"[0-9a-f]+\Z")
_DIGEST = re.compile(r"([A-Za-z0-9]{1,8})([:=-])([^?\s]{1,200})")
_MOST_ITEMS = 20
_MOST_URL_CHARS = 2000


def digests(text: object) -> tuple[str, ...]:
    """Return the digests in an `integrity` value (Subresource Integrity) or in `sha256:<hex>`, as `algorithm:hex`.

    Invalid items are skipped.
    """
    if not isinstance(text, str):
        return ()
    found = [_digest(item) for item in text[: _MOST_ITEMS * 200].split()[:_MOST_ITEMS]]
    return tuple(dict.fromkeys(item for item in found if item))


def _digest(text: str) -> str:
    match = _DIGEST.match(text)
    if match is None:
        return ""
    algorithm, joiner, value = match[1].lower(), match[2], match[3]
    if joiner == "-":
        try:
            value = base64.b64decode(value, validate=True).hex()
        except (binascii.Error, ValueError):
            return ""
    value = value.lower()
    return f"{algorithm}:{value}" if len(value) == _HEX_LENGTHS.get(algorithm) and _HEX.match(value) else ""


def address(url: object) -> str:
    """Return an address without credentials, query and fragment; "" if it is not an address with a host."""
    if not isinstance(url, str):
        return ""
    try:
        parts = urlsplit(url[:_MOST_URL_CHARS])
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if not host:
        return ""
    place = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{place}{'' if port is None else f':{port}'}{parts.path}"


def json_object(data: bytes) -> dict[str, Any]:
    """Return the JSON object in some bytes; an empty one if they are something else."""
    try:
        value = json.loads(data.decode("utf-8", "replace").lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def text(value: object) -> str:
    """Return a decoded value if it is a text, else ""."""
    return value if isinstance(value, str) else ""


def inner(value: object, *keys: str) -> Any:
    """Return the value below some keys of nested objects; None if it is missing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def number(value: object) -> float | None:
    """Return a decoded value if it is a number, else None."""
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def milliseconds(value: object) -> float | None:
    """Return a time in milliseconds since 1970 as seconds; None if it is not a plausible time."""
    found = number(value)
    return found / 1000 if found is not None and 0 < found < 1e14 else None
