"""The keys of approvals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.cli.scripts.approvals.interface import Decision
from pratique.cli.scripts.approvals.keys import Target, changes_of, keys_of, read_decisions, target_of
from tests.cli.scripts.approvals.texts import decisions


@given(st.text(max_size=30))
def test_any_key_is_about_something(key: str) -> None:
    target = target_of(key)

    assert target.name == key or key.startswith(f"{target.name}@")


def test_a_key_that_is_far_too_long_names_no_package() -> None:
    key = "x@" + " || ".join(["1.0.0"] * 1_000)

    assert Target(key, None) == target_of(key)


@given(decisions())
def test_keys_are_sorted_and_say_the_decisions(wanted: tuple[Decision, ...]) -> None:
    keys = keys_of(wanted)

    assert list(keys) == sorted(keys)
    assert set(wanted) == set(read_decisions(keys))
    assert not changes_of(keys, wanted)


@pytest.mark.parametrize("value", [None, "true", 1, 0, [], {}, "set this to true or false"])
def test_only_true_and_false_are_decisions(value: object) -> None:
    assert () == read_decisions({"x": value})
    assert {"x": False} == changes_of({"x": value}, [Decision("x", None, allowed=False)])


def test_keys_of_other_packages_are_no_change() -> None:
    entries = {"x": True, "x@^1": True, "xy": True, "@x/x": True}

    assert {"x": None, "x@^1": None, "x@1.0.0": True} == changes_of(
        entries, [Decision("x", "1.0.0", allowed=True)]
    )
