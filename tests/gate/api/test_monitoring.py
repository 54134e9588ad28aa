"""What whoever watches a gate is told."""

import asyncio
import json
import os
from datetime import UTC, datetime

from pratique.cli.run.clock import now
from pratique.core.names import Ecosystem
from pratique.gate.access.authentication import Admission
from pratique.gate.access.token_file import write_token_file
from pratique.gate.access.tokens import Tokens, new_token
from pratique.gate.api.monitoring import Watched
from pratique.store.folder.home import Home, data_home
from tests.gate.inside import inside

TEXT, TOKEN = new_token("ada", bytes(38), datetime(2026, 11, 26, tzinfo=UTC))
SHOWN = {"authorization": f"Bearer {TEXT}"}


def test_a_token_opens_the_metrics_and_the_whole_of_the_health() -> None:
    file = Home(data_home(os.environ)).gate_tokens
    write_token_file(file, Tokens().with_one(TOKEN))

    async def run() -> None:
        async with inside() as made:
            watched = Watched(
                admission=Admission(file, now=now),
                listings=made.gate.listings,
                metrics=made.gate.metrics,
                moment=made.gate.moment,
                ecosystems=[Ecosystem.NPM],
                beside={"keeping": "all"},
            )
            stranger = [
                await watched.answer(path, {}) for path in ("/healthz", "/healthz?strict", "/metrics")
            ]
            known = await watched.answer("/healthz", SHOWN)
            metrics = await watched.answer("/metrics", SHOWN)

        told = json.loads(known.body)
        assert [200, 503, 401] == [one.status for one in stranger]
        assert {"status": "degraded"} == json.loads(stranger[0].body)
        assert ("degraded", "all", "enforce") == (told["status"], told["keeping"], told["mode"])
        assert told["problems"][0].startswith("advisories about npm: not checked: there is no advisory index")
        assert (200, True) == (metrics.status, b"pratique_gate_store_bytes" in metrics.body)

    asyncio.run(run())
