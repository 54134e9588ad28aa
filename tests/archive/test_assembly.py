"""Assembly: places, collisions, links and limits on names."""

import pytest

from pratique.archive.assembly import assemble
from pratique.archive.limits import DEFAULT_LIMITS, Limits
from pratique.archive.member import Member, MemberKind
from pratique.archive.names import Layout
from pratique.archive.notes import Notes
from pratique.core.tree import AnomalyKind, Tree


def _file(name: str, data: bytes | None = b"x", *, why: str | None = None) -> Member:
    return Member(name=name, data=data, unread=why, size_bytes=1)


def _symlink(name: str, target: str) -> Member:
    return Member(name=name, kind=MemberKind.SYMLINK, target=target)


def _hardlink(name: str, target: str) -> Member:
    return Member(name=name, kind=MemberKind.HARDLINK, target=target)


def _tree(*members: Member, layout: Layout = Layout.NPM, limits: Limits = DEFAULT_LIMITS) -> Tree:
    return assemble(members, layout, limits, Notes("p.tgz"))


def _kinds(tree: Tree) -> list[AnomalyKind]:
    return [anomaly.kind for anomaly in tree.anomalies]


def _contents(tree: Tree) -> dict[str, bytes]:
    return {file.path: file.data for file in tree}


def test_the_later_of_two_members_with_one_name_wins_and_is_reported() -> None:
    tree = _tree(_file("p/a", b"1"), _file("p/./a", b"2"))
    assert ({"a": b"2"}, [AnomalyKind.DUPLICATE_NAME]) == (_contents(tree), _kinds(tree))


def test_a_name_twice_with_the_same_content_says_one_thing_to_every_reader() -> None:
    assert [] == _kinds(_tree(_file("p/a"), _file("p//a")))


def test_a_file_that_was_not_read_takes_the_place_of_an_earlier_one() -> None:
    tree = _tree(_file("p/a"), _file("p/a", None, why="too large"))
    assert ({}, [AnomalyKind.DUPLICATE_NAME]) == (_contents(tree), _kinds(tree))
    assert ["a"] == [omission.path for omission in tree.omitted]


def test_a_file_behind_one_that_was_not_read_is_a_duplicate() -> None:
    tree = _tree(_file("p/a", None, why="too large"), _file("p/a"))
    assert ({"a": b"x"}, [AnomalyKind.DUPLICATE_NAME]) == (_contents(tree), _kinds(tree))


def test_a_file_that_is_a_folder_too_is_reported_once_for_each_file_below() -> None:
    tree = _tree(_file("p/a"), _file("p/a/b"), _file("p/a-b"), _file("p/ab/c"))
    assert [("a", AnomalyKind.DUPLICATE_NAME)] == [(a.path, a.kind) for a in tree.anomalies]


def test_a_file_below_a_link_is_reported() -> None:
    tree = _tree(_symlink("p/d", "lib"), _file("p/lib/x"), _file("p/d/y"))
    assert {AnomalyKind.DUPLICATE_NAME, AnomalyKind.LINK} == set(_kinds(tree))


def test_names_that_differ_by_case_are_reported_when_their_contents_differ() -> None:
    tree = _tree(_file("p/README", b"1"), _file("p/readme", b"2"), _file("p/x", b"1"), _file("p/X", b"1"))
    assert [("readme", AnomalyKind.CASE_CLASH)] == [(a.path, a.kind) for a in tree.anomalies]


def test_names_that_differ_by_composition_are_reported() -> None:
    tree = _tree(_file("p/caf\u00e9", b"1"), _file("p/cafe\u0301", b"2"))
    assert [AnomalyKind.CASE_CLASH] == _kinds(tree)


def test_a_member_outside_the_top_folder_is_kept_where_npm_puts_it() -> None:
    tree = _tree(_file("package/package.json"), _file("other/a"))
    assert (["package.json", "a"], [AnomalyKind.OUTSIDE_ROOT]) == (list(_contents(tree)), _kinds(tree))


def test_a_file_without_a_folder_is_dropped_as_npm_drops_it() -> None:
    tree = _tree(_file("package/index.js", b"1"), _file("index.js", b"2"))
    assert ({"index.js": b"1"}, [AnomalyKind.OUTSIDE_ROOT]) == (_contents(tree), _kinds(tree))
    assert ["index.js"] == [omission.path for omission in tree.omitted]


def test_an_sdist_with_a_stray_member_keeps_all_its_folders() -> None:
    tree = _tree(_file("x-1/setup.py"), _file("stray"), layout=Layout.SDIST)
    assert ["x-1/setup.py", "stray"] == list(_contents(tree))
    assert [("stray", AnomalyKind.OUTSIDE_ROOT)] == [(a.path, a.kind) for a in tree.anomalies]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("package/../../x", AnomalyKind.PARENT_PATH), ("package/a\\..\\x", AnomalyKind.PARENT_PATH)],
)
def test_a_path_that_climbs_is_omitted_and_takes_no_other_place(name: str, kind: AnomalyKind) -> None:
    tree = _tree(_file("package/x", b"true"), _file(name, b"false"))
    assert ({"x": b"true"}, [kind]) == (_contents(tree), _kinds(tree))
    assert [name] == [omission.path for omission in tree.omitted]


@pytest.mark.parametrize(
    ("name", "layout", "path"),
    [
        ("/etc/passwd", Layout.FLAT, "etc/passwd"),
        ("package/C:/x", Layout.NPM, "x"),
        ("C:/x", Layout.FLAT, "C:/x"),
    ],
)
def test_an_absolute_path_is_reported_and_put_below_the_root(name: str, layout: Layout, path: str) -> None:
    tree = _tree(_file(name), layout=layout)
    assert ([path], [AnomalyKind.ABSOLUTE_PATH]) == (list(_contents(tree)), _kinds(tree))


def test_a_device_is_reported() -> None:
    assert [AnomalyKind.DEVICE] == _kinds(_tree(Member(name="p/d", kind=MemberKind.DEVICE)))


def test_a_path_that_is_too_deep_or_too_long_is_omitted() -> None:
    limits = Limits(max_depth=3, max_name_bytes=20)
    tree = _tree(_file("p/a/b/c"), _file("p/a/b/c/d"), _file("p/" + "ü" * 10), limits=limits)
    assert (["a/b/c"], [AnomalyKind.LIMIT] * 2) == (list(_contents(tree)), _kinds(tree))
    assert len(tree.omitted) == 2


def test_a_symbolic_link_to_a_file_has_its_content() -> None:
    tree = _tree(_file("p/lib/a", b"1"), _symlink("p/bin/a", "../lib/a"), layout=Layout.SDIST)
    assert ({"lib/a": b"1", "bin/a": b"1"}, [AnomalyKind.LINK]) == (_contents(tree), _kinds(tree))


def test_a_link_to_a_folder_or_to_nothing_is_no_file() -> None:
    tree = _tree(_file("p/lib/a"), _symlink("p/d", "lib"), _symlink("p/n", "nothing"))
    assert (["lib/a"], [AnomalyKind.LINK] * 2) == (list(_contents(tree)), _kinds(tree))
    assert (True, True) == tuple("no file" in a.detail for a in tree.anomalies)


@pytest.mark.parametrize("target", ["../../etc/passwd", "/etc/passwd", "..\\..\\x", "C:\\x"])
def test_a_symbolic_link_out_of_the_package_is_reported(target: str) -> None:
    tree = _tree(_symlink("p/a/l", target))
    expected = AnomalyKind.LINK if "\\" in target and ":" not in target else AnomalyKind.LINK_ESCAPE
    assert ([], [expected]) == (list(_contents(tree)), _kinds(tree))


@pytest.mark.parametrize("layout", [Layout.NPM, Layout.SDIST])
def test_a_hard_link_has_the_content_of_its_target(layout: Layout) -> None:
    tree = _tree(_file("p/a", b"1"), _hardlink("p/b", "p/a"), _hardlink("p/c", "p/b"), layout=layout)
    assert ({"a": b"1", "b": b"1", "c": b"1"}, [AnomalyKind.LINK] * 2) == (_contents(tree), _kinds(tree))


@pytest.mark.parametrize("target", ["/etc/passwd", "p/../../x", "../x"])
def test_a_hard_link_out_of_the_package_is_reported(target: str) -> None:
    assert [AnomalyKind.LINK_ESCAPE] == _kinds(_tree(_hardlink("p/b", target)))


@pytest.mark.parametrize("target", ["p/b", "p/missing", "elsewhere", ""])
def test_a_hard_link_to_itself_or_to_nothing_is_no_file(target: str) -> None:
    tree = _tree(_file("p/a"), _hardlink("p/b", target), layout=Layout.SDIST)
    assert (["a"], [AnomalyKind.LINK]) == (list(_contents(tree)), _kinds(tree))


def test_circles_of_links_end() -> None:
    tree = _tree(_symlink("p/a", "b"), _symlink("p/b", "a"), _hardlink("p/c", "p/d"), _hardlink("p/d", "p/c"))
    assert ([], [AnomalyKind.LINK] * 4) == (list(_contents(tree)), _kinds(tree))


def test_a_link_never_takes_the_place_of_a_file_in_npm() -> None:
    members = (_file("p/a", b"1"), _file("p/b", b"2"), _symlink("p/a", "b"))
    npm, pip = _tree(*members), _tree(*members, layout=Layout.SDIST)
    assert (b"1", b"2") == (_contents(npm)["a"], _contents(pip)["a"])
    assert AnomalyKind.DUPLICATE_NAME in _kinds(npm)
    assert AnomalyKind.DUPLICATE_NAME in _kinds(pip)


def test_a_file_takes_the_place_of_a_link() -> None:
    tree = _tree(_symlink("p/a", "b"), _file("p/b", b"2"), _file("p/a", b"1"))
    assert ({"b": b"2", "a": b"1"}, [AnomalyKind.DUPLICATE_NAME]) == (_contents(tree), _kinds(tree))


def test_links_to_a_large_file_are_counted_against_the_limit() -> None:
    links = [_symlink(f"p/l{number}", "a") for number in range(5)]
    tree = _tree(_file("p/a", b"x" * 100), *links, limits=Limits(max_unpacked_bytes=250))
    assert (["a", "l0", "l1"], 3) == (list(_contents(tree)), len(tree.omitted))


def test_links_that_are_too_far_to_follow_are_omitted() -> None:
    links = [_symlink(f"p/l{number}", "x/../" * 200) for number in range(3000)]
    tree = _tree(*links)
    assert AnomalyKind.LIMIT in _kinds(tree)
    assert tree.omitted != ()
