"""A pull request that brings in a release which a snapshot of yesterday names, and which its registry removed since."""

from datetime import timedelta

import pytest

from pratique.core.advisory import AdvisoryKind, Product
from tests.advisories.made import about, advisory
from tests.integrations.conftest import PullRequest
from tests.publisher import publishing

ROWS = [advisory("MAL-2026-1", about(Product("npm", "calm"), versions=("1.1.0",)), kind=AdvisoryKind.MALWARE)]


def test_the_action_stops_it_on_a_runner_that_has_nothing(
    pull: PullRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    pull.changes("calm@1.1.0")
    pull.machine.registry.remove("calm")
    monkeypatch.setenv("PRATIQUE_HOME", str(pull.folder / "bare"))
    with publishing() as publisher:
        publisher.publish(publisher.made(ROWS, age=timedelta(days=1)))
        named = pull.run(snapshot_url=publisher.url, snapshot_keys=publisher.key)
        assert 200 in publisher.statuses

    assert (1, "1") == (named.code, named.outputs["exit-code"]), named.log
    assert "MAL-2026-1 says that calm@1.1.0 is malicious" in named.log
    assert "MAL-2026-1" in named.summary
