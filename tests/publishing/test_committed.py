"""Files of a release against the commit and the folder."""

import hashlib
from typing import Any

import pytest

from pratique.core.release import ArtifactKind
from pratique.core.tree import File
from pratique.publishing.committed import (
    Origins,
    State,
    changed_sources,
    files_of_no_commit,
    git_id,
    names_folder,
)
from pratique.publishing.outgoing import IgnoreLine
from tests.publishing.outgoings import HEAD, outgoing, work_of

DIST = IgnoreLine(".gitignore", 1, "/dist/")


def state(path: str, *, built: bool = False, last: dict[str, str] | None = None, **work: Any) -> State:
    files = {path: "new\n"}
    made = outgoing(files, last, built=built, work=work_of(**work))
    assert made.work is not None
    return Origins(made, made.work).state_of(File(path, b"new\n"))[0]


def test_the_id_is_that_of_git() -> None:
    assert "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391" == git_id(b"", HEAD)
    assert 64 == len(git_id(b"", "a" * 64))


def test_committed_bytes_are_committed_whatever_their_line_ends() -> None:
    assert State.COMMITTED is state("a.js", committed={"a.js": "new\n"})
    made = outgoing({"a.js": "new\r\n"}, work=work_of({"a.js": "new\n"}))
    assert made.work is not None
    assert State.COMMITTED is Origins(made, made.work).state_of(File("a.js", b"new\r\n"))[0]


def test_a_changed_file_of_the_folder_differs_and_one_of_the_archive_is_changed() -> None:
    assert State.DIFFERS is state("a.js", committed={"a.js": "old\n"}, folder={"a.js": "new\n"})
    assert State.CHANGED is state("a.js", built=True, committed={"a.js": "old\n"})


def test_a_file_of_no_commit() -> None:
    assert State.NOT_IN_COMMIT is state("a.js", committed={}, folder={"a.js": "new\n"})
    assert State.NOWHERE is state("a.js", built=True, committed={}, last={"b.js": "1"})
    assert State.FIRST is state("a.js", built=True, committed={})
    assert State.ORDINARY is state("a.js", built=True, committed={}, last={"a.js": "1"})


def test_build_output_is_ordinary_if_the_last_release_had_the_folder() -> None:
    known: dict[str, Any] = {
        "committed": {},
        "folder": {"dist/b.js": "new\n"},
        "ignored": {"dist/b.js": DIST},
    }
    assert State.ORDINARY is state("dist/b.js", last={"dist/a.js": "1"}, **known)
    assert State.IGNORED is state("dist/b.js", last={"a.js": "1"}, **known)
    assert State.FIRST is state("dist/b.js", **known)


def test_a_pattern_of_files_is_ordinary_for_the_extension_of_earlier_outputs() -> None:
    line = IgnoreLine(".gitignore", 2, "*.json")
    known: dict[str, Any] = {
        "committed": {},
        "folder": {"lib/b.json": "new\n"},
        "ignored": {"lib/b.json": line},
    }
    assert State.IGNORED is state("lib/b.json", last={"lib/a.js": "1"}, **known)
    assert State.ORDINARY is state("lib/b.json", last={"lib/a.json": "1"}, **known)


def test_a_pointer_of_git_lfs_is_its_content() -> None:
    digest = hashlib.sha256(b"new\n").hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize 4\n"
    assert State.COMMITTED is state("a.bin", committed={"a.bin": pointer}, folder={"a.bin": "new\n"})


def test_a_wheel_may_have_its_files_at_other_paths() -> None:
    made = outgoing(
        {"kite/a.py": "new\n"}, kind=ArtifactKind.WHEEL, built=True, work=work_of({"x/y/a.py": "new\n"})
    )
    assert [] == list(files_of_no_commit(made))


@pytest.mark.parametrize(
    ("pattern", "path", "folder"),
    [
        ("/dist/", "dist/a.js", True),
        ("dist", "x/dist/a.js", True),
        ("*.log", "dist/a.log", False),
        ("a.js", "a.js", False),
    ],
)
def test_a_pattern_names_a_folder_or_a_file(pattern: str, path: str, folder: bool) -> None:
    assert folder == names_folder(IgnoreLine(".gitignore", 1, pattern), path)


def test_code_comes_first_and_the_ignore_file_is_named() -> None:
    line = IgnoreLine(".gitignore", 3, "local.*")
    ignored = {"local.txt": line, "local.js": line}
    files = dict.fromkeys(ignored, "new\n")
    made = outgoing(files, {"a.js": "1"}, work=work_of({"a.js": "1"}, files, ignored=ignored))
    found = {one.rule: one for one in files_of_no_commit(made)}["ignored-file-gained"]

    assert "local.js" == found.location.path
    assert ".gitignore:3 excludes it" in found.message


def test_changed_sources_count_only_beside_outputs() -> None:
    work = work_of({}, {"dist/a.js": "new\n"}, ignored={"dist/a.js": DIST}, modified=("src/a.ts",))
    assert ["changed-source-tree"] == [
        one.rule for one in changed_sources(outgoing({"dist/a.js": "new\n"}, work=work))
    ]
    plain = work_of({"a.js": "new\n"}, modified=("src/a.ts",))
    assert [] == list(changed_sources(outgoing({"a.js": "new\n"}, work=plain)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("__version__ = '1.1.0'\n", State.ORDINARY), ("import os\nos.system('id')\n", State.IGNORED)],
)
def test_a_version_file_of_no_commit_is_ordinary_by_its_content(text: str, expected: State) -> None:
    path = "kite/_version.py"
    ignored = {path: IgnoreLine(".gitignore", 1, "_version.py")}
    made = outgoing({path: text}, {"a.js": "1"}, work=work_of({}, {path: text}, ignored=ignored))
    assert made.work is not None
    assert expected is Origins(made, made.work).state_of(File(path, text.encode()))[0]


def test_a_version_file_that_only_the_archive_has_is_ordinary_by_its_content() -> None:
    files = {"version.js": "exports.version = '1.1.0'\n", "lib/version.js": "require('./x')\n"}
    made = outgoing(files, {"a.js": "1"}, built=True, work=work_of({"package.json": "{}"}))
    found = [one for one in files_of_no_commit(made) if one.rule == "file-without-source"]
    assert ["lib/version.js"] == [one.location.path for one in found]
    assert () == found[0].others


def test_a_committed_version_file_may_only_change_its_version() -> None:
    path, before = "version.rb", "VERSION = '1.0.0'\n"
    for text, expected in (
        ("VERSION = '1.1.0'\n", State.COMMITTED),
        ("VERSION = '1.1.0'; `id`\n", State.CHANGED),
    ):
        made = outgoing({path: text}, {"a.js": "1"}, built=True, work=work_of({path: before}))
        assert made.work is not None
        assert expected is Origins(made, made.work).state_of(File(path, text.encode()))[0]


def test_a_file_in_a_folder_with_the_version_is_ordinary() -> None:
    made = outgoing(
        {"kite-1.1.0.data/data/share/kite.1": "new\n"},
        {"kite-1.0.0.data/data/share/kite.1": "old\n"},
        ArtifactKind.WHEEL,
        built=True,
        work=work_of({}),
    )
    assert [] == list(files_of_no_commit(made))
