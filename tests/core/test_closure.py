import pytest

from pratique.core.closure import Fits, open_requests
from pratique.core.lock import ROOT, Lock, LockedPackage, LockRequest, Need
from pratique.core.names import Ecosystem, PackageRef


def lock(*requests: LockRequest, entries: tuple[str, ...] = ("a@1", "b@1")) -> Lock:
    packages = tuple(
        LockedPackage(
            key=key, package=PackageRef(Ecosystem.NPM, key.split("@")[0]), version=key.split("@")[1]
        )
        for key in entries
    )
    return Lock(format="test", packages=packages, requests=requests)


def told(lock: Lock, **options: object) -> list[tuple[str, int | None, str]]:
    found = open_requests(lock, **options)  # type: ignore[arg-type]
    return [(one.problem.what, one.problem.line, one.problem.why) for one in found]


def same(version: str) -> Fits:
    return lambda request, entry: request.wanted in {"", entry.version, version}


def test_an_answered_request_is_no_problem() -> None:
    answered = lock(LockRequest(ROOT, "a", "1", answers=("a@1",)))
    assert [] == told(answered)
    assert [] == told(answered, fits=same("1"), replaced=frozenset())


def test_a_request_without_an_entry_names_the_asker_the_request_and_the_line() -> None:
    missing = lock(LockRequest("a@1", "left-pad", "^1.0.0", line=7), LockRequest(ROOT, "c", ""))
    assert [
        ("left-pad ^1.0.0", 7, "a@1 requests this package, but the lock has no matching entry"),
        ("c", None, "the project requests this package, but the lock has no matching entry"),
    ] == told(missing)


@pytest.mark.parametrize("need", [Need.RUN, Need.DEV, Need.OPTIONAL, Need.PEER])
def test_each_kind_that_a_client_follows_needs_an_answer(need: Need) -> None:
    missing = lock(LockRequest("a@1", "c", "1", need))
    assert ["c 1"] == [what for what, _, _ in told(missing)]
    assert [] == told(missing, passed_over={need, Need.OPTIONAL_PEER})


def test_an_optional_peer_needs_no_answer() -> None:
    assert [] == told(lock(LockRequest("a@1", "c", "1", Need.OPTIONAL_PEER)))


def test_an_entry_outside_the_range_is_no_answer() -> None:
    outside = lock(LockRequest("a@1", "b", "2", answers=("b@1",), line=3))
    expected = [("b 2", 3, "a@1 requests this package, but the lock resolves the request to b@1")]
    assert expected == told(outside, fits=same(""), replaced=frozenset())


def test_one_entry_of_several_inside_the_range_is_enough() -> None:
    forked = lock(LockRequest(ROOT, "b", "1", answers=("b@2", "b@1")), entries=("b@1", "b@2"))
    assert [] == told(forked, fits=same(""), replaced=frozenset())


@pytest.mark.parametrize("need", [Need.PEER, Need.OPTIONAL_PEER])
def test_the_range_of_a_peer_is_not_compared(need: Need) -> None:
    outside = lock(LockRequest("a@1", "b", "2", need, answers=("b@1",)))
    assert [] == told(outside, fits=same(""), replaced=frozenset())


def test_what_the_manifest_replaces_may_be_of_any_range() -> None:
    outside = lock(LockRequest("a@1", "b", "2", answers=("b@1",)))
    assert [] == told(outside, fits=same(""), replaced={"b"})
    assert [] == told(outside, fits=same(""), replaced=None)


def test_another_request_for_the_name_answers_only_what_the_manifest_may_replace() -> None:
    loose = lock(LockRequest("a@1", "b", "2", answers=("b@1",), exact=False, line=4))
    expected = [("b 2", 4, "a@1 requests this package, but the lock has no entry for this range, only b@1")]
    assert expected == told(loose, replaced=frozenset())
    assert [] == told(loose)
    assert [] == told(loose, replaced={"b"})


def test_long_texts_and_long_lists_are_cut() -> None:
    keys = tuple(f"b@{number}" for number in range(5))
    loose = lock(LockRequest(ROOT, "b", "9" * 500, answers=keys, exact=False), entries=keys)
    [(what, _, why)] = told(loose, replaced=frozenset())
    assert 120 == len(what)
    assert why.endswith("only b@0, b@1, b@2 and 2 more")
