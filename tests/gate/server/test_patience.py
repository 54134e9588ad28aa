"""How long the gate lets each client wait."""

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.gate.protocols.interface import ArtifactWanted, BesideWanted, ListingWanted, WriteWanted
from pratique.gate.server.patience import LONGEST_S, PATIENCE, Patience, Waits, limit_s, unready

CALM = PackageRef(Ecosystem.PYPI, "calm")
LISTING = ListingWanted(CALM, "json")


@pytest.mark.parametrize("row", PATIENCE, ids=lambda row: row.agent)
def test_each_client_gets_an_answer_before_it_gives_up(row: Patience) -> None:
    answered_s = LONGEST_S if row.answered_s is None else row.answered_s
    assert row.answered_s is None or row.answered_s < row.gives_up_s
    assert answered_s == limit_s(LISTING, f"{row.agent.title()}1.2.3 {{}}", 45)
    assert (3 if row.answered_s else LONGEST_S) == limit_s(LISTING, f"{row.agent}1.2.3", 3)


def test_other_clients_wait_as_long_as_the_operator_says() -> None:
    assert 45 == limit_s(LISTING, "npm/11.6.0 node/v24", 45)
    assert 45 == limit_s(LISTING, "", 45)
    assert limit_s(WriteWanted(what="publish calm", path="/calm"), "pip/25", 45) is None


def test_a_client_waits_longer_for_what_takes_longer() -> None:
    now = [100.0]
    waits, other = Waits(monotonic=lambda: now[0]), ListingWanted(PackageRef(Ecosystem.NPM, "other"), "full")

    told = []
    for _ in range(6):  # as pip does
        now[0] += 12
        told.append(waits.retry_after_s(LISTING, 12))
        now[0] += told[-1]
    assert [12, 36, 60, 60, 60, 60] == told
    assert 10 == waits.retry_after_s(other, 3)
    waits.answered(LISTING)
    assert 12 == waits.retry_after_s(LISTING, 12)
    now[0] += 3600
    assert 12 == waits.retry_after_s(LISTING, 12), "nobody has asked for an hour"


def test_the_answer_names_what_is_not_ready_and_when_to_try_again() -> None:
    file = unready(ArtifactWanted(CALM, "1.0.0", "calm-1.0.0.tar.gz"))
    listing, other = unready(LISTING), unready(BesideWanted("/x", None))

    assert (503, "10") == (file.status, file.headers["Retry-After"])
    assert "calm==1.0.0 is still being judged" in (file.reason or "")
    assert "the version listing of calm is still being fetched" == listing.reason
    assert "the registry's response is still being fetched" == other.reason
