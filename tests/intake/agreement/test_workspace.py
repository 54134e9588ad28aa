"""The folders that `workspaces` means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.intake.agreement.workspace import MOST_ALTERNATIVES, folders_of

FOLDERS = ["a", "packages/a", "packages/b", "packages/a/b", "packages/@s/a", "tools/a"]


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["packages/*"], ["packages/a", "packages/b"]),
        (["./packages/*/"], ["packages/a", "packages/b"]),
        (["packages/**"], ["packages/a", "packages/b", "packages/a/b", "packages/@s/a"]),
        (["**/a"], ["a", "packages/a", "packages/@s/a", "tools/a"]),
        (["packages/@s/*", "a"], ["a", "packages/@s/a"]),
        (["packages/*", "!packages/b"], ["packages/a"]),
        (["!packages/a", "packages/*"], ["packages/b"]),
        (["{packages,tools}/a"], ["packages/a", "tools/a"]),
        (["{packages/{a,b},tools/*}"], ["packages/a", "packages/b", "tools/a"]),
        (["packages/[ab]"], ["packages/a", "packages/b"]),
        (["packages"], []),
        ([], []),
    ],
)
def test_patterns_mean_what_globs_mean(patterns: list[str], expected: list[str]) -> None:
    assert expected == list(folders_of(patterns, FOLDERS))


@pytest.mark.parametrize(
    "pattern", ["{a,b}" * 20, "{" * 1_000 + "a,b" + "}" * 1_000, "**/" * 30 + "z", "{a," * 500, "*" * 300]
)
def test_a_hostile_pattern_costs_little(pattern: str) -> None:
    assert [] == list(folders_of([pattern], ["x/" * 100 + "y"] * 100))


def test_braces_with_too_many_meanings_stand_for_themselves() -> None:
    many = ",".join(f"a{number}" for number in range(MOST_ALTERNATIVES + 1))
    assert [] == list(folders_of([f"{{{many}}}"], ["a0"]))


@pytest.mark.fuzz
@given(st.lists(st.sampled_from("ab"), min_size=1, max_size=4))
def test_a_path_means_itself_and_is_below_two_stars(parts: list[str]) -> None:
    path = "/".join(parts)
    assert [path] == list(folders_of([path], [path]))
    assert [path] == list(folders_of(["**"], [path]))
    assert [f"x/{path}"] == list(folders_of(["x/**", "!y/**"], [f"x/{path}", f"y/{path}"]))


def test_a_hidden_folder_needs_a_pattern_with_the_dot() -> None:
    folders = ["parts/.a", "parts/.b/c", ".d/e", "parts/f"]
    assert ["parts/f"] == list(folders_of(["parts/*", "**"], folders))
    assert ["parts/.a"] == list(folders_of(["parts/.*"], folders))
    assert [".d/e"] == list(folders_of([".d/*"], folders))
