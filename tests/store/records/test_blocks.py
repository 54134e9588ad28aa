"""What this installation blocked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pratique.core.decision import Ground
from pratique.store.interface import Store
from pratique.store.record import Block
from tests.store.gate.test_decisions import CALM

AT = datetime(2026, 3, 1, tzinfo=UTC)
BLOCK = Block(
    ref=CALM.at("1.0.0"),
    filename="calm-1.0.0.tgz",
    sha256="a" * 64,
    grounds=(Ground("advisory", "it steals \ud800", "osv-npm"),),
    at=AT,
)
NO_BYTES = replace(BLOCK, sha256="", at=AT + timedelta(1))


def test_blocks_are_kept_by_name_and_bytes_oldest_first(store: Store) -> None:
    store.blocks.put([NO_BYTES])
    store.blocks.put([BLOCK])

    first, second = store.blocks.all()
    assert (BLOCK.ref, BLOCK.sha256, BLOCK.at) == (first.ref, first.sha256, first.at)
    assert ("advisory", "osv-npm") == (first.grounds[0].code, first.grounds[0].source)
    assert NO_BYTES.sha256 == second.sha256


def test_a_later_block_of_the_same_bytes_takes_the_place_of_the_earlier_one(store: Store) -> None:
    later = replace(BLOCK, grounds=(Ground("finding", "it sends keys away", "a-rule"),), at=AT + timedelta(2))
    store.blocks.put([BLOCK])
    before = store.blocks.stamp()
    store.blocks.put([later])

    assert [later] == list(store.blocks.all())
    assert before != store.blocks.stamp()


def test_a_removed_block_is_gone_and_the_stamp_changes(store: Store) -> None:
    store.blocks.put([BLOCK, NO_BYTES])
    before = store.blocks.stamp()
    store.blocks.remove([BLOCK])

    assert [NO_BYTES.sha256] == [one.sha256 for one in store.blocks.all()]
    assert before != store.blocks.stamp()


def test_a_block_refuses_what_is_no_digest_and_a_time_without_a_zone() -> None:
    for wrong in ({"sha256": "A"}, {"at": AT.replace(tzinfo=None)}):
        with pytest.raises(ValueError, match=r"."):
            replace(BLOCK, **wrong)
