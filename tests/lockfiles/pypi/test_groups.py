import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.lockfiles.pypi.graph import Edge, Request
from pratique.lockfiles.pypi.groups import groups_of


def edge(parent: int, child: int, group: str | None = None) -> Edge:
    return Edge(parent, child, Request(name="x", group=group))


def test_groups_reach_along_the_edges_and_run_time_wins() -> None:
    edges = [
        edge(0, 1),
        edge(0, 2, "dev"),
        edge(0, 3, "docs"),
        edge(2, 4),
        edge(3, 4),
        edge(1, 5),
        edge(2, 5),
        edge(4, 2),
    ]
    found = groups_of(7, edges, own={0}, what="x")
    assert [set(), set(), {"dev", "docs"}, {"docs"}, {"dev", "docs"}, set(), set()] == found


def test_extras_of_other_packages_are_needed_as_those_are() -> None:
    found = groups_of(3, [edge(0, 1, "dev"), edge(1, 2, "fast")], own={0}, what="x")
    assert {"dev"} == found[2]


def test_members_of_the_workspace_are_needed_at_run_time() -> None:
    assert [set(), set(), set()] == groups_of(3, [edge(0, 1, "dev"), edge(1, 2)], own={0, 1}, what="x")


def test_following_groups_has_an_end() -> None:
    # A chain that is walked anew for each group, since the last one pushed is the far end.
    count = 3000
    edges = [edge(position, position + 1) for position in range(1, count - 1)]
    edges += [edge(0, 1 + number, f"g{number}") for number in range(count - 2)]
    with pytest.raises(ParseError, match="dependencies of groups"):
        groups_of(count, sorted(edges, key=lambda one: one.child), own={0}, what="x")


@pytest.mark.fuzz
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from([None, "a", "b"])), max_size=20)
)
def test_groups_are_those_of_a_walk_from_each_group(triples: list[tuple[int, int, str | None]]) -> None:
    found = groups_of(6, [edge(*triple) for triple in triples], own={0}, what="x")

    def reached(group: str | None) -> set[int]:
        seen: set[int] = set()
        waiting = [child for parent, child, told in triples if parent == 0 and told == group]
        while waiting:
            position = waiting.pop()
            if position and position not in seen:
                seen.add(position)
                waiting += [child for parent, child, _ in triples if parent == position]
        return seen

    at_run_time = reached(None)
    for position in range(1, 6):
        expected = (
            set() if position in at_run_time else {group for group in "ab" if position in reached(group)}
        )
        assert expected == found[position]
