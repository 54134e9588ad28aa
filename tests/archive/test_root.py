"""Roots: the top folder as npm and pip see it."""

import pytest

from pratique.archive.member import Member, MemberKind
from pratique.archive.names import Layout
from pratique.archive.root import Root, find_root


def _root(layout: Layout, *names: str) -> Root:
    kinds = {True: MemberKind.FOLDER, False: MemberKind.FILE}
    return find_root([Member(name=name, kind=kinds[name.endswith("/")]) for name in names], layout)


def test_npm_drops_the_first_part_whatever_it_is() -> None:
    root = _root(Layout.NPM, "node-v1/package.json", "other/a", "bare")
    assert (True, "package.json") == root.split("node-v1/package.json")
    assert (False, "a") == root.split("other/a")
    assert (False, "") == root.split("bare")


def test_the_folder_with_package_json_is_the_top_folder_even_when_it_is_smaller() -> None:
    assert _root(Layout.NPM, "x/1", "x/2", "package/package.json").name == "package"


def test_a_wheel_has_no_top_folder() -> None:
    assert _root(Layout.FLAT, "x/a", "x/b").split("x/a") == (True, "x/a")


def test_pip_drops_the_folder_that_all_members_share() -> None:
    root = _root(Layout.SDIST, "x-1.0/", "x-1.0/setup.py", "x-1.0/x/a.py")
    assert (True, "x/a.py") == root.split("x-1.0/x/a.py")


def test_pip_drops_nothing_when_a_member_is_outside() -> None:
    root = _root(Layout.SDIST, "x-1.0/setup.py", "stray")
    assert (True, "x-1.0/setup.py") == root.split("x-1.0/setup.py")
    assert (False, "stray") == root.split("stray")


def test_a_plain_zip_has_no_root_to_be_outside_of() -> None:
    root = _root(Layout.SDIST, "a/1", "b/2", "c")
    assert (True, "b/2") == root.split("b/2")


def test_a_leading_dot_is_looked_through() -> None:
    root = _root(Layout.SDIST, "./", "./x-1.0/", "./x-1.0/setup.py")
    assert (True, "setup.py") == root.split("./x-1.0/setup.py")


@pytest.mark.parametrize("layout", list(Layout))
def test_an_empty_archive_has_no_root(layout: Layout) -> None:
    assert find_root([], layout).name is None


def test_one_bare_file_keeps_its_name() -> None:
    assert _root(Layout.SDIST, "setup.py").split("setup.py") == (True, "setup.py")
