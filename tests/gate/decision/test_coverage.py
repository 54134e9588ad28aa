import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime

from pratique.core.names import Ecosystem
from pratique.core.reading import Trouble
from pratique.errors import Reference, StoreError
from pratique.gate.decision.coverage import advisories_told
from pratique.intake.known_bad.advised import NO_WARNINGS, Warnings
from tests.gate.inside import ask, inside, listening
from tests.loopback import LoopbackRegistry

NOW = datetime(2026, 3, 1, tzinfo=UTC)
MISSING = "there is no advisory index"


def test_a_decision_without_advisories_says_so_and_so_does_the_health(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside() as made, listening(made.gate) as address:
            assert 200 == (await made.tarball("calm", "1.0.1")).status
            assert made.decisions[-1].note.startswith(f"advisories not checked: {MISSING}")
            told = json.loads((await ask(address, "GET /healthz HTTP/1.1")).body)["advisories"]

        assert told["npm"].startswith(f"not checked: {MISSING}")
        assert told["pypi"].startswith(f"not checked: {MISSING}")

    asyncio.run(run())


class _Broken:
    """An index whose file is damaged."""

    def sources(self) -> None:
        raise StoreError(Reference.ADVISORIES_UNREADABLE, "it is cut off", hint="sync again")


def test_an_index_that_cannot_be_read_is_unknown() -> None:
    trouble = Trouble(Reference.ADVISORIES_UNREADABLE, "it is cut off", "sync again")
    asked = [Ecosystem.NPM]

    assert {"npm": "unknown: it is cut off"} == advisories_told(
        replace(NO_WARNINGS, trouble=trouble), asked, NOW
    )
    broken = Warnings(index=_Broken())  # type: ignore[arg-type]  # only what is asked here
    assert {"npm": "unknown: it is cut off"} == advisories_told(broken, asked, NOW)
    assert {"npm": f"not checked: {NO_WARNINGS.why}"} == advisories_told(NO_WARNINGS, asked, NOW)
