"""Trees in memory, and what changed between two."""

import hashlib
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.tree import File, Tree, TreeDelta, compare


def tree(**files: bytes) -> Tree:
    return Tree(tuple(File(path, data) for path, data in files.items()))


def trees() -> st.SearchStrategy[Tree]:
    """Trees of a few paths and fewer contents, so that moves and copies are common."""
    paths = st.lists(st.sampled_from("abcdefgh"), unique=True)
    contents = st.sampled_from([b"", b"1", b"2", b"3"])
    return paths.flatmap(
        lambda names: st.tuples(*(st.builds(File, st.just(name), contents) for name in names)).map(Tree)
    )


def paths_after(delta: TreeDelta) -> list[str]:
    return [
        *(file.path for file in delta.added),
        *(after.path for _, after in delta.changed),
        *(after.path for _, after in delta.moved),
    ]


def paths_before(delta: TreeDelta) -> list[str]:
    return [
        *(file.path for file in delta.removed),
        *(before.path for before, _ in delta.changed),
        *(before.path for before, _ in delta.moved),
    ]


def contents(tree_: Tree) -> Counter[str]:
    return Counter(file.sha256 for file in tree_)


def test_a_file_knows_its_digest_and_size() -> None:
    file = File("a.js", b"x = 1")

    assert (hashlib.sha256(b"x = 1").hexdigest(), 5) == (file.sha256, file.size_bytes)


def test_a_file_prints_without_its_content() -> None:
    assert "File('a.js', 5 bytes)" == repr(File("a.js", b"x = 1"))


def test_a_tree_finds_its_files_by_path() -> None:
    files = tree(a=b"1", b=b"22")

    assert files.get("b") == File("b", b"22")
    assert files.get("c") is None
    assert 3 == files.size_bytes
    assert ["a", "b"] == [file.path for file in files]


def test_a_new_path_with_new_content_is_added() -> None:
    delta = compare(tree(a=b"1"), tree(a=b"1", b=b"2"))

    assert (
        TreeDelta(added=(File("b", b"2"),), unchanged=1, new_digests=frozenset({File("", b"2").sha256}))
        == delta
    )


def test_a_path_that_is_gone_is_removed() -> None:
    assert TreeDelta(removed=(File("b", b"2"),), unchanged=1) == compare(tree(a=b"1", b=b"2"), tree(a=b"1"))


def test_other_bytes_at_the_same_path_are_changed() -> None:
    delta = compare(tree(a=b"1"), tree(a=b"2"))

    assert ((File("a", b"1"), File("a", b"2")),) == delta.changed
    assert frozenset({File("", b"2").sha256}) == delta.new_digests


def test_the_same_bytes_at_another_path_are_moved_and_not_new() -> None:
    assert TreeDelta(moved=((File("a", b"1"), File("b", b"1")),)) == compare(tree(a=b"1"), tree(b=b"1"))


def test_a_copy_of_a_file_that_stays_is_added_and_its_content_is_not_new() -> None:
    assert TreeDelta(added=(File("b", b"1"),), unchanged=1) == compare(tree(a=b"1"), tree(a=b"1", b=b"1"))


def test_each_old_file_moves_once() -> None:
    delta = compare(tree(a=b"1"), tree(b=b"1", c=b"1"))

    assert (((File("a", b"1"), File("b", b"1")),), (File("c", b"1"),)) == (delta.moved, delta.added)


def test_a_mode_alone_is_no_change() -> None:
    assert 1 == compare(Tree((File("a", b"1"),)), Tree((File("a", b"1", executable=True),))).unchanged


@pytest.mark.fuzz
@given(trees())
def test_a_tree_differs_in_nothing_from_itself(files: Tree) -> None:
    assert TreeDelta(unchanged=len(files.files)) == compare(files, files)


@pytest.mark.fuzz
@given(trees(), trees())
def test_every_path_is_accounted_for_once(before: Tree, after: Tree) -> None:
    delta = compare(before, after)
    same = [file.path for file in after if before.get(file.path) == file]

    assert sorted(after.by_path) == sorted([*paths_after(delta), *same])
    assert sorted(before.by_path) == sorted([*paths_before(delta), *same])
    assert len(same) == delta.unchanged


@pytest.mark.fuzz
@given(trees(), trees())
def test_the_way_back_exchanges_added_and_removed(before: Tree, after: Tree) -> None:
    there, back = compare(before, after), compare(after, before)

    assert (there.added, there.removed, there.unchanged) == (back.removed, back.added, back.unchanged)
    assert set(there.changed) == {(b, a) for a, b in back.changed}
    assert set(there.moved) == {(b, a) for a, b in back.moved}


@pytest.mark.fuzz
@given(trees(), trees())
def test_new_digests_are_the_contents_that_were_nowhere_before(before: Tree, after: Tree) -> None:
    assert contents(after).keys() - contents(before).keys() == compare(before, after).new_digests


@pytest.mark.fuzz
@given(trees(), trees())
def test_what_moved_has_the_same_bytes_and_what_changed_has_not(before: Tree, after: Tree) -> None:
    delta = compare(before, after)

    assert all(old.data == new.data and old.path != new.path for old, new in delta.moved)
    assert all(old.data != new.data and old.path == new.path for old, new in delta.changed)


@pytest.mark.fuzz
@given(trees(), trees())
def test_nothing_that_could_have_moved_is_called_added(before: Tree, after: Tree) -> None:
    delta = compare(before, after)

    assert not {file.sha256 for file in delta.added} & {file.sha256 for file in delta.removed}


def test_a_hundred_thousand_equal_files_that_moved_are_compared_at_once() -> None:
    before = Tree(tuple(File(f"a/{number}", b"") for number in range(100_000)))
    after = Tree(tuple(File(f"b/{number}", b"") for number in range(100_000)))
    started = time.process_time()

    moved = len(compare(before, after).moved)

    assert 100_000 == moved
    assert 5 > time.process_time() - started


def test_folders_that_a_wheel_has_beside_its_root_are_told() -> None:
    paths = (
        "a-1.data/purelib/a/__init__.py",
        "a-1.data/platlib/b.so",
        "a-1.data/scripts/x",
        "a/purelib/c.py",
    )
    known = Tree(tuple(File(path, b"") for path in (*paths, "a-1.data/purelib")))
    assert ("a-1.data/purelib", "a-1.data/platlib") == known.site_folders
    assert () == tree(a=b"").site_folders


@pytest.mark.parametrize(
    ("path", "site"),
    [
        ("a-1.data/data/lib/python3.11/site-packages/a.py", "a-1.data/data/lib/python3.11/site-packages"),
        ("a-1.data/data/Lib/site-packages/a.py", "a-1.data/data/Lib/site-packages"),
        ("a-1.data/data/share/site-packages/a.py", None),
        ("a/lib/python3.11/site-packages/a.py", None),
    ],
)
def test_data_may_reach_the_same_place_by_its_path(path: str, site: str | None) -> None:
    assert ((site,) if site else ()) == Tree((File(path, b""),)).site_folders
