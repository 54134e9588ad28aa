from pratique.gate.background.index_leases import Leased
from pratique.intake.known_bad.advised import NO_WARNINGS


def test_it_is_closed_once_when_it_is_retired_and_the_last_user_is_done() -> None:
    closed: list[str] = []
    leased = Leased(NO_WARNINGS, lambda: closed.append("closed"))

    with leased.lease() as warnings:
        with leased.lease():
            leased.retire()
        assert warnings is NO_WARNINGS
        assert ([], False) == (closed, leased.closed)
    leased.retire()

    assert (["closed"], True) == (closed, leased.closed)


def test_what_is_not_retired_stays_open() -> None:
    closed: list[str] = []
    leased = Leased(NO_WARNINGS, lambda: closed.append("closed"))
    with leased.lease():
        pass

    assert [] == closed
