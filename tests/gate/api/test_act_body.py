"""The bodies of approvals, denials and freezes."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.freeze import FreezeKind
from pratique.errors import ParseError, UsageError
from pratique.gate.access.authentication import Admitted
from pratique.gate.access.tokens import Role
from pratique.gate.api.act_body import author_of, read_act, read_freeze, spared_purl

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ADA = Admitted("ada-desk", "Ada", Role.OPERATOR)
FREEZE = {"reason": " a worm ", "published_before": "2026-02-28", "until": "2d", "except": ["calm", "calm"]}


def body(**more: Any) -> bytes:
    return json.dumps({"targets": ["calm@1.0.0"], "reason": "read it", **more}).encode()


def test_who_decides_is_the_owner_of_the_token_and_never_a_name_of_the_body() -> None:
    act = read_freeze(json.dumps(FREEZE).encode(), ADA, NOW)

    assert ("Ada", "ada-desk") == (author_of(ADA), author_of(Admitted("ada-desk")))
    assert ("Ada", "ada-desk", "a worm", ("pkg:npm/calm",)) == (act.who, act.token, act.reason, act.spared)
    assert (FreezeKind.FREEZE, NOW + timedelta(days=2)) == (act.kind, act.until)
    with pytest.raises(ParseError):
        read_act(body(who="eve"))


@pytest.mark.parametrize(
    "more",
    [
        {"undo": True},
        {"published_before": None},
        {"until": "2020-01-01"},
        {"except": ["x"] * 501},
        {"except": ["./x"]},
        {"reason": ""},
    ],
)
def test_a_freeze_that_is_none_is_told(more: dict[str, Any]) -> None:
    with pytest.raises((ParseError, UsageError)):
        read_freeze(json.dumps({**FREEZE, **more}).encode(), ADA, NOW)


def test_a_freeze_spares_a_package_or_a_release() -> None:
    found = map(spared_purl, ("calm", "calm@1.0.0", "pkg:pypi/kite"))
    assert ["pkg:npm/calm", "pkg:npm/calm@1.0.0", "pkg:pypi/kite"] == list(found)


@pytest.mark.fuzz
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: body(reason=text)))
def test_any_bytes_are_a_body_or_an_error(data: bytes) -> None:
    for read in (read_act, lambda one: read_freeze(one, ADA, NOW)):
        with suppress(ParseError, UsageError):
            read(data)
