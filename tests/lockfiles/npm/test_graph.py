import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import ROOT, LockRequest, Need
from pratique.lockfiles.npm.graph import Edge, Needs, edges_of, parents_of


def test_each_answer_of_a_request_is_an_edge_and_a_peer_is_of_its_group() -> None:
    requests = [
        LockRequest(ROOT, "a", "1", Need.DEV, ("a", "b")),
        LockRequest("a", "c", "1", Need.OPTIONAL_PEER, ("c",)),
        LockRequest("a", "d", "1"),
    ]
    assert [Edge(ROOT, "a", Need.DEV), Edge(ROOT, "b", Need.DEV), Edge("a", "c", Need.PEER)] == list(
        edges_of(requests)
    )


def test_parents_are_told_once_in_the_order_of_the_edges() -> None:
    edges = [Edge("b", "c"), Edge(ROOT, "c"), Edge("b", "c", Need.OPTIONAL), Edge("c", "c"), Edge(ROOT, "b")]
    assert {"c": ("b", ROOT), "b": (ROOT,)} == parents_of(edges)


def test_what_only_one_kind_of_request_leads_to_is_of_its_group() -> None:
    edges = [
        Edge(ROOT, "run"),
        Edge(ROOT, "dev", Need.DEV),
        Edge("dev", "below-dev"),
        Edge("dev", "both"),
        Edge("run", "both"),
        Edge("run", "optional", Need.OPTIONAL),
        Edge("optional", "below-optional"),
        Edge("dev", "dev-and-optional", Need.OPTIONAL),
        Edge("run", "peer", Need.PEER),
    ]
    needs = Needs.of(edges)
    assert {
        "dev": {"dev"},
        "below-dev": {"dev"},
        "optional": {"optional"},
        "below-optional": {"optional"},
        "dev-and-optional": {"dev", "optional"},
        "peer": {"peer"},
    } == needs.groups
    assert {"optional", "below-optional", "dev-and-optional"} == needs.optional


def test_what_either_of_two_kinds_leads_to_is_of_both_groups_and_not_optional() -> None:
    needs = Needs.of([Edge(ROOT, "a", Need.DEV), Edge(ROOT, "a", Need.OPTIONAL)])
    assert {"a": {"dev", "optional"}} == needs.groups
    assert not needs.optional


def test_entries_that_nothing_leads_to_are_of_no_group() -> None:
    needs = Needs.of([Edge("a", "b", Need.OPTIONAL), Edge("b", "a")])
    assert ({}, frozenset()) == (needs.groups, needs.optional)


@pytest.mark.fuzz
@given(
    st.lists(
        st.tuples(st.sampled_from(["", "a", "b", "c"]), st.sampled_from("abcd"), st.sampled_from(Need)),
        max_size=12,
    )
)
def test_what_is_optional_is_in_the_group_and_what_is_run_is_in_none(
    edges: list[tuple[str, str, Need]],
) -> None:
    needs = Needs.of([Edge(*edge) for edge in edges])
    assert all("optional" in needs.groups[key] for key in needs.optional)
    assert all(needs.groups.values())
    runs = {child for parent, child, need in edges if parent == ROOT and need is Need.RUN}
    assert not runs & set(needs.groups)
