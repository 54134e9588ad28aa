"""JSON-RPC 2.0 as the Model Context Protocol uses it: a line is one message, without line breaks inside.

The rules are those of jsonrpc.org/specification, and of modelcontextprotocol.io/specification: the id of a request is
a text or an integer, and `params` is an object. Batches exist in revision 2025-03-26 alone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Never

MOST_BYTES = 1 << 20
"""Maximum size of a line from the client."""
MOST_IN_BATCH = 50
"""Maximum number of messages in a batch."""
_MOST_ID = 1_000

Id = int | str
"""The identifier of a request."""


class Code(IntEnum):
    """The error codes of JSON-RPC and of the protocol that this server uses."""

    PARSE_ERROR = -32700
    INVALID_REQUEST = -32600
    METHOD_NOT_FOUND = -32601
    INVALID_PARAMS = -32602
    UNSUPPORTED_VERSION = -32022


@dataclass(frozen=True, slots=True)
class Request:
    """A request, which gets exactly one response."""

    id: Id
    method: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def meta(self) -> Mapping[str, Any]:
        """Return the metadata of the request; empty if there is none or it is no object."""
        found = self.params.get("_meta")
        return found if isinstance(found, Mapping) else {}


@dataclass(frozen=True, slots=True)
class Notification:
    """A message that gets no response."""

    method: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """A protocol error. `id` is None if the id of the request cannot be read."""

    id: Id | None
    code: Code
    message: str
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """A message that needs no answer: a response, although this server sends no requests."""


Message = Request | Notification | Failure | Ignored


def read(line: bytes) -> Message | Sequence[Message]:
    """Parse a line. Return a sequence for a batch, and a `Failure` for a line that is not a valid message."""
    if len(line) > MOST_BYTES:
        return Failure(None, Code.INVALID_REQUEST, "the message is larger than 1 MiB")
    try:
        document = json.loads(line.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return Failure(None, Code.PARSE_ERROR, "the message is not JSON")
    if not isinstance(document, list):
        return _message(document)
    if not document or len(document) > MOST_IN_BATCH:
        return Failure(None, Code.INVALID_REQUEST, f"a batch has 1 to {MOST_IN_BATCH} messages")
    return [_message(one) for one in document]


def _no_constant(_: str) -> Never:
    raise ValueError("NaN and Infinity are not JSON")


def _message(document: object) -> Message:
    if not isinstance(document, dict):
        return Failure(None, Code.INVALID_REQUEST, "a message is a JSON object")
    given = document.get("id")
    id_ = given if _is_id(given) else None
    method = document.get("method")
    if document.get("jsonrpc") != "2.0":
        return Failure(id_, Code.INVALID_REQUEST, 'the message has no `"jsonrpc": "2.0"`')
    if isinstance(method, str):
        params = document.get("params")
        if "id" in document:
            return _request(id_, method, params)
        return Notification(method, params if isinstance(params, dict) else {})
    if "method" not in document and ("result" in document or "error" in document):
        return Ignored()
    return Failure(id_, Code.INVALID_REQUEST, "the message has no text `method`")


def _request(id_: Id | None, method: str, params: object) -> Request | Failure:
    if id_ is None:
        return Failure(None, Code.INVALID_REQUEST, "`id` is neither a short text nor an integer")
    if params is not None and not isinstance(params, dict):
        return Failure(id_, Code.INVALID_PARAMS, "`params` is not an object")
    return Request(id_, method, params or {})


def _is_id(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= _MOST_ID
    return isinstance(value, int) and not isinstance(value, bool)


def response(id_: Id, result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the response with a result."""
    return {"jsonrpc": "2.0", "id": id_, "result": result}


def failure(found: Failure) -> dict[str, Any]:
    """Return the response with an error. The id is null if it cannot be read (JSON-RPC 2.0, section 5)."""
    error: dict[str, Any] = {"code": int(found.code), "message": found.message}
    if found.data is not None:
        error["data"] = found.data
    return {"jsonrpc": "2.0", "id": found.id, "error": error}


def notification(method: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return a notification."""
    return {"jsonrpc": "2.0", "method": method, "params": params}


def written(document: object) -> bytes:
    """Return a message, or a batch of messages, as one line of ASCII."""
    return json.dumps(document, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"
