"""Trust roots, read."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.history.provenance.trust import Window, read_trust_root
from tests.history.provenance.holding import OTHER, WORLD


def test_a_trust_root_names_authorities_and_logs() -> None:
    root = read_trust_root(WORLD.trust_root_bytes())

    assert ["https://authority.sigstore.example"] == [authority.name for authority in root.authorities]
    assert 2 == len(root.authorities[0].chain)
    assert ["https://log.sigstore.example"] == [log.name for log in root.logs]
    assert ["https://certificates.sigstore.example"] == [log.name for log in root.certificate_logs]
    assert root.logs[0] == root.log(WORLD.log_id)
    assert root.log(OTHER.log_id) is None


def test_several_trust_roots_stand_one_a_line() -> None:
    root = read_trust_root(WORLD.trust_root_bytes() + b"\n" + OTHER.trust_root_bytes() + b"\n")

    assert root.log(WORLD.log_id) is not None
    assert root.log(OTHER.log_id) is not None
    assert 2 == len(root.authorities)


def test_one_of_many_lines_is_one() -> None:
    assert read_trust_root(WORLD.trust_root_bytes()) == read_trust_root(
        json.dumps(WORLD.trust_root(), indent=1).encode()
    )


def test_a_window_includes_its_ends() -> None:
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)

    assert Window(start, end).holds(start)
    assert Window(start, end).holds(end)
    assert not Window(start, None).holds(datetime(2025, 12, 31, 23, 59, tzinfo=UTC))
    assert not Window(None, end).holds(datetime(2026, 1, 2, 0, 0, 1, tzinfo=UTC))
    assert Window(None, None).holds(start)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{}", "the media type is different"),
        (WORLD.trust_root_bytes(mediaType="application/json"), "the media type is different"),
        (WORLD.trust_root_bytes(tlogs={}), "the transparency logs is not an array"),
        (WORLD.trust_root_bytes(tlogs=[{}]), "the key of a log is not an object"),
        (WORLD.trust_root_bytes(certificateAuthorities=[{"certChain": {}}]), "has no certificate"),
        (WORLD.trust_root_bytes(ctlogs=[0] * 33), "33 items"),
        (WORLD.trust_root_bytes()[:-20], "is not JSON"),
        (b"{}\n" * 9, "9 lines, more than the 8"),
    ],
    ids=["empty", "media-type", "object", "no-key", "no-certificate", "many", "cut-off", "lines"],
)
def test_what_is_no_trust_root_says_why(data: bytes, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        read_trust_root(data)


@pytest.mark.fuzz
@given(st.binary(max_size=200))
def test_any_bytes_give_a_parse_error(data: bytes) -> None:
    with pytest.raises(ParseError):
        read_trust_root(data)
