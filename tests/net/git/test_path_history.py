"""All commits that changed given paths, of real repositories."""

import shutil
from pathlib import Path

import pytest

from pratique.errors import ParseError, UsageError
from pratique.net.git.path_history import PathHistory, Ref, is_bare
from tests.git import Git, repository

LOCKS = ("**/requirements.txt",)


def write(git: Git, text: str, path: str = "requirements.txt", at: str = "2026-01-01T00:00:00Z") -> str:
    (git.folder / path).parent.mkdir(parents=True, exist_ok=True)
    (git.folder / path).write_text(text)
    return git.commit(at=at)


def test_changes_are_listed_parents_first_with_all_ids(tmp_path: Path) -> None:
    git = repository(tmp_path)
    first = write(git, "a==1\n")
    write(git, "not a lock\n", "readme.md")
    second = write(git, "a==2\n", at="2026-01-02T00:00:00Z")
    git("rm", "--quiet", "requirements.txt")
    gone = git.commit()

    found = PathHistory.of(tmp_path).commits(LOCKS)

    one, two = (git("rev-parse", f"{commit}:requirements.txt") for commit in (first, second))
    assert [first, second, gone] == [commit.id for commit in found]
    assert [(("",), one), ((one,), two), ((two,), "")] == [
        (commit.changes[0].before, commit.changes[0].after) for commit in found
    ]
    assert ("a <a@mail.example>", "a change", 1767312000) == (
        found[1].author,
        found[1].subject,
        found[1].committed_s,
    )
    assert (first,) == found[1].parents


def test_a_merge_is_compared_with_all_its_parents(tmp_path: Path) -> None:
    git = repository(tmp_path)
    write(git, "a==1\n")
    git("checkout", "--quiet", "-b", "side")
    side = write(git, "a==2\n")
    git("checkout", "--quiet", "main")
    main = write(git, "a==3\n")
    git("merge", "--quiet", "--strategy=ours", "--no-commit", "side")
    merge = write(git, "a==4\n")

    (found,) = [commit for commit in PathHistory.of(tmp_path).commits(LOCKS) if commit.id == merge]

    ids = [git("rev-parse", f"{commit}:requirements.txt") for commit in (main, side, merge)]
    assert (tuple(ids[:2]), ids[2]) == (found.changes[0].before, found.changes[0].after)


def test_a_bare_clone_is_read_like_the_work_tree(tmp_path: Path) -> None:
    git = repository(tmp_path / "work")
    commit = write(git, "a==1\n", "deep/folder/requirements.txt")
    git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare"))

    bare = PathHistory.of(tmp_path / "bare")

    assert is_bare(tmp_path / "bare")
    assert [commit] == [one.id for one in bare.commits(LOCKS)]
    assert "refs/heads/main" == bare.default_branch()
    assert frozenset({"refs/heads/main"}) == bare.refs_with(commit)


def test_refs_are_those_of_branches_tags_and_a_detached_head(tmp_path: Path) -> None:
    git = repository(tmp_path)
    first = write(git, "a==1\n")
    git("tag", "--annotate", "--message", "v1", "v1")
    git("checkout", "--quiet", "--detach")
    detached = write(git, "a==2\n")

    history = PathHistory.of(tmp_path)

    assert (
        Ref("HEAD", detached),
        Ref("refs/heads/main", first),
        Ref("refs/tags/v1", first),
    ) == history.refs()
    assert detached in {commit.id for commit in history.commits(LOCKS)}


def test_contents_are_read_and_missing_objects_are_none(tmp_path: Path) -> None:
    git = repository(tmp_path)
    write(git, "a==1\n")
    history = PathHistory.of(tmp_path)
    ((path, identity),) = history.files("HEAD")

    with history.contents() as contents:
        assert "requirements.txt" == path
        assert b"a==1\n" == contents.read(identity)
        assert contents.read("0" * 40) is None
        assert b"a==1\n" == contents.read(identity)


def test_a_submodule_is_a_file_without_content(tmp_path: Path) -> None:
    git = repository(tmp_path)
    commit = write(git, "a==1\n")
    git("update-index", "--add", "--cacheinfo", f"160000,{commit},vendor/other")
    git("commit", "--quiet", "--message", "a submodule")

    assert ("vendor/other", "") in list(PathHistory.of(tmp_path).files("HEAD"))


def test_a_shallow_clone_is_named_as_such(tmp_path: Path) -> None:
    git = repository(tmp_path / "work")
    write(git, "a==1\n")
    write(git, "a==2\n")
    git("clone", "--quiet", "--depth=1", f"file://{git.folder}", str(tmp_path / "shallow"))

    assert PathHistory.of(tmp_path / "shallow").shallow
    assert not PathHistory.of(git.folder).shallow


def test_settings_of_the_repository_neither_run_programs_nor_hide_commits(tmp_path: Path) -> None:
    git = repository(tmp_path)
    commit = write(git, "a==1\n")
    for name, value in (
        ("log.showRoot", "false"),
        ("diff.external", f"touch {tmp_path}/ran"),
        ("core.fsmonitor", f"touch {tmp_path}/ran"),
        ("core.pager", f"touch {tmp_path}/ran"),
        ("diff.orderFile", "missing"),
        ("log.showSignature", "true"),
    ):
        git("config", name, value)

    assert [commit] == [one.id for one in PathHistory.of(tmp_path).commits(LOCKS)]
    assert not (tmp_path / "ran").exists()


def test_a_damaged_repository_is_an_error(tmp_path: Path) -> None:
    git = repository(tmp_path)
    write(git, "a==1\n")
    history = PathHistory.of(tmp_path)
    shutil.rmtree(tmp_path / ".git" / "objects")
    (tmp_path / ".git" / "objects").mkdir()

    with pytest.raises(ParseError, match="cannot be"):
        history.commits(LOCKS)


def test_a_folder_without_a_repository_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a git repository"):
        PathHistory.of(tmp_path)
