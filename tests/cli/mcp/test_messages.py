"""Lines as JSON-RPC messages."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.cli.mcp.messages import (
    MOST_BYTES,
    MOST_IN_BATCH,
    Code,
    Failure,
    Ignored,
    Notification,
    Request,
    failure,
    read,
    written,
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"jsonrpc":"2.0","id":1,"method":"ping"}', Request(1, "ping")),
        (b'{"jsonrpc":"2.0","id":"a","method":"m","params":{"b":2}}', Request("a", "m", {"b": 2})),
        (b'{"jsonrpc":"2.0","method":"n","params":{"b":2}}', Notification("n", {"b": 2})),
        (b'{"jsonrpc":"2.0","method":"n","params":[1]}', Notification("n", {})),
        (b'{"jsonrpc":"2.0","id":1,"result":{}}', Ignored()),
        (b'{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x"}}', Ignored()),
    ],
)
def test_a_line_is_a_message(line: bytes, expected: object) -> None:
    assert expected == read(line)


@pytest.mark.parametrize(
    ("line", "id_", "code"),
    [
        (b"", None, Code.PARSE_ERROR),
        (b"{", None, Code.PARSE_ERROR),
        (b"\xff\xfe", None, Code.PARSE_ERROR),
        (b'{"jsonrpc":"2.0","id":NaN,"method":"m"}', None, Code.PARSE_ERROR),
        (b"[" * 100_000, None, Code.PARSE_ERROR),
        (b'{"jsonrpc":"2.0","id":' + b"9" * 5000 + b',"method":"m"}', None, Code.PARSE_ERROR),
        (b"1", None, Code.INVALID_REQUEST),
        (b"null", None, Code.INVALID_REQUEST),
        (b"[]", None, Code.INVALID_REQUEST),
        (b"[" + b"1," * MOST_IN_BATCH + b"1]", None, Code.INVALID_REQUEST),
        (b'{"id":1,"method":"m"}', 1, Code.INVALID_REQUEST),
        (b'{"jsonrpc":"1.0","id":1,"method":"m"}', 1, Code.INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","id":1}', 1, Code.INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","id":1,"method":7}', 1, Code.INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","id":null,"method":"m"}', None, Code.INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","id":true,"method":"m"}', None, Code.INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","id":1.5,"method":"m"}', None, Code.INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","id":{},"method":"m"}', None, Code.INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","id":"' + b"x" * 2000 + b'","method":"m"}', None, Code.INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","id":1,"method":"m","params":[]}', 1, Code.INVALID_PARAMS),
        (b"x" * (MOST_BYTES + 1), None, Code.INVALID_REQUEST),
    ],
)
def test_a_line_that_is_no_message_is_an_error(line: bytes, id_: object, code: Code) -> None:
    found = read(line)
    assert isinstance(found, Failure)
    assert (id_, code) == (found.id, found.code)


def test_a_batch_is_several_messages() -> None:
    found = read(b'[{"jsonrpc":"2.0","id":1,"method":"ping"},7]')
    assert isinstance(found, list)
    assert [Request(1, "ping"), Failure(None, Code.INVALID_REQUEST, "a message is a JSON object")] == found


@pytest.mark.fuzz
@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(lambda x: json.dumps(x).encode())
)
def test_any_line_is_a_message_or_an_error(line: bytes) -> None:
    found = read(line)
    assert isinstance(found, Request | Notification | Failure | Ignored | list)


@given(st.text(), st.text())
def test_a_written_message_is_one_line_of_ascii(id_: str, text: str) -> None:
    line = written(failure(Failure(id_, Code.INVALID_PARAMS, text)))
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert text == json.loads(line)["error"]["message"]
