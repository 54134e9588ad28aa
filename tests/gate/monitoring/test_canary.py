"""What must be refused is refused."""

import asyncio
import json

from pratique.gate.monitoring.canary import CANARY, canary_of
from pratique.gate.protocols.interface import Answer
from tests.gate.inside import ask, inside, listening
from tests.loopback import LoopbackRegistry

PATHS = (
    f"/npm/{CANARY}/-/{CANARY}-1.0.0.tgz",
    f"/pypi/simple/{CANARY}/1.0.0/pratique_canary-1.0.0-py3-none-any.whl",
    f"/gems/gems/{CANARY}-1.0.0.gem",
)


def test_the_canary_is_refused_and_logged_on_every_face_and_no_registry_is_asked(
    registry: LoopbackRegistry,
) -> None:
    async def run() -> None:
        async with inside() as made, listening(made.gate) as address:
            answers = [await ask(address, f"GET {path} HTTP/1.1") for path in PATHS]
            log = made.decisions
        assert [403, 403, 403] == [one.status for one in answers]
        assert "pratique-canary@1.0.0 is blocked: " in answers[0].reason
        assert "[denied]" in answers[0].reason
        assert "this is the canary" in json.loads(answers[1].body)["error"]
        assert [("block", "denied")] * 3 == [(one.action.value, one.grounds[0].code) for one in log]

    asyncio.run(run())
    assert [] == registry.requests


def test_everything_else_is_no_canary() -> None:
    assert canary_of(Answer(status=200)) is None
