"""The methods of the Model Context Protocol that this server knows, without I/O.

Two kinds of revisions are served side by side (modelcontextprotocol.io/specification/2026-07-28/basic/versioning):
revisions up to 2025-11-25 agree on a version with `initialize`, and revision 2026-07-28 states its version in the
`_meta` of each request.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pratique import __version__
from pratique.cli.mcp.messages import Code, Failure, Id, Request
from pratique.cli.mcp.tools import INSTRUCTIONS, TOOLS, definitions

STATELESS = "2026-07-28"
"""The revision without a handshake."""
HANDSHAKE = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
"""The revisions that `initialize` can choose, newest first."""
WITH_BATCHES = "2025-03-26"
"""The only revision with batches."""
_META = "io.modelcontextprotocol/"
_SERVER = {"name": "pratique", "title": "Pratique", "version": __version__}
_CAPABILITIES: dict[str, Any] = {"tools": {}}
_FRESH_MS = 3_600_000
_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Call:
    """The call of a tool."""

    id: Id
    tool: str
    arguments: Mapping[str, Any]
    progress: Id | None = None
    """The token of the client for notifications about the progress, if any."""
    stateless: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """The result of a request."""

    id: Id
    result: Mapping[str, Any]


class Protocol:
    """The state of a connection: the version that `initialize` chose, if any."""

    def __init__(self) -> None:
        self.version: str | None = None

    def reply(self, request: Request) -> Reply | Failure | Call:
        """Return the result or the error of a request, or the tool to call."""
        if f"{_META}protocolVersion" in request.meta or request.method == "server/discover":
            return self._stateless(request)
        match request.method:
            case "initialize":
                return self._initialize(request)
            case "ping":
                return Reply(request.id, {})
            case _ if self.version is None:
                return _invalid(
                    request, f"send `initialize` first, or state `{_META}protocolVersion` in `_meta`"
                )
        return _tools(request, stateless=False)

    def _initialize(self, request: Request) -> Reply | Failure:
        wanted = request.params.get("protocolVersion")
        if not isinstance(wanted, str):
            return _invalid(request, "`protocolVersion` is not a text")
        self.version = wanted if wanted in HANDSHAKE else HANDSHAKE[0]
        return Reply(
            request.id,
            {
                "protocolVersion": self.version,
                "capabilities": _CAPABILITIES,
                "serverInfo": _SERVER,
                "instructions": INSTRUCTIONS,
            },
        )

    def _stateless(self, request: Request) -> Reply | Failure | Call:
        wanted = request.meta.get(f"{_META}protocolVersion")
        if not isinstance(wanted, str):
            return _invalid(request, f"`{_META}protocolVersion` in `_meta` is not a text")
        if wanted != STATELESS:
            data = {"supported": [STATELESS, *HANDSHAKE], "requested": wanted[:_LONGEST_NAME]}
            return Failure(request.id, Code.UNSUPPORTED_VERSION, "unsupported protocol version", data)
        if not isinstance(request.meta.get(f"{_META}clientCapabilities"), Mapping):
            return _invalid(request, f"`{_META}clientCapabilities` in `_meta` is not an object")
        if request.method == "server/discover":
            found = {
                "supportedVersions": [STATELESS, *HANDSHAKE],
                "capabilities": _CAPABILITIES,
                "instructions": INSTRUCTIONS,
            }
            return Reply(request.id, completed(found, kept=True))
        return _tools(request, stateless=True)


def completed(result: Mapping[str, Any], *, kept: bool = False) -> dict[str, Any]:
    """Return a result in the form of revision 2026-07-28. With `kept`, the client may keep it for an hour."""
    kept_for = {"ttlMs": _FRESH_MS, "cacheScope": "public"} if kept else {}
    return {**result, "resultType": "complete", "_meta": {f"{_META}serverInfo": _SERVER}, **kept_for}


def _tools(request: Request, *, stateless: bool) -> Reply | Failure | Call:
    match request.method:
        case "tools/list":
            if request.params.get("cursor") is not None:
                return _invalid(request, "the list of tools has one page, so no `cursor` exists")
            found = {"tools": definitions()}
            return Reply(request.id, completed(found, kept=True) if stateless else found)
        case "tools/call":
            return _call(request, stateless=stateless)
    return Failure(request.id, Code.METHOD_NOT_FOUND, "this server does not have the method")


def _call(request: Request, *, stateless: bool) -> Failure | Call:
    name, arguments = request.params.get("name"), request.params.get("arguments", {})
    if not isinstance(name, str) or name not in TOOLS:
        return _invalid(request, f"unknown tool; the tools are {', '.join(TOOLS)}")
    if not isinstance(arguments, dict):
        return _invalid(request, "`arguments` is not an object")
    token = request.meta.get("progressToken")
    known = isinstance(token, int | str) and not isinstance(token, bool)
    return Call(request.id, name, arguments, progress=token if known else None, stateless=stateless)


def _invalid(request: Request, why: str) -> Failure:
    return Failure(request.id, Code.INVALID_PARAMS, why)
