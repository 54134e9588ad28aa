"""Lockfiles in the history of a repository."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from pratique.respond.places.git_history import GitHistory
from pratique.respond.sighting import Contact, PlaceKind
from pratique.store.folder.revision_files import RevisionFiles
from tests.git import Git
from tests.respond.places.wanting import digest, releases

BAD = releases("axios@1.14.1")
SRI = "sha512-" + "A" * 86 + "=="


def lock(**versions: str) -> str:
    packages = {
        f"node_modules/{name}": {
            "version": version,
            "integrity": SRI,
            "resolved": f"https://registry.example/{name}.tgz",
        }
        for name, version in versions.items()
    }
    root = {"name": "web", "dependencies": dict.fromkeys(versions, "*")}
    return json.dumps({"name": "web", "lockfileVersion": 3, "packages": {"": root, **packages}}, indent=2)


@pytest.fixture
def git(tmp_path: Path) -> Git:
    found = Git(tmp_path / "web")
    found.folder.mkdir()
    found("init", "--quiet", "--initial-branch=main")
    return found


def write(git: Git, text: str, at: str, path: str = "package-lock.json") -> str:
    (git.folder / path).parent.mkdir(parents=True, exist_ok=True)
    (git.folder / path).write_text(text)
    git.commit(at=at)
    return git("rev-parse", "HEAD")


def test_a_release_that_came_and_went_is_found_with_its_commits(git: Git) -> None:
    write(git, lock(axios="1.14.0"), "2026-03-01T00:00:00Z")
    came = write(git, lock(axios="1.14.1"), "2026-03-31T01:00:00Z")
    write(git, lock(axios="1.14.1", left="1.0.0"), "2026-03-31T02:00:00Z")
    went = write(git, lock(axios="1.14.2", left="1.0.0"), "2026-04-01T00:00:00Z")

    result = GitHistory().search(git.folder, BAD)

    (seen,) = result.sightings
    assert (PlaceKind.LOCK_HISTORY, Contact.LOCKED, "pkg:npm/axios@1.14.1") == (
        seen.kind,
        seen.contact,
        seen.wanted,
    )
    assert seen.brought is not None
    assert seen.removed is not None
    assert (came, went) == (seen.brought.commit, seen.removed.commit)
    assert (False, (), "package-lock.json") == (seen.current, seen.branches, seen.inside)
    assert ("2026-03-31T01:00:00+00:00", "2026-04-01T00:00:00+00:00") == (
        seen.first.isoformat() if seen.first else "",
        seen.last.isoformat() if seen.last else "",
    )
    assert "a <a@mail.example>" == seen.brought.author
    (searched,) = result.searched
    assert (4, "lock revisions", ()) == (searched.units, searched.unit, searched.unchecked)


def test_a_release_in_an_old_branch_only_is_there_still(git: Git) -> None:
    write(git, lock(axios="1.14.0"), "2026-03-01T00:00:00Z")
    git("checkout", "--quiet", "-b", "try")
    write(git, lock(axios="1.14.1"), "2026-03-31T01:00:00Z")
    git("checkout", "--quiet", "main")
    write(git, lock(axios="1.14.2"), "2026-04-01T00:00:00Z")

    (seen,) = GitHistory().search(git.folder, BAD).sightings

    assert (True, ("try",), None) == (seen.current, seen.branches, seen.removed)


def test_a_merge_that_keeps_the_release_brings_it_once(git: Git) -> None:
    write(git, lock(axios="1.14.0"), "2026-03-01T00:00:00Z")
    git("checkout", "--quiet", "-b", "try")
    came = write(git, lock(axios="1.14.1"), "2026-03-31T01:00:00Z")
    git("checkout", "--quiet", "main")
    write(git, "x", "2026-03-31T02:00:00Z", "README")
    git("merge", "--quiet", "--no-edit", "try", at="2026-03-31T03:00:00Z")
    write(git, "", "2026-04-02T00:00:00Z")
    git("branch", "--quiet", "-D", "try")

    (seen,) = GitHistory().search(git.folder, BAD).sightings

    assert seen.brought is not None
    assert came == seen.brought.commit
    assert "" == seen.note
    assert seen.removed is not None


def test_a_deleted_lockfile_in_a_folder_and_a_tag_are_searched(git: Git) -> None:
    write(git, lock(axios="1.14.1"), "2026-03-31T01:00:00Z", "apps/ui/package-lock.json")
    git("tag", "v1")
    (git.folder / "apps/ui/package-lock.json").unlink()
    git.commit(at="2026-04-01T00:00:00Z")

    (seen,) = GitHistory().search(git.folder, BAD).sightings

    assert ("apps/ui/package-lock.json", False, "in the tag v1") == (seen.inside, seen.current, seen.note)


def test_bytes_are_found_by_their_digest(git: Git) -> None:
    write(git, lock(axios="1.14.0"), "2026-03-01T00:00:00Z")

    (seen,) = GitHistory().search(git.folder, digest(SRI)).sightings

    assert "axios@1.14.0" == str(seen.ref)


def test_a_bare_and_a_shallow_clone_are_searched_and_the_second_says_so(git: Git, tmp_path: Path) -> None:
    write(git, lock(axios="1.14.1"), "2026-03-31T01:00:00Z")
    write(git, lock(axios="1.14.2"), "2026-04-01T00:00:00Z")
    for name, option in (("bare", "--bare"), ("shallow", "--depth=1")):
        subprocess.run(
            ("git", "clone", "--quiet", option, git.folder.as_uri(), str(tmp_path / name)), check=True
        )

    assert 1 == len(GitHistory().search(tmp_path / "bare", BAD).sightings)
    shallow = GitHistory().search(tmp_path / "shallow", BAD)
    assert () == shallow.sightings
    assert "the clone is shallow: older revisions are missing" == shallow.searched[0].unchecked[0].why


def test_a_broken_revision_that_names_the_release_is_not_checked(git: Git) -> None:
    write(git, '{"lockfileVersion": 3, "axios": ', "2026-03-31T01:00:00Z")

    (searched,) = GitHistory().search(git.folder, BAD).searched

    assert ["package-lock.json"] == [lost.inside for lost in searched.unchecked]


def test_a_folder_with_a_damaged_repository_is_not_checked(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()

    assert GitHistory().finds(tmp_path)
    (searched,) = GitHistory().search(tmp_path, BAD).searched
    assert 1 == len(searched.unchecked)


def test_a_folder_without_a_repository_is_none(tmp_path: Path) -> None:
    assert not GitHistory().finds(tmp_path)
    assert not GitHistory().finds(tmp_path / "absent")


def test_stored_revisions_give_the_same_result_and_are_not_read_again(git: Git, tmp_path: Path) -> None:
    """For any request, for commits that came later, and for revisions that cannot be read completely."""
    files = RevisionFiles(tmp_path / "kept")
    write(git, lock(axios="1.14.0"), "2026-03-01T00:00:00Z")
    write(git, '{"packages": {"axios', "2026-03-02T00:00:00Z")
    write(git, lock(axios="1.14.1", left="1.0.0"), "2026-03-31T01:00:00Z")
    first = GitHistory(files).search(git.folder, BAD)
    write(git, lock(axios="1.14.2", left="1.0.1"), "2026-04-01T00:00:00Z")

    for wanted in (BAD, releases("left@1.0.0"), releases("left@1.0.1"), releases("right@1.0.0")):
        assert GitHistory().search(git.folder, wanted) == GitHistory(files).search(git.folder, wanted)
    assert first.searched[0].unchecked, "the broken revision names axios"
    assert not GitHistory(files).search(git.folder, releases("right@1.0.0")).searched[0].unchecked

    shutil.rmtree(git.folder / ".git" / "objects" / "pack", ignore_errors=True)
    blob = git("rev-parse", "HEAD:package-lock.json")
    (git.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert 1 == len(GitHistory(files).search(git.folder, releases("left@1.0.1")).sightings)
    assert "is missing" in GitHistory().search(git.folder, BAD).searched[0].unchecked[-1].why


def test_a_removal_on_main_is_told_beside_the_branch_that_still_has_the_release(git: Git) -> None:
    write(git, lock(axios="1.14.1"), "2026-03-31T01:00:00Z")
    git("branch", "try")
    went = write(git, lock(axios="1.14.2"), "2026-04-01T00:00:00Z")

    (seen,) = GitHistory().search(git.folder, BAD).sightings

    assert (True, ("try",), None) == (seen.current, seen.branches, seen.last)
    assert seen.removed is not None
    assert went == seen.removed.commit
