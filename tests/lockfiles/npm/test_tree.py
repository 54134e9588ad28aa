import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import LockRequest, Need
from pratique.errors import ParseError
from pratique.lockfiles.npm.tree import NpmTree, parents_of

LOCATIONS = (
    "node_modules/a",
    "node_modules/a/node_modules/b",
    "node_modules/a/node_modules/c/node_modules/b",
    "node_modules/b",
    "node_modules/@s/d",
    "packages/x/node_modules/a",
    "packages/x",
    "../beside/node_modules/e",
    "../beside",
)


@pytest.mark.parametrize(
    ("location", "name", "expected"),
    [
        ("", "a", "node_modules/a"),
        ("", "@s/d", "node_modules/@s/d"),
        ("node_modules/a", "b", "node_modules/a/node_modules/b"),
        ("node_modules/a/node_modules/c", "b", "node_modules/a/node_modules/c/node_modules/b"),
        ("node_modules/a/node_modules/b", "a", "node_modules/a"),
        ("node_modules/@s/d", "b", "node_modules/b"),
        ("packages/x", "a", "packages/x/node_modules/a"),
        ("packages/x/node_modules/a", "b", "node_modules/b"),
        ("packages/y", "a", "node_modules/a"),
        ("../beside", "e", "../beside/node_modules/e"),
        ("../beside", "a", None),
        ("../beside/node_modules/e", "a", None),
        ("node_modules/b", "c", None),
        ("", "zz", None),
    ],
)
def test_names_are_found_as_node_finds_them(location: str, name: str, expected: str | None) -> None:
    assert expected == NpmTree(LOCATIONS).resolve(location, name)


def test_each_request_is_given_with_the_path_that_answers_it() -> None:
    wants = {
        "": {"a": ("^1", Need.RUN), "zz": ("2", Need.DEV)},
        "node_modules/a": {"b": ("", Need.PEER)},
        "node_modules/b": {},
    }
    assert [
        LockRequest("", "a", "^1", Need.RUN, ("node_modules/a",)),
        LockRequest("", "zz", "2", Need.DEV, ()),
        LockRequest("node_modules/a", "b", "", Need.PEER, ("node_modules/a/node_modules/b",), line=7),
    ] == list(NpmTree(LOCATIONS).requests(wants, {"node_modules/a": 7}))


def test_parents_are_those_that_ask_in_order_and_once() -> None:
    requests = [
        LockRequest("", "a", "", answers=("a",)),
        LockRequest("b", "a", "", answers=("a", "c")),
        LockRequest("", "a", "", answers=("a",)),
        LockRequest("", "zz", ""),
    ]
    assert {"a": ("", "b"), "c": ("b",)} == parents_of(requests)


def test_endless_requests_are_refused() -> None:
    asked = {str(number): ("", Need.RUN) for number in range(1_000)}
    wants = {f"node_modules/{number}": asked for number in range(1_001)}
    with pytest.raises(ParseError, match="more than 1000000 dependencies"):
        list(NpmTree(LOCATIONS).requests(wants, {}))


@pytest.mark.fuzz
@given(
    st.lists(st.sampled_from("ab"), min_size=1, max_size=6), st.sets(st.integers(0, 5)), st.sampled_from("ab")
)
def test_the_nearest_folder_that_has_the_name_wins(chain: list[str], present: set[int], name: str) -> None:
    folders = [
        "",
        *("/".join(f"node_modules/{part}" for part in chain[: depth + 1]) for depth in range(len(chain))),
    ]
    entries = [
        f"{folders[depth]}/node_modules/{name}".lstrip("/") for depth in present if depth < len(folders)
    ]
    expected = max((entry for entry in entries), key=len, default=None)
    assert expected == NpmTree(entries).resolve(folders[-1], name)
