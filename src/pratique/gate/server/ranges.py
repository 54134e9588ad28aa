"""Handles range and conditional requests (RFC 9110, sections 13 and 14). This module does no I/O.

Only single ranges are supported. A request for several ranges receives the whole content, as the standard permits.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from pratique.gate.decision.refusal import failed
from pratique.gate.protocols.interface import Answer

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})\Z", re.ASCII)


def ranged(answer: Answer, headers: Mapping[str, str]) -> Answer:
    """Return the requested part of a complete response (200 with an ETag). Return other responses unchanged.

    `headers` contains the client's headers, with lower-case names.
    """
    etag = answer.headers.get("ETag")
    if answer.status != 200 or etag is None:
        return answer
    told = {**answer.headers, "Accept-Ranges": "bytes"}
    if _names(headers.get("if-none-match", ""), etag):
        kept = {name: value for name, value in told.items() if name != "Content-Type"}
        return Answer(status=304, headers=kept)
    whole = replace(answer, headers=told)
    match = _RANGE.match(headers.get("range", "").replace(" ", ""))
    if match is None or headers.get("if-range", etag) != etag or match[0] == "bytes=-":
        return whole
    size = answer.size_bytes
    first, last = _bounds(match[1], match[2], size)
    if match[1] and match[2] and int(match[1]) > int(match[2]):
        return whole
    if first >= size or last < first:
        refused = failed(416, f"the file has {size} bytes")
        return replace(refused, headers={**refused.headers, "Content-Range": f"bytes */{size}"})
    headers_of_part = {**told, "Content-Range": f"bytes {first}-{last}/{size}"}
    large = None if answer.large is None else replace(answer.large, first=first, last=last)
    return Answer(status=206, body=answer.body[first : last + 1], large=large, headers=headers_of_part)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(0, size - int(last)), (size if int(last) else 0) - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _names(told: str, etag: str) -> bool:
    return any(one.strip().removeprefix("W/") in {etag, "*"} for one in told[:4_000].split(","))
