import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.lockfiles.npm.pnpm.graph import PnpmGraph
from pratique.lockfiles.npm.pnpm.importer import Need
from pratique.lockfiles.reading.document import MOST_EDGES

RUN, DEV, OPTIONAL, PEER = Need.RUN, Need.DEV, Need.OPTIONAL, Need.PEER


def groups(*edges: tuple[str, str, Need], own: tuple[str, ...] = ("",)) -> dict[str, list[str]]:
    graph = PnpmGraph(frozenset(own))
    for asker, target, need in edges:
        graph.add(asker, target, need)
    found = graph.groups()
    return {key: sorted(found.of(key)) for _, key, _ in edges if key not in own}


def test_what_the_project_runs_with_is_in_no_group() -> None:
    assert {"a": [], "b": []} == groups(("", "a", RUN), ("a", "b", RUN))


def test_what_only_development_needs_is_dev() -> None:
    found = groups(
        ("", "a", DEV), ("a", "b", RUN), ("", "c", RUN), ("a", "c", RUN), ("w", "d", DEV), own=("", "w")
    )
    assert {"a": ["dev"], "b": ["dev"], "c": [], "d": ["dev"]} == found


def test_what_may_fail_to_install_is_optional() -> None:
    found = groups(
        ("", "a", OPTIONAL), ("a", "b", RUN), ("", "c", RUN), ("c", "d", OPTIONAL), ("b", "c", RUN)
    )
    assert {"a": ["optional"], "b": ["optional"], "c": [], "d": ["optional"]} == found


def test_dev_and_optional_together_are_both_and_neither_is_the_runtime() -> None:
    found = groups(("", "a", DEV), ("a", "b", OPTIONAL), ("", "x", DEV), ("", "y", OPTIONAL), ("y", "x", RUN))
    assert {"a": ["dev"], "b": ["dev", "optional"], "x": ["dev", "optional"], "y": ["optional"]} == found


def test_what_is_asked_for_as_a_peer_alone_is_peer() -> None:
    found = groups(("", "a", RUN), ("a", "b", PEER), ("b", "c", RUN), ("", "d", RUN), ("a", "d", PEER))
    assert {"a": [], "b": ["peer"], "c": ["peer"], "d": []} == found


def test_what_pnpm_itself_needs_is_in_groups_of_its_own() -> None:
    assert {"a": ["config"], "b": ["package-manager"]} == groups(
        ("", "a", Need.CONFIG), ("", "b", Need.MANAGER)
    )


def test_what_nothing_needs_is_extraneous() -> None:
    assert {"b": ["extraneous"], "a": ["extraneous"]} == groups(("a", "b", RUN), ("b", "a", RUN))


def test_own_folders_are_starts_and_no_steps() -> None:
    assert {"a": ["dev"]} == groups(("", "w", RUN), ("w", "a", DEV), own=("", "w"))


def test_parents_are_told_once_each_in_order() -> None:
    graph = PnpmGraph(frozenset({""}))
    for asker in ("b", "a", "b"):
        graph.add(asker, "x", RUN)
    assert (("b", "a"), ()) == (graph.parents("x"), graph.parents("b"))


def test_more_requests_than_any_project_has_are_refused() -> None:
    graph = PnpmGraph(frozenset({""}))
    for _ in range(MOST_EDGES):
        graph.add("", "a", RUN)
    with pytest.raises(ParseError, match="more than 1000000 dependencies"):
        graph.add("", "a", RUN)


NODES = st.sampled_from("abcde")
OWN_EDGES = st.tuples(st.just(""), NODES, st.sampled_from([need for need in Need if need is not PEER]))
EDGES = st.tuples(NODES, NODES, st.sampled_from([RUN, OPTIONAL, PEER]))


@pytest.mark.fuzz
@given(edges=st.lists(OWN_EDGES | EDGES, max_size=15))
def test_every_entry_is_extraneous_or_reached(edges: list[tuple[str, str, Need]]) -> None:
    reached = {""}
    for _ in edges:
        reached |= {target for asker, target, _ in edges if asker in reached}
    for key, found in groups(*edges).items():
        assert (key not in reached) == ("extraneous" in found)
