"""What names look like, as evidence."""

from datetime import timedelta

import pytest

from pratique.core.evidence import Known, Unknown
from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import Reference
from pratique.history.names.evidence import SOURCE, lookalikes
from pratique.history.names.facts import NameFacts
from pratique.history.names.popular import DamagedError, PopularNames
from pratique.history.surroundings import Lookalike
from tests.history.names.lists import npm


def test_strong_resemblances_are_evidence_and_weak_ones_are_not() -> None:
    found = lookalikes([npm("electorn"), npm("plain-crypto-js"), npm("lodash")])

    assert {
        "electorn": Known((Lookalike("electorn", "electron", "two letters are swapped"),), SOURCE),
        "plain-crypto-js": Known((), SOURCE),
        "lodash": Known((), SOURCE),
    } == found


def test_a_name_that_is_known_to_be_old_enough_is_cleared() -> None:
    facts = {"electorn": NameFacts(age=timedelta(100)), "yarsg": NameFacts(age=timedelta(3))}
    found = lookalikes([npm("electorn"), npm("yarsg")], facts=facts)

    assert Known((), SOURCE) == found["electorn"]
    assert Known((Lookalike("yarsg", "yargs", "two letters are swapped"),), SOURCE) == found["yarsg"]


@pytest.mark.parametrize("error", [DamagedError("it is cut off"), FileNotFoundError("npm.bin")])
def test_a_list_that_cannot_be_read_is_unknown(error: Exception) -> None:
    def load(ecosystem: Ecosystem) -> PopularNames:
        raise error

    (found,) = lookalikes([PackageRef(Ecosystem.NPM, "electorn")], load=load).values()

    assert isinstance(found, Unknown)
    assert Reference.INTERNAL is found.reference
    assert f"the list of popular names cannot be read: {error}" == found.why
