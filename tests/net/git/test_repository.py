"""Commits, read with the real git."""

import os
from pathlib import Path

import pytest

from pratique.errors import ParseError, Reference, UsageError
from pratique.net.git.repository import Repository
from tests.git import repository


def write(root: Path, path: str, data: bytes = b"x\n") -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(data)


@pytest.mark.parametrize("options", [(), ("--object-format=sha256",)])
def test_the_files_of_a_commit_are_read_as_they_were(tmp_path: Path, options: tuple[str, ...]) -> None:
    git = repository(tmp_path, *options)
    write(tmp_path, "a.lock", b"one\n\0\xff")
    write(tmp_path, 'sub/\u00e9 "b".lock', b"")
    first = git.commit()
    write(tmp_path, "a.lock", b"two\n")
    git.commit()
    found = Repository.around(tmp_path)
    assert first == found.commit("HEAD~1")
    blobs = list(found.files(first))
    assert {"a.lock": 6, 'sub/\u00e9 "b".lock': 0} == {blob.path: blob.size_bytes for blob in blobs}
    assert {"a.lock": b"one\n\0\xff", 'sub/\u00e9 "b".lock': b""} == found.read(blobs)


def test_a_folder_of_the_repository_sees_its_own_files_alone(tmp_path: Path) -> None:
    git = repository(tmp_path)
    write(tmp_path, "top.lock")
    write(tmp_path, "app/own.lock", b"own\n")
    head = git.commit()
    found = Repository.around(tmp_path / "app")
    (blob,) = found.files(head)
    assert "own.lock" == blob.path
    assert {"own.lock": b"own\n"} == found.read([blob])


def test_links_and_other_repositories_are_no_files(tmp_path: Path) -> None:
    git = repository(tmp_path)
    (tmp_path / "link.lock").symlink_to("/etc/hostname")
    write(tmp_path, "real.lock")
    head = git.commit()
    assert ["real.lock"] == [blob.path for blob in Repository.around(tmp_path).files(head)]


def test_two_branches_part_at_one_commit(tmp_path: Path) -> None:
    git = repository(tmp_path)
    base = git.commit()
    git("checkout", "--quiet", "-b", "topic")
    git.commit()
    git("checkout", "--quiet", "main")
    ahead = git.commit(at="2026-02-01T00:00:00Z")
    found = Repository.around(tmp_path)
    assert base == found.fork_point(found.commit("topic"), ahead)


def test_branches_without_a_common_commit_part_nowhere(tmp_path: Path) -> None:
    git = repository(tmp_path)
    one = git.commit()
    git("checkout", "--quiet", "--orphan", "other")
    other = git.commit(at="2026-02-01T00:00:00Z")
    assert Repository.around(tmp_path).fork_point(one, other) is None


@pytest.mark.parametrize("reference", ["nope", "--all", "-x", "HEAD:a.lock", "", "main..main", "a\nb"])
def test_what_names_no_commit_is_told_with_a_hint(tmp_path: Path, reference: str) -> None:
    git = repository(tmp_path)
    write(tmp_path, "a.lock")
    git.commit()
    with pytest.raises(UsageError, match="is not a commit, branch or tag") as told:
        Repository.around(tmp_path).commit(reference)
    assert Reference.REPOSITORY_UNREADABLE is told.value.reference
    assert "check the spelling" in told.value.hint


def test_a_shallow_clone_without_the_commit_says_how_to_get_it(tmp_path: Path) -> None:
    git = repository(tmp_path / "origin")
    old = git.commit()
    write(tmp_path, "origin/a.lock")
    git.commit()
    git("clone", "--quiet", "--depth=1", (tmp_path / "origin").as_uri(), str(tmp_path / "clone"))
    found = Repository.around(tmp_path / "clone")
    assert found.shallow
    with pytest.raises(UsageError, match="shallow clone") as told:
        found.commit(old)
    assert "git fetch --depth=1" in told.value.hint
    assert found.fork_point(found.commit("HEAD"), "HEAD") == found.commit("HEAD")


def test_a_folder_outside_of_any_repository_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError, match="not in a readable git repository"):
        Repository.around(tmp_path)


def test_a_machine_without_git_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="git is not installed"):
        Repository.around(tmp_path)


def test_a_damaged_repository_is_told(tmp_path: Path) -> None:
    git = repository(tmp_path)
    write(tmp_path, "a.lock")
    head = git.commit()
    found = Repository.around(tmp_path)
    blobs = list(found.files(head))
    for file in (tmp_path / ".git/objects").rglob("*"):
        if file.is_file():
            file.unlink()
    with pytest.raises(ParseError) as told:
        found.read(blobs)
    assert "in a partial clone" in told.value.hint


def test_a_partial_clone_lists_its_files_and_says_which_it_lacks(tmp_path: Path) -> None:
    git = repository(tmp_path / "origin")
    write(tmp_path, "origin/a.lock", b"old\n")
    old = git.commit()
    write(tmp_path, "origin/a.lock", b"new\n")
    git.commit(at="2026-02-01T00:00:00Z")
    git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git("clone", "--quiet", "--filter=blob:none", (tmp_path / "origin").as_uri(), str(clone))
    found = Repository.around(clone)
    (blob,) = found.files(old)
    with pytest.raises(ParseError, match=r"a\.lock is not in this clone"):
        found.read([blob])
    assert {"a.lock": b"new\n"} == found.read(list(found.files("HEAD")))


def test_commands_that_the_repository_configures_are_not_run(tmp_path: Path) -> None:
    git = repository(tmp_path)
    write(tmp_path, "a.lock")
    head = git.commit()
    mark = tmp_path.parent / "ran"
    for key in ("core.fsmonitor", "core.pager", "pager.log", "core.sshCommand", "diff.external"):
        git("config", key, f"touch {mark}")
    write(tmp_path, ".git/hooks/post-checkout", f"#!/bin/sh\ntouch {mark}\n".encode())
    found = Repository.around(tmp_path)
    assert list(found.files(head))
    assert found.history(head, ["a.lock"], most=5)
    assert not mark.exists()


def test_variables_of_another_repository_do_not_mislead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git = repository(tmp_path / "here")
    here = git.commit()
    other = repository(tmp_path / "other")
    write(tmp_path, "other/x.lock")
    other.commit(at="2026-03-01T00:00:00Z")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "other/.git/index"))
    assert here == Repository.around(tmp_path / "here").commit("HEAD")


def test_the_history_of_a_lock_is_told_newest_first(tmp_path: Path) -> None:
    git = repository(tmp_path)
    write(tmp_path, "a.lock", b"1")
    first = git.commit(at="2026-01-01T00:00:00Z")
    write(tmp_path, "b.lock", b"1")
    git.commit(at="2026-01-02T00:00:00Z")
    write(tmp_path, "a.lock", b"2")
    last = git.commit(at="2026-01-03T00:00:00Z")
    found = Repository.around(tmp_path).history("HEAD", ["a.lock"], most=10)
    assert [(last, 1767398400), (first, 1767225600)] == [(commit.id, commit.committed_s) for commit in found]
    assert 1 == len(Repository.around(tmp_path).history("HEAD", ["a.lock"], most=1))


def test_names_with_magic_are_taken_literally(tmp_path: Path) -> None:
    git = repository(tmp_path)
    write(tmp_path, ":(glob)*.lock")
    write(tmp_path, "a.lock")
    os.utime(tmp_path)
    git.commit()
    assert () == Repository.around(tmp_path).history("HEAD", [":(glob)**"], most=5)


def test_links_of_a_commit_are_listed_apart_with_what_they_point_to(tmp_path: Path) -> None:
    git = repository(tmp_path)
    write(tmp_path, "a")
    (tmp_path / "b").symlink_to("../outside")
    head = git.commit()
    found = Repository.around(tmp_path)
    (link,) = found.links(head)
    assert ["a"] == [blob.path for blob in found.files(head)]
    assert {"b": b"../outside"} == found.read([link])


def test_the_entries_of_a_path_are_files_links_and_submodules(tmp_path: Path) -> None:
    git = repository(tmp_path)
    (tmp_path / "a").mkdir()
    (tmp_path / "a/file").write_text("1")
    (tmp_path / "a/link").symlink_to("file")
    (tmp_path / "ab").write_text("2")
    git.commit()
    git("update-index", "--add", "--cacheinfo", f"160000,{git('rev-parse', 'HEAD')},a/sub")
    git("commit", "--quiet", "--message", "a submodule")
    seen = Repository.around(tmp_path)
    entries = list(seen.entries(git("rev-parse", "HEAD"), "a"))
    assert [("a/file", 0o100644, 1), ("a/link", 0o120000, 4), ("a/sub", 0o160000, 0)] == [
        (one.path, one.mode, one.size_bytes) for one in entries
    ]
    assert {"a/file": b"1"} == seen.read([entries[0].blob])
    assert ["a/file", "ab"] == [blob.path for blob in seen.files(git("rev-parse", "HEAD"))]
    assert [] == list(seen.entries(git("rev-parse", "HEAD"), "missing"))


def test_what_the_index_holds_otherwise_than_a_commit(tmp_path: Path) -> None:
    git = repository(tmp_path)
    for name in ("same", "changed", "removed", "app/changed", "edited"):
        write(tmp_path, name)
    base = git.commit()
    for name in ("changed", "app/changed", 'added "b"'):
        write(tmp_path, name, b"y\n")
    (tmp_path / "removed").unlink()
    git("add", "--all")
    write(tmp_path, "edited", b"y\n")
    write(tmp_path, "untracked", b"y\n")
    old, new = git("hash-object", "same"), git("hash-object", "changed")
    expected = {
        "changed": (old, new),
        "app/changed": (old, new),
        "removed": (old, None),
        'added "b"': (None, new),
    }
    for folder in (tmp_path, tmp_path / "app"):
        found = list(Repository.around(folder).staged(base))
        assert expected == {one.path: (one.before, one.after) for one in found}


def test_changes_since_a_commit_that_is_none(tmp_path: Path) -> None:
    repository(tmp_path).commit()
    with pytest.raises(ParseError):
        list(Repository.around(tmp_path).staged("1" * 40))


def test_tracked_files(tmp_path: Path) -> None:
    git = repository(tmp_path)
    for name in ("a/b", "a/c/d", "other"):
        write(tmp_path, name)
    git("add", "--all")
    write(tmp_path, "a/untracked")
    assert ("a/b", "a/c/d") == Repository.around(tmp_path).tracked(["a", "none"])


def test_tags_are_listed_with_their_commits(tmp_path: Path) -> None:
    git = repository(tmp_path)
    assert {} == Repository.around(tmp_path).tags()
    write(tmp_path, "a")
    head = git.commit()
    git("tag", "v1")
    git("tag", "-a", "group/v2", "-m", "two")
    assert {"v1": head, "group/v2": head} == Repository.around(tmp_path).tags()


def test_ignored_paths_are_listed_with_the_line_that_ignores_them(tmp_path: Path) -> None:
    git = repository(tmp_path)
    write(tmp_path, ".gitignore", b"# outputs\n/dist/\n*.log\n!keep.log\n")
    write(tmp_path, "forced.log")
    git("add", "--force", "forced.log")
    git.commit()
    paths = ("dist/a.js", ":(top)x.log", "keep.log", "forced.log", "a.js", "no such\nfile.log")

    found = Repository.around(tmp_path).ignored(paths)

    assert {
        "dist/a.js": (".gitignore", 2, "/dist/"),
        ":(top)x.log": (".gitignore", 3, "*.log"),
        "no such\nfile.log": (".gitignore", 3, "*.log"),
    } == found
    assert {} == Repository.around(tmp_path).ignored(())
