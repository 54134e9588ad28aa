from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pratique.gate.holds.rate_limit import RequestRate

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SPAN = timedelta(minutes=10)


def rate(each: int = 2, everybody: int = 3) -> RequestRate:
    return RequestRate(each=each, everybody=everybody, span=SPAN)


def test_a_client_that_asks_too_often_waits_and_the_others_do_not() -> None:
    limits = rate()
    assert [0, 0] == [limits.wait_s("a", NOW) for _ in range(2)]

    assert 601 == limits.wait_s("a", NOW)
    assert 0 == limits.wait_s("b", NOW + timedelta(minutes=1))
    assert 0 == limits.wait_s("a", NOW + SPAN)


def test_all_together_are_bounded_and_what_was_refused_does_not_count() -> None:
    limits = rate()
    assert [0, 0, 0] == [limits.wait_s(name, NOW) for name in "abc"]

    assert all(limits.wait_s(str(number), NOW) == 601 for number in range(50))
    assert 0 == limits.wait_s("d", NOW + SPAN)


def test_a_clock_that_was_set_back_shuts_nobody_out() -> None:
    limits = rate()
    for _ in range(2):
        limits.wait_s("a", NOW)

    assert 0 == limits.wait_s("a", NOW - timedelta(hours=1))


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 900)), max_size=40))
def test_never_more_than_the_limit_within_a_span(asked: list[tuple[str, int]]) -> None:
    limits = rate()
    taken: list[tuple[str, datetime]] = []
    for name, second in sorted(asked, key=lambda one: one[1]):
        at = NOW + timedelta(seconds=second)
        if limits.wait_s(name, at) == 0:
            taken.append((name, at))

    for _, at in taken:
        window = [name for name, then in taken if at - SPAN < then <= at]
        assert len(window) <= 3
        assert all(window.count(name) <= 2 for name in window)


def test_what_is_remembered_of_clients_is_bounded() -> None:
    limits = RequestRate(each=1, everybody=10**9)
    for number in range(12_000):
        limits.wait_s(str(number), NOW)

    assert 10_000 == len(limits._asked)
    assert 0 < limits.wait_s("11999", NOW)
