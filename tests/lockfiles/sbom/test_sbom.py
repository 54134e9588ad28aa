import pytest

from pratique.core.lock import ROOT, LockedPackage, Problem, SourceKind
from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import ParseError
from pratique.lockfiles.reading.problem_list import ProblemList
from pratique.lockfiles.sbom.sbom import Ask, Census, Part, assemble, at_path


def package(name: str, **rest: object) -> LockedPackage:
    ref = PackageRef(Ecosystem.NPM, name)
    return LockedPackage(key="", package=ref, version="1.0.0", **rest)  # type: ignore[arg-type]  # of any field


def part(name: str, **rest: object) -> Part:
    return Part(identity=name, package=package(name, **rest))


def other(name: str | None) -> Part:
    return Part(identity=name, package=None)


def parents(
    parts: list[Part], asks: list[Ask], holds: list[Ask] | None = None, root: str = "app"
) -> dict[str, tuple[str, ...]]:
    found = assemble(parts, asks, holds=holds or [], roots=frozenset({root}), what="x")
    return {one.key: one.parents for one in found}


def test_who_asks_for_whom_is_told_by_key() -> None:
    parts = [other("app"), part("a"), part("b")]
    found = parents(parts, [Ask("app", "a"), Ask("a", "b"), Ask("b", "a"), Ask("b", "b"), Ask("x", "a")])
    assert {"a@1.0.0": (ROOT, "b@1.0.0"), "b@1.0.0": ("a@1.0.0",)} == found


def test_the_project_is_no_entry_even_with_a_name_of_its_own() -> None:
    assert {"a@1.0.0": (ROOT,)} == parents([part("app"), part("a")], [Ask("app", "a"), Ask("a", "app")])


def test_what_nobody_asks_for_hangs_on_the_project() -> None:
    assert {"a@1.0.0": (ROOT,)} == parents([Part(identity=None, package=package("a"))], [])


def test_parts_that_are_no_entries_are_passed_through() -> None:
    parts = [other("lockfile"), other("jar"), other("jar2"), part("a"), part("b"), part("c")]
    asks = [
        Ask("lockfile", "a"),
        Ask("a", "jar"),
        Ask("jar", "jar2"),
        Ask("jar2", "jar"),
        Ask("jar2", "b"),
        Ask("jar2", "c"),
    ]
    expected = {"a@1.0.0": (ROOT,), "b@1.0.0": ("a@1.0.0",), "c@1.0.0": ("a@1.0.0",)}
    assert expected == parents(parts, asks)


def test_a_circle_of_no_entries_hangs_on_the_project() -> None:
    parts = [other("x"), other("y"), part("a")]
    assert {"a@1.0.0": (ROOT,)} == parents(parts, [Ask("x", "y"), Ask("y", "x"), Ask("y", "a")])
    parts.append(other("app"))
    assert {"a@1.0.0": (ROOT,)} == parents(parts, [Ask("app", "x"), Ask("x", "a")])


def test_a_holder_counts_only_where_nobody_asks() -> None:
    parts = [part("a"), part("b"), part("c")]
    found = parents(parts, [Ask("c", "b")], [Ask("a", "b"), Ask("a", "c")])
    assert {"a@1.0.0": (ROOT,), "b@1.0.0": ("c@1.0.0",), "c@1.0.0": ("a@1.0.0",)} == found


def test_entries_that_are_alike_are_one() -> None:
    parts = [
        part("x"),
        Part(identity="a1", package=package("a", optional=True, bundled=True, groups=frozenset({"dev"}))),
        Part(identity="a2", package=package("a", groups=frozenset({"docs"}))),
        Part(identity="a3", package=package("a", source=SourceKind.BUNDLED)),
    ]
    found = assemble(parts, [Ask("x", "a2"), Ask("a1", "a2")], roots=frozenset(), what="x")
    assert ["x@1.0.0", "a@1.0.0", "a@1.0.0 (bundled)"] == [one.key for one in found]
    assert (ROOT, "x@1.0.0") == found[1].parents
    assert ({"dev", "docs"}, False, False) == (set(found[1].groups), found[1].optional, found[1].bundled)


def test_an_entry_that_is_needed_at_run_time_somewhere_has_no_groups() -> None:
    parts = [
        Part(identity="a1", package=package("a", groups=frozenset({"dev"}))),
        Part(identity="a2", package=package("a")),
    ]
    [found] = assemble(parts, [], roots=frozenset(), what="x")
    assert frozenset() == found.groups


def test_groups_are_followed_from_the_project() -> None:
    parts = [other("app"), part("a"), part("b"), part("c"), part("d", groups=frozenset({"told"}))]
    asks = [Ask("app", "a", "dev"), Ask("a", "b"), Ask("app", "c", "optional"), Ask("app", "d", "dev")]
    found = {
        one.package.name: (set(one.groups), one.optional)
        for one in assemble(parts, asks, roots=frozenset({"app"}), what="x")
    }
    assert {
        "a": ({"dev"}, False),
        "b": ({"dev"}, False),
        "c": ({"optional"}, True),
        "d": ({"told"}, False),
    } == found


def test_an_identity_that_stands_twice_is_that_of_the_first() -> None:
    parts = [part("a"), Part(identity="a", package=package("b")), part("c")]
    found = parents(parts, [Ask("a", "c")])
    assert {"a@1.0.0": (ROOT,), "b@1.0.0": (ROOT,), "c@1.0.0": ("a@1.0.0",)} == found


def test_more_edges_than_any_project_has_are_refused() -> None:
    parts = [part("a"), part("b")]
    asks = [Ask("a", "b")] * 3
    assert 2 == len(assemble(parts, asks, roots=frozenset(), what="x", most_edges=3))
    with pytest.raises(ParseError, match="more than 3 dependencies"):
        assemble(parts, asks, holds=[Ask("b", "a")], roots=frozenset(), what="x", most_edges=3)


def test_parts_that_are_no_entries_do_not_cost_the_square_of_what_is_written() -> None:
    # Each of some thousand entries below the hub would be asked for by each of as many above it.
    count = 2_100
    parts = [part(f"{side}{n}") for side in "ab" for n in range(count)]
    asks = [Ask(f"a{n}", "hub") for n in range(count)] + [Ask("hub", f"b{n}") for n in range(count)]
    parts.append(other("hub"))
    with pytest.raises(ParseError, match="steps between packages"):
        assemble(parts, asks, roots=frozenset(), what="x")


def test_what_is_not_ours_is_counted_by_type_and_told_first() -> None:
    census = Census(ProblemList())
    assert census.read("pkg:maven/a/b@1", "b", 1) is None
    assert census.read("nonsense", "c", 2) is None
    assert census.read("pkg:maven/a/c@1", "c", 3) is None
    assert census.read("pkg:deb/a@1", "a", 4) is None
    found = census.read("pkg:npm/a@1.0.0", "a", 5)
    assert found is not None
    assert 5 == found.line
    told = census.listed()
    assert (
        Problem("pkg:deb", None, "1 package of type deb: this type is not supported"),
        Problem("pkg:maven", None, "2 packages of type maven: this type is not supported"),
    ) == told[:2]
    assert [("c", 2)] == [(problem.what, problem.line) for problem in told[2:]]


@pytest.mark.parametrize(
    ("path", "source", "alias"),
    [
        ("node_modules/a", SourceKind.REGISTRY, None),
        ("packages/a", SourceKind.PATH, None),
        ("node_modules/x/node_modules/b", SourceKind.REGISTRY, "b"),
        ("node_modules/../x", SourceKind.REGISTRY, None),
        ("", SourceKind.REGISTRY, None),
        (None, SourceKind.REGISTRY, None),
    ],
)
def test_the_path_of_an_npm_package_tells_folders_and_aliases(
    path: str | None, source: SourceKind, alias: str | None
) -> None:
    found = at_path(package("a"), path)
    assert (source, alias) == (found.source, found.alias)


def test_a_path_says_nothing_of_other_packages() -> None:
    gem = LockedPackage(key="", package=PackageRef(Ecosystem.RUBYGEMS, "a"), version="1")
    assert gem == at_path(gem, "vendor/a")
    git = package("a", source=SourceKind.GIT)
    assert git == at_path(git, "packages/a")
