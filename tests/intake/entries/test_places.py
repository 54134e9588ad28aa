"""Where entries of locks point to in the repository: a table with a cell for each format."""

import json
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import Lock, LockedFile, SourceKind
from pratique.core.names import Digest
from pratique.core.verdict import Standing
from pratique.errors import ParseError
from pratique.intake.entries.places import (
    Form,
    LocalFiles,
    is_folder,
    is_missing,
    placed,
    questions,
    refuse,
    tree_digest,
    trouble,
    with_bytes,
)
from pratique.lockfiles import format_for
from tests.intake.building import entry, npm, pypi
from tests.intake.local_locks import CELLS, Cell


@dataclass(frozen=True)
class Held:
    """What a repository holds, by path."""

    files: dict[str, bytes]
    folders: frozenset[str] = frozenset()
    past: bytes | None = None

    def form(self, path: str) -> Form | None:
        refuse(path, 0)
        return Form.FOLDER if path in self.folders else Form.ARCHIVE if path in self.files else None

    def read(self, path: str) -> bytes:
        return self.files.get(path, b"")

    def before(self, path: str) -> bytes | None:
        return self.past if path else None


def parsed(path: str, text: str) -> Lock:
    format_ = format_for(path)
    assert format_ is not None
    return format_.parse(text.encode())


def places(path: str, text: str, *, depth: int = 0) -> dict[str, tuple[str, ...]]:
    locks = placed({path: parsed(path, text)}, installs=frozenset({path}), depth=depth)
    return {one.package.name: one.places for one in locks[path].packages}


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_the_path_counts_from_the_folder_of_the_lock(cell: Cell) -> None:
    found = places(f"app/{cell.path}", cell.after)
    expected = f"app/{cell.place}"
    # pip counts from the folder that it is started in.
    also = (cell.place,) if cell.name.startswith("requirements") else ()
    assert (expected, *also) == found["calm"]


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_a_path_that_leaves_the_repository_stays_named(cell: Cell) -> None:
    text = cell.after.replace(cell.place, f"../../{cell.place}")
    assert (f"../../{cell.place}",) == places(cell.path, text)["calm"]


def lock(*entries: object, format_: str = "yarn.lock v1") -> Lock:
    return Lock(format=format_, packages=entries)  # type: ignore[arg-type]  # entries, as the builders give them


CALM = replace(entry(npm("calm", "1.0.0"), url="file:vendor/calm.tgz"), source=SourceKind.PATH)
IN_PLACE = replace(CALM, places=("vendor/calm.tgz",))


def test_inventories_and_installed_trees_stay_as_they_are() -> None:
    locks = {"bom.json": lock(CALM)}
    assert locks == placed(locks, installs=frozenset(), depth=0)


def test_a_lock_that_points_nowhere_is_the_very_same() -> None:
    of_registry = lock(entry(npm("calm", "1.0.0")))
    assert placed({"a": of_registry}, installs=frozenset({"a"}), depth=0)["a"] is of_registry


@pytest.mark.parametrize(
    ("url", "path", "depth", "own"),
    [
        (".", "yarn.lock", 0, True),
        ("..", "examples/yarn.lock", 0, True),
        ("../..", "examples/yarn.lock", 1, True),
        ("../..", "examples/yarn.lock", 0, False),
        ("packages/a", "yarn.lock", 0, True),
        ("packages/ab", "yarn.lock", 0, False),
        ("../packages", "examples/yarn.lock", 0, False),
        ("../exam", "examples/yarn.lock", 0, False),
    ],
)
def test_the_project_and_members_of_its_workspace_have_no_place(
    url: str, path: str, depth: int, own: bool
) -> None:
    member = replace(entry(npm("a", "1.0.0"), url="packages/a"), source=SourceKind.WORKSPACE)
    locks = {
        "package-lock.json": lock(member),
        path: lock(replace(CALM, url=url), member if path == "yarn.lock" else CALM),
    }
    found = placed(locks, installs=frozenset(locks), depth=depth)[path].packages[0]
    assert own is (not found.places)


@pytest.mark.parametrize(
    "path", ["..", "../x", "/x", "~/x", "C:/x", "a\\b", "a%2eb", "a?b", "a#b", "$HOME/x", "a\0b", "a" * 5000]
)
def test_a_path_that_leaves_or_is_no_plain_one_is_refused(path: str) -> None:
    with pytest.raises(ParseError, match="lock refers to"):
        refuse(path, 0)


def test_a_path_beside_the_project_is_of_its_repository() -> None:
    refuse("../vendor/calm.tgz", 1)
    with pytest.raises(ParseError, match="leaves the repository"):
        refuse("../../vendor/calm.tgz", 1)


@given(st.text(alphabet="./~\\%$a", max_size=20), st.integers(0, 3))
def test_no_path_that_is_let_in_leaves(path: str, depth: int) -> None:
    try:
        refuse(path, depth)
    except ParseError:
        return
    assert not path.startswith(("/", "~"))
    assert path.split("/").count("..") <= depth


def test_what_is_not_there_is_trouble() -> None:
    files: LocalFiles = Held({})
    assert "does not exist" in (trouble(IN_PLACE, files) or "")
    assert trouble(IN_PLACE, Held({"vendor/calm.tgz": b"1"})) is None
    assert "leaves" in (trouble(replace(CALM, places=("../x.tgz",)), files) or "")


def test_a_link_to_nothing_installs_nothing() -> None:
    files: LocalFiles = Held({})
    for link in (replace(IN_PLACE, source=SourceKind.LINK), replace(IN_PLACE, url=None)):
        assert trouble(link, files) is None
        assert is_missing(link, files)


def test_each_place_that_is_there_is_asked_about_with_its_own_digest() -> None:
    one, two = Digest("sha256", "1" * 64), Digest("sha256", "2" * 64)
    wheels = replace(entry(pypi("calm", "1.0.0"), [one, two]), source=SourceKind.PATH)
    files = (LockedFile("a.whl", (one,)), LockedFile("b.whl", (two,)))
    placed_ = replace(wheels, files=files, places=("v/a.whl", "v/b.whl", "v/c.whl"))
    asked = questions(placed_, Held({"v/a.whl": b"1", "v/b.whl": b"2"}), Standing.NEW)
    assert [("a.whl", (one,)), ("b.whl", (two,))] == [
        (one.file.filename, one.file.expected[0].digests) for one in asked
    ]
    assert not is_folder(placed_, Held({"v/a.whl": b"1"}))


def test_a_folder_has_no_digest_and_is_compared_with_what_was_there() -> None:
    (asked,) = questions(
        replace(CALM, places=("vendor/calm",)), Held({}, frozenset({"vendor/calm"}), b"past"), Standing.NEW
    )
    assert ("vendor:calm.tar", ()) == (asked.file.filename, asked.file.expected)
    assert asked.baseline is not None
    assert b"past" == asked.baseline.data


def test_the_bytes_of_a_place_are_compared_by_digest() -> None:
    link = replace(CALM, source=SourceKind.LINK, places=("vendor/calm.tgz",))
    locks = with_bytes({"a": lock(link), "b": lock(CALM)}, lambda path: "1" * 64 if path else None)
    assert SourceKind.PATH is locks["a"].packages[0].source
    assert (Digest("sha256", "1" * 64),) == locks["a"].packages[0].digests
    assert CALM == locks["b"].packages[0]


def test_a_tree_is_named_by_its_files_in_any_order() -> None:
    one, two = ("a", "file", "1"), ("b", "file", "2")
    assert tree_digest([one, two]) == tree_digest([two, one])
    assert tree_digest([one]) != tree_digest([("a", "link", "1")])


@pytest.mark.parametrize(("format_", "own"), [("package-lock v3", True), ("yarn.lock v1", False)])
def test_a_link_to_what_another_entry_of_npm_installs_has_no_place(format_: str, own: bool) -> None:
    link = replace(CALM, key="node_modules/a", source=SourceKind.LINK, url="node_modules/b")
    other = replace(entry(npm("b", "1.0.0")), key="node_modules/b")
    locks = {"a/lock": lock(link, other, format_=format_)}
    assert own is (not placed(locks, installs=frozenset(locks), depth=0)["a/lock"].packages[0].places)


def test_no_other_lock_makes_a_folder_a_member() -> None:
    member = replace(entry(npm("a", "1.0.0"), url="vendor/a"), source=SourceKind.WORKSPACE)
    locks = {"yarn.lock": lock(replace(CALM, url="vendor/a")), "pnpm-lock.yaml": lock(member)}
    assert ("vendor/a",) == placed(locks, installs=frozenset(locks), depth=0)["yarn.lock"].packages[0].places


def test_bun_counts_the_path_of_an_archive_from_the_member_that_asks() -> None:
    packages = {"a": ["a@workspace:packages/a"], "calm": ["calm@./vendor/calm.tgz", {}, ""]}
    members = {
        "": {"name": "app"},
        "packages/a": {"name": "a", "dependencies": {"calm": "file:./vendor/calm.tgz"}},
    }
    text = json.dumps({"lockfileVersion": 1, "workspaces": members, "packages": packages})
    assert ("vendor/calm.tgz", "packages/a/vendor/calm.tgz") == places("bun.lock", text)["calm"]


def test_what_bun_linked_is_elsewhere_on_the_machine() -> None:
    text = json.dumps(
        {
            "lockfileVersion": 1,
            "workspaces": {"": {"name": "app"}},
            "packages": {"calm": ["calm@link:calm", {}]},
        }
    )
    assert ("~/calm",) == places("bun.lock", text)["calm"]


@pytest.mark.parametrize(
    ("protocol", "asker", "place"),
    [("file:", "packages%2Fa", "packages/a/vendor/calm.tgz"), ("link:", ".", "vendor/calm.tgz")],
)
def test_yarn_counts_a_path_from_the_member_that_asks(protocol: str, asker: str, place: str) -> None:
    bound = f"{protocol}./vendor/calm.tgz::locator=a%40workspace%3A{asker}"
    text = f'__metadata:\n  version: 8\n\n"calm@{bound}":\n  version: 1.0.0\n  resolution: "calm@{bound}"\n'
    assert (place,) == places("yarn.lock", text)["calm"]


def test_two_paths_in_a_locator_of_yarn_are_a_problem() -> None:
    bound = "file:./good.tgz#./evil.tgz::locator=a%40workspace%3A."
    text = f'__metadata:\n  version: 8\n\n"calm@{bound}":\n  version: 1.0.0\n  resolution: "calm@{bound}"\n'
    assert ["the two paths in the resolution differ"] == [
        problem.why for problem in parsed("yarn.lock", text).problems
    ]


def test_a_path_of_pip_that_is_the_project_from_one_folder_is_not_outside_from_another() -> None:
    assert [()] == list(places("requirements/dev.txt", "-e ..\n").values())


@pytest.mark.parametrize("found", [None, "1" * 64])
def test_a_place_has_one_digest_though_nothing_is_there(found: str | None) -> None:
    (digest,) = with_bytes({"a": lock(IN_PLACE)}, lambda _: found)["a"].packages[0].digests
    assert digest.hex == (found or "f" * 64)
