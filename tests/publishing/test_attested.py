"""Provenance that would be lost."""

import pytest

from pratique.core.assessment import Checked
from pratique.publishing.attested import coverage_of, provenance_lost
from pratique.publishing.outgoing import Way
from tests.publishing.outgoings import last_of, outgoing

NO, YES = Way(attests=False, why="no token"), Way(attests=True, why="a token")


@pytest.mark.parametrize(
    ("attested", "publisher", "way", "lost"),
    [
        (True, None, NO, True),
        (True, None, YES, False),
        (False, None, NO, False),
        (None, None, NO, False),
        (False, "github", NO, True),
    ],
)
def test_provenance_is_lost_only_if_there_was_some(
    attested: bool | None, publisher: str | None, way: Way, lost: bool
) -> None:
    last = last_of({}, attested=attested, trusted_publisher=publisher)
    assert lost == bool(list(provenance_lost(outgoing({}, last, way=way))))


def test_a_registry_that_says_nothing_is_not_checked() -> None:
    assert Checked.NOT_ASKED is coverage_of(outgoing({}, last_of({}), way=NO)).checked
    assert Checked.NOT_ASKED is coverage_of(outgoing({}, None, way=NO)).checked
    failed = coverage_of(outgoing({}, last_of({}, attested_problem="busy"), way=NO))
    assert (Checked.UNKNOWN, "the attestations of kite@1.0.0 could not be read: busy") == (
        failed.checked,
        failed.why,
    )
    assert Checked.KNOWN is coverage_of(outgoing({}, last_of({}, attested=False), way=NO)).checked
