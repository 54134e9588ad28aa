"""Whether an index that was had is lost."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pratique.core.reading import Trouble
from pratique.errors import Reference
from pratique.intake.advisories.lost import compared
from pratique.store.interface import Store
from tests.advisories.made import state

AT = datetime(2026, 3, 1, tzinfo=UTC)
SOUND = replace(state("osv-npm"), imported=5)
EMPTY = replace(state("osv-npm"), imported=0)
MISSING = Trouble(Reference.ADVISORIES_MISSING, "there is none", "sync")
DAMAGED = Trouble(Reference.ADVISORIES_UNREADABLE, "it is damaged", "sync")


def test_an_index_that_never_was_is_missing_and_not_lost(store: Store) -> None:
    assert MISSING == compared((), MISSING, None, store.advisory_index)
    assert compared((), None, AT, store.advisory_index) is None


@pytest.mark.parametrize(
    ("sources", "trouble", "words"),
    [((), MISSING, "is gone"), ((EMPTY,), None, "is empty"), ((), None, "is empty")],
)
def test_an_index_that_was_had_and_is_gone_or_empty_is_lost(
    store: Store, sources: tuple[object, ...], trouble: Trouble | None, words: str
) -> None:
    assert compared((SOUND,), None, AT, store.advisory_index) is None

    lost = compared(sources, trouble, None if trouble else AT, store.advisory_index)  # type: ignore[arg-type]  # states

    assert lost is not None
    assert Reference.ADVISORIES_LOST == lost.reference
    assert "had 5 rows of osv-npm on 2026-03-01" in lost.message
    assert words in lost.message


def test_a_damaged_index_is_told_as_damaged_and_a_new_one_ends_the_loss(store: Store) -> None:
    compared((SOUND,), None, AT, store.advisory_index)

    assert DAMAGED == compared((), DAMAGED, None, store.advisory_index)
    assert compared((SOUND,), None, AT, store.advisory_index) is None
