"""Pages of the log and where each of them ends."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from pratique.core.act import Act, ActKind
from pratique.core.decision import Client
from pratique.core.freeze import FreezeAct, FreezeKind
from pratique.core.names import Digest
from pratique.gate.api.log_pages import MOST_PAGE_BYTES, Page, Search, acts_page, affected_page, log_page
from pratique.store.interface import Store
from tests.store.conftest import home, store
from tests.store.gate.test_decisions import CALM, NOW, decided
from tests.store.gate.test_turned_bad import got, turn

__all__ = ["home", "store"]
HOUR = timedelta(hours=1)


def rows(page: Page) -> list[Any]:
    return [json.loads(line) for line in page.body.splitlines()]


def test_a_page_of_the_log_ends_with_its_rows_and_the_next_one_goes_on(store: Store) -> None:
    store.decisions.add_many(decided(client=Client(f"10.0.0.{number}", who="ci")) for number in range(5))

    first = log_page(store, Search(limit=2, who="ci"))
    last = log_page(store, Search(limit=3, after=(2, 0)))

    assert ([1, 2], (2, 0)) == ([one["number"] for one in rows(first)], first.next)
    assert ([3, 4, 5], None) == ([one["number"] for one in rows(last)], last.next)
    assert ("10.0.0.0", 1) == (rows(first)[0]["address"], rows(first)[0]["schema_version"])
    assert Page(b"", None) == log_page(store, Search(who="nobody"))


def test_a_page_is_no_larger_than_its_bytes(store: Store) -> None:
    store.decisions.add_many(decided(note="x" * (MOST_PAGE_BYTES // 2)) for _ in range(2))

    assert [(1, 1), None] == [
        (len(rows(page)), page.next[0]) if page.next else None
        for page in (log_page(store, Search()), log_page(store, Search(after=(1, 0))))
    ]


def test_acts_and_freezes_are_one_log_in_order_of_time(store: Store) -> None:
    act = Act(kind=ActKind.REFUSE, digest=Digest("sha256", "a" * 64), at=NOW, who="ada", reason="no")
    about = replace(act, purl=CALM.at("1.0.0").purl, at=NOW + 2 * HOUR)
    store.acts.add_many([act, about])
    store.freezes.add(FreezeAct(kind=FreezeKind.UNDONE, at=NOW + HOUR, who="bo", reason="over"))

    whole = acts_page(store, Search())
    first = acts_page(store, Search(limit=2))
    assert first.next is not None
    rest = acts_page(store, Search(after=first.next))

    assert ["refuse", "freeze-undone", "refuse"] == [one["act"] for one in rows(whole)]
    assert (1, 1) == first.next
    assert [2] == [one["number"] for one in rows(rest)]
    assert [2] == [one["number"] for one in rows(acts_page(store, Search(package=CALM)))]
    assert 1 == len(rows(acts_page(store, Search(until=NOW + HOUR))))


def test_the_downloads_of_a_file_go_on_where_a_page_ended(store: Store) -> None:
    store.decisions.add_many([got("a"), got("b"), got("c")])
    turn(store)

    first = affected_page(store, Search(limit=2))
    assert first.next is not None
    rest = affected_page(store, Search(after=first.next))

    assert (["a", "b"], (1, 2)) == ([one["address"] for one in rows(first)], first.next)
    assert (["c"], None) == ([one["address"] for one in rows(rest)], rest.next)
    assert [] == rows(affected_page(store, Search(alarm="other")))


def test_pages_contain_the_decisions_that_were_moved_to_files_and_name_a_lost_file(
    store: Store, home: Path
) -> None:
    later = replace(got("c"), at=NOW + 40 * 24 * HOUR)
    store.decisions.add_many([got("a"), got("b"), later, replace(later, client=Client("d"))])
    store.served.catch_up(epoch="one", ruleset="r")
    (part,) = store.moving.move(before=NOW + 32 * 24 * HOUR)
    turn(store)

    first, rest = (log_page(store, Search(limit=1, after=after)) for after in ((0, 0), (1, 0)))
    ends = [(["a"], (1, 0)), (["b"], (2, 0))]
    assert ends == [([one["address"] for one in rows(page)], page.next) for page in (first, rest)]
    assert ["a", "b", "c", "d"] == [one["address"] for one in rows(affected_page(store, Search()))]

    (home / "log" / part.filename).unlink()
    lost = (f"{part.filename} is missing: it contains 2 decisions",)
    assert [(2, lost), (2, lost), (2, ())] == [
        (len(rows(page)), page.lost)
        for page in (
            log_page(store, Search()),
            affected_page(store, Search()),
            log_page(store, Search(after=(2, 0))),
        )
    ]
