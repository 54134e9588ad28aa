import pytest

from pratique.core.lock import ROOT, LockedPackage
from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import ParseError
from pratique.lockfiles.pypi.graph import Draft, Edge, Request, edges_of, locked


def draft(name: str, version: str | None = "1.0", *requests: Request, **more: str) -> Draft:
    package = LockedPackage(
        key="",
        package=PackageRef(Ecosystem.PYPI, name),
        version=version,
        registry=more.get("registry"),
        url=more.get("url"),
    )
    return Draft(package, requests)


def children(*drafts: Draft) -> list[int]:
    return [edge.child for edge in edges_of(drafts, what="x") if edge.parent == 0]


def test_a_request_is_answered_by_name() -> None:
    assert [1] == children(draft("a", "1", Request(name="b"), Request(name="gone")), draft("b"))


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (Request(name="b"), [1, 2]),
        (Request(name="b", version="2.0"), [2]),
        (Request(name="b", version="9.0"), [1, 2]),
        (Request(name="b", range=">=2"), [2]),
        (Request(name="b", range="*"), [1, 2]),
        (Request(name="b", range="<1"), [1, 2]),
        (Request(name="b", range="^1.0 || ^2.0"), [1, 2]),
        (Request(name="b", range="<2", version="2.0"), [2]),
    ],
)
def test_version_and_range_tell_entries_of_one_name_apart(request_: Request, expected: list[int]) -> None:
    assert expected == children(draft("a", "1", request_), draft("b", "1.0"), draft("b", "2.0"))


def test_the_source_tells_entries_of_one_version_apart() -> None:
    asking = draft("a", "1", Request(name="b", source="https://two.example"))
    assert [2] == children(
        asking, draft("b", registry="https://one.example"), draft("b", registry="https://two.example")
    )
    assert [1] == children(
        asking, draft("b", url="https://two.example"), draft("b", registry="https://one.example")
    )


def test_an_odd_version_does_not_stop_the_range_check() -> None:
    request = Request(name="b", range=">=1")
    assert [1, 2] == children(draft("a", "1", request), draft("b", "0.7.10p1-x"), draft("b", "1.0"))
    assert [2] == children(draft("a", "1", request), draft("b", None), draft("b", "1.0"))


def test_many_entries_of_one_name_asked_for_many_times_are_refused() -> None:
    drafts = [draft("a", str(number), Request(name="a", version="1")) for number in range(1100)]
    with pytest.raises(ParseError, match="more than 1000000 dependencies"):
        edges_of(drafts, what="x")


def test_long_ranges_held_against_many_versions_are_refused() -> None:
    long = ",".join([">=0"] * 1000)
    drafts = [draft("a", str(number), Request(name="a", range=long)) for number in range(40)]
    with pytest.raises(ParseError, match="more than 1000000 dependencies"):
        edges_of(drafts, what="x")


def test_parents_are_keys_and_nobody_is_its_own_parent() -> None:
    drafts = [
        draft("a", "1", Request(name="b", range=">=1"), Request(name="a")),
        draft("b", "1", Request(name="a")),
    ]
    first, second = locked(drafts, edges_of(drafts, what="x"), roots=[0])
    assert ("a==1", (ROOT, "b==1"), {"b": ">=1", "a": "*"}) == (first.key, first.parents, first.dependencies)
    assert ("a==1",) == second.parents


def test_the_project_is_no_entry_and_its_requests_are_those_of_the_root() -> None:
    drafts = [draft("app", None, Request(name="b")), draft("b")]
    [entry] = locked(drafts, [Edge(0, 1, drafts[0].requests[0])], project=0)
    assert ("b==1.0", (ROOT,)) == (entry.key, entry.parents)


def test_several_ranges_of_one_name_are_joined() -> None:
    drafts = [
        draft("a", "1", Request(name="b", range="<2"), Request(name="b", version="2.0"), Request(name="b"))
    ]
    [entry] = locked(drafts, [])
    assert {"b": "<2 || 2.0 || *"} == entry.dependencies
