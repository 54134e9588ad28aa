"""`overrides` and `resolutions`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.lockfiles.npm.overrides import Overrides, read_overrides


@pytest.mark.parametrize(
    ("section", "names"),
    [
        ({"a": "1"}, {"a"}),
        ({"a@^1.2": "1"}, {"a"}),
        ({"@s/a@npm:^1": "1"}, {"@s/a"}),
        ({"**/a": "1"}, {"a"}),
        ({"a/b": "1"}, {"a", "b"}),
        ({"@s/a/**/@t/b": "1"}, {"@s/a", "@t/b"}),
        ({"a@1>@s/b@<2": "1"}, {"a", "@s/b"}),
        ({"a": {".": "1", "b": {"c": "2"}}}, {"a", "b", "c"}),
    ],
)
def test_every_package_that_a_selector_speaks_of_counts_as_replaced(
    section: dict[str, object], names: set[str]
) -> None:
    assert names <= read_overrides(section).names


def test_the_package_of_a_scope_is_not_taken_for_the_one_without() -> None:
    assert "react" not in read_overrides({"@types/react": "18"}).names


def test_a_name_with_a_range_alone_is_an_override_of_every_release() -> None:
    assert {"a": "1.2.7", "@s/b": "^2"} == read_overrides({"a": " 1.2.7 ", "**/@s/b": "^2"}).plain


@pytest.mark.parametrize(
    ("selector", "told"),
    [
        ("a@1", "2"),
        ("a/b", "2"),
        ("a>b", "2"),
        ("a", "$a"),
        ("a", "-"),
        ("a", ""),
        ("a", "npm:b@1"),
        ("a", "file:../a"),
        ("a", "github:x/a"),
        ("a", "catalog:"),
        ("a", {"b": "1"}),
        ("a", None),
    ],
)
def test_one_that_does_not_put_every_release_into_a_range_is_not_plain(selector: str, told: object) -> None:
    found = read_overrides({selector: told})
    assert {} == found.plain
    assert "a" in found.names


@pytest.mark.parametrize("section", [None, [], "x", 1])
def test_a_section_that_is_no_object_replaces_nothing(section: object) -> None:
    assert Overrides() == read_overrides(section)


def test_two_sections_with_different_ranges_for_a_name_put_it_into_neither() -> None:
    joined = read_overrides({"a": "1", "b": "1"}).joined(read_overrides({"a": "2"}))
    assert {"b": "1"} == joined.plain
    assert {"a", "b"} == joined.names


def test_objects_nested_without_end_are_followed_without_recursion() -> None:
    section: dict[str, object] = {"z": "1"}
    for _ in range(100_000):
        section = {"a": section}
    assert {"a", "z"} == read_overrides(section).names


SELECTORS = st.text(alphabet="@/>ab.^1*$", max_size=8)


@pytest.mark.fuzz
@given(st.dictionaries(SELECTORS, SELECTORS | st.dictionaries(SELECTORS, st.none(), max_size=1), max_size=2))
def test_whatever_is_overridden_counts_as_replaced(section: dict[str, object]) -> None:
    found = read_overrides(section)
    assert found.plain.keys() <= found.names
