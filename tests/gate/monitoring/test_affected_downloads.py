"""Each download of a file that turned bad."""

from pratique.gate.monitoring.affected_downloads import downloads, flagged
from pratique.store.interface import Store
from pratique.store.log.part import Looked
from tests.store.conftest import home, store
from tests.store.gate.test_decisions import NOW
from tests.store.gate.test_turned_bad import got, turn

__all__ = ["home", "store"]


def test_a_download_has_its_client_and_why_the_file_is_bad(store: Store) -> None:
    store.decisions.add_many([got("a"), got("b")])
    (turned,) = turn(store)

    found = list(downloads(store, turned, Looked()))
    whole = flagged(store, turned, Looked())

    assert [(1, "a"), (2, "b")] == [(number, row["address"]) for number, row in found]
    assert ("advisory", NOW.isoformat(), None, "x", "made") == (
        found[0][1]["reasons"][0]["code"],
        *(found[0][1][name] for name in ("turned_at", "cleared_at", "alarm", "sent")),
    )
    assert (2, 2, [row for _, row in found]) == (whole.times, whole.addresses, list(whole.downloads))
    assert ("pkg:npm/calm@1.0.0", NOW, None) == (whole.purl, whole.turned_at, whole.cleared_at)
    assert "MAL-1 says" in whole.why
