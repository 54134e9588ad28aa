"""What an entry of the log records."""

import base64
import contextlib
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.history.provenance.bundle import Bundle, LogEntry, read_bundle
from pratique.history.provenance.recorded import read_recorded
from tests.history.provenance.holding import WORLD
from tests.signing import ENTRY_KINDS, statement


def read(kind: str) -> tuple[Bundle, LogEntry]:
    found = read_bundle(WORLD.bundle(statement(), kind=kind))
    return found, found.entries[0]


def with_body(entry: LogEntry, body: Any) -> LogEntry:
    return replace(entry, body=json.dumps(body).encode())


@pytest.mark.parametrize("kind", ENTRY_KINDS)
def test_every_kind_records_the_payload_the_signature_and_the_signer(kind: str) -> None:
    bundle, entry = read(kind)
    recorded = read_recorded(entry)
    envelope, signer = bundle.envelope, bundle.certificate or b""

    assert recorded.differs(envelope, signer) is None
    assert "another payload" == recorded.differs(replace(envelope, payload=b"x"), signer)
    assert "another signature" == recorded.differs(replace(envelope, signature=b"x"), signer)
    assert "another signer" == recorded.differs(envelope, b"x")


@pytest.mark.parametrize("kind", ENTRY_KINDS)
def test_an_entry_of_another_kind_than_its_body_is_refused(kind: str) -> None:
    _, entry = read(kind)

    with pytest.raises(ParseError, match="differs from the kind in its body"):
        read_recorded(replace(entry, version="0.0.9"))
    with pytest.raises(ParseError, match="differs from the kind in its body"):
        read_recorded(replace(entry, kind="other"))


def test_a_kind_that_nobody_knows_is_not_read() -> None:
    _, entry = read("dsse 0.0.1")

    with pytest.raises(ParseError, match=r"a log entry of kind 'rpm' '0\.0\.1' is not supported"):
        read_recorded(
            with_body(replace(entry, kind="rpm"), {"kind": "rpm", "apiVersion": "0.0.1", "spec": {}})
        )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"signatures": []}, "has no signature"),
        ({"signatures": [{}, {}]}, "2 items, more than the maximum of 1"),
        ({"payloadHash": {"algorithm": "md5", "value": "00"}}, "an unknown algorithm"),
        ({"payloadHash": {"algorithm": "sha256", "value": "zz"}}, "is not a valid digest"),
        ({"signatures": [{"signature": "AAAA", "verifier": "AAAA"}]}, "not in PEM"),
    ],
)
def test_a_damaged_body_says_why(change: dict[str, Any], message: str) -> None:
    _, entry = read("dsse 0.0.1")
    body = json.loads(entry.body)
    body["spec"] |= change

    with pytest.raises(ParseError, match=message):
        read_recorded(with_body(entry, body))


@pytest.mark.parametrize("kind", ENTRY_KINDS)
@pytest.mark.fuzz
@given(data=st.binary(max_size=60), place=st.integers(0, 1_000))
def test_any_body_gives_a_record_or_a_parse_error(kind: str, data: bytes, place: int) -> None:
    _, entry = KINDS[kind]
    cut = place % len(entry.body)
    with contextlib.suppress(ParseError):
        assert read_recorded(
            replace(entry, body=entry.body[:cut] + data + entry.body[cut + len(data) :])
        ).digest


KINDS = {kind: read(kind) for kind in ENTRY_KINDS}


def test_the_signature_of_an_old_entry_is_encoded_twice() -> None:
    bundle, entry = read("intoto 0.0.2")
    written = json.loads(entry.body)["spec"]["content"]["envelope"]["signatures"][0]["sig"]

    assert bundle.envelope.signature == base64.b64decode(base64.b64decode(written))
