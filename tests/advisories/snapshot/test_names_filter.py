"""The filter of names."""

from pratique.advisories.snapshot.names_filter import make, may_hold

KEYS = [f"npm/name-{number}" for number in range(2_000)]


def test_it_holds_all_of_its_names_and_few_others() -> None:
    bits = make(KEYS)

    assert all(may_hold(bits, key) for key in KEYS)
    assert sum(may_hold(bits, f"npm/other-{number}") for number in range(10_000)) < 400


def test_an_empty_one_holds_nothing() -> None:
    assert not may_hold(b"", "npm/a")
    assert not may_hold(make([]), "npm/a")
