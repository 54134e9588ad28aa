from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import pytest

from pratique.core.decision import Client
from pratique.core.request import Request


def test_a_request_is_never_changed() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    request = Request(key="k", at=at, who="mia", reason="a demo", client=Client("10.0.0.7"), asked=1, held=())

    with pytest.raises(FrozenInstanceError):
        request.reason = "another"  # type: ignore[misc]

    assert ("", 0, 0) == (request.about, request.more, request.unknown)
