"""The methods of the protocol, and the agreement on a revision."""

from typing import Any

import pytest

from pratique.cli.mcp.messages import Code, Failure, Request
from pratique.cli.mcp.protocol import HANDSHAKE, STATELESS, Call, Protocol, Reply, completed

_META = "io.modelcontextprotocol/"


def stateless(method: str, version: str = STATELESS, **params: Any) -> Request:
    meta = {f"{_META}protocolVersion": version, f"{_META}clientCapabilities": {}}
    return Request(1, method, {"_meta": meta, **params})


def ready() -> Protocol:
    protocol = Protocol()
    protocol.reply(Request(0, "initialize", {"protocolVersion": HANDSHAKE[0]}))
    return protocol


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [*((one, one) for one in HANDSHAKE), ("1999-01-01", HANDSHAKE[0]), (STATELESS, HANDSHAKE[0])],
)
def test_initialize_chooses_a_known_revision_or_the_newest(wanted: str, chosen: str) -> None:
    protocol = Protocol()
    found = protocol.reply(Request(1, "initialize", {"protocolVersion": wanted}))
    assert isinstance(found, Reply)
    assert (chosen, {"tools": {}}) == (found.result["protocolVersion"], found.result["capabilities"])
    assert chosen == protocol.version


def test_a_ping_is_answered_before_initialize_and_a_tool_is_not() -> None:
    protocol = Protocol()
    assert Reply(1, {}) == protocol.reply(Request(1, "ping"))
    found = protocol.reply(Request(2, "tools/list"))
    assert isinstance(found, Failure)
    assert Code.INVALID_PARAMS is found.code


def test_discover_lists_every_revision() -> None:
    found = Protocol().reply(stateless("server/discover"))
    assert isinstance(found, Reply)
    assert [STATELESS, *HANDSHAKE] == found.result["supportedVersions"]
    assert "complete" == found.result["resultType"]


def test_another_revision_without_handshake_is_refused_with_those_that_exist() -> None:
    found = Protocol().reply(stateless("tools/list", "2031-01-01"))
    assert isinstance(found, Failure)
    assert Code.UNSUPPORTED_VERSION is found.code
    assert {"supported": [STATELESS, *HANDSHAKE], "requested": "2031-01-01"} == found.data


@pytest.mark.parametrize(
    "meta",
    [{}, {f"{_META}protocolVersion": 7}, {f"{_META}protocolVersion": STATELESS}, []],
)
def test_a_request_without_the_required_metadata_is_refused(meta: object) -> None:
    found = Protocol().reply(Request(1, "server/discover", {"_meta": meta}))
    assert isinstance(found, Failure)
    assert Code.INVALID_PARAMS is found.code


@pytest.mark.parametrize("protocol", [Protocol(), ready()])
def test_the_list_of_tools_has_one_page(protocol: Protocol) -> None:
    request = stateless("tools/list") if protocol.version is None else Request(1, "tools/list")
    found = protocol.reply(request)
    assert isinstance(found, Reply)
    assert ["judge", "why", "nearest_allowed"] == [one["name"] for one in found.result["tools"]]
    assert ("ttlMs" in found.result) == (protocol.version is None)
    paged = protocol.reply(Request(1, "tools/list", {**request.params, "cursor": "x"}))
    assert isinstance(paged, Failure)


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("prompts/list", {}, Code.METHOD_NOT_FOUND),
        ("tools/call", {}, Code.INVALID_PARAMS),
        ("tools/call", {"name": "destroy"}, Code.INVALID_PARAMS),
        ("tools/call", {"name": ["judge"]}, Code.INVALID_PARAMS),
        ("tools/call", {"name": "judge", "arguments": []}, Code.INVALID_PARAMS),
        ("initialize", {"protocolVersion": 3}, Code.INVALID_PARAMS),
    ],
)
def test_a_request_that_nobody_can_serve_is_an_error(method: str, params: dict[str, Any], code: Code) -> None:
    found = ready().reply(Request(1, method, params))
    assert isinstance(found, Failure)
    assert code is found.code


def test_ping_does_not_exist_without_a_handshake() -> None:
    found = Protocol().reply(stateless("ping"))
    assert isinstance(found, Failure)
    assert Code.METHOD_NOT_FOUND is found.code


@pytest.mark.parametrize(("token", "known"), [("p", "p"), (7, 7), (True, None), ([], None), (None, None)])
def test_a_call_has_its_arguments_and_its_progress_token(token: object, known: object) -> None:
    params = {"name": "why", "arguments": {"name": "x"}, "_meta": {"progressToken": token}}
    assert Call(1, "why", {"name": "x"}, known) == ready().reply(Request(1, "tools/call", params))  # type: ignore[arg-type]


def test_a_result_without_a_handshake_names_the_server() -> None:
    found = completed({"content": []})
    assert "pratique" == found["_meta"][f"{_META}serverInfo"]["name"]
