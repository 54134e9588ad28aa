"""Repositories as the source of artifacts: real ones, local and behind a host."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pratique.core.source import SignatureKind
from pratique.core.tree import Tree
from pratique.errors import RegistryError, UsageError
from pratique.net.git.source_repository import SourceRepository, open_local, open_remote
from tests.git import Git, repository
from tests.git_server import git_host

MOST_BYTES = 10**8


@pytest.fixture
def made(tmp_path: Path) -> Git:
    found = repository(tmp_path / "served" / "calm")
    write(found, "index.js", "one\n")
    found.commit()
    found("tag", "--annotate", "v1.0.0", "--message", "x")
    return found


@pytest.fixture
def host(made: Git) -> Iterator[str]:
    with git_host(made.folder.parent) as (name, _):
        yield f"http://{name}/calm"


def write(made: Git, path: str, text: str) -> None:
    (made.folder / path).parent.mkdir(parents=True, exist_ok=True)
    (made.folder / path).write_text(text)


def stray(made: Git) -> str:
    """A commit that is in the store, and on no branch or tag."""
    head = made("rev-parse", "HEAD")
    write(made, "index.js", "stray\n")
    commit = made.commit()
    made("reset", "--quiet", "--hard", head)
    return commit


def whole(found: SourceRepository, commit: str) -> Tree:
    return found.tree(found.entries(commit).files)


def contents(tree: Tree) -> dict[str, bytes]:
    return {file.path: file.data for file in tree}


@pytest.mark.parametrize("inside", [".", ".git", "deep"])
def test_a_local_repository_opens_from_any_of_its_folders(made: Git, inside: str) -> None:
    (made.folder / "deep").mkdir()
    found = open_local(made.folder / inside)
    head = made("rev-parse", "HEAD")
    assert {"v1.0.0": head} == found.tags
    assert {"index.js": b"one\n"} == contents(whole(found, head))


def test_a_bare_repository_opens(made: Git, tmp_path: Path) -> None:
    made("clone", "--quiet", "--bare", str(made.folder), str(tmp_path / "bare.git"))
    assert ["v1.0.0"] == list(open_local(tmp_path / "bare.git").tags)


def test_a_folder_without_a_repository_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(UsageError):
            open_local(path)


def test_names_are_resolved_tags_first(made: Git) -> None:
    head = made("rev-parse", "HEAD")
    other = stray(made)
    made("branch", "v1.0.0", other)
    found = open_local(made.folder)
    assert [head, head, other, head] == [
        found.resolve(name) for name in ("v1.0.0", "main", "refs/heads/v1.0.0", head[:10])
    ]
    assert found.resolve("none") is None
    assert found.resolve("--help") is None


def test_a_commit_that_nothing_leads_to_is_known_as_such(made: Git) -> None:
    commit = stray(made)
    assert False is open_local(made.folder).commit(commit).reachable
    made("branch", "later", commit)
    assert True is open_local(made.folder).commit(commit).reachable


def test_an_older_commit_of_a_branch_is_reached(made: Git) -> None:
    head = made("rev-parse", "HEAD")
    made("tag", "--delete", "v1.0.0")
    made.commit()
    assert True is open_local(made.folder).commit(head).reachable


def test_a_commit_that_is_not_there_is_an_error(made: Git) -> None:
    with pytest.raises(RegistryError, match="the repository does not contain commit"):
        open_local(made.folder).commit("f" * 40)


def test_links_submodules_and_modes_are_told(made: Git) -> None:
    (made.folder / "link.js").symlink_to("index.js")
    (made.folder / "out.js").symlink_to("../../secret")
    (made.folder / "run.sh").write_text("#!/bin/sh\n")
    (made.folder / "run.sh").chmod(0o755)
    made("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},inner")
    made("add", "link.js", "out.js", "run.sh")
    made("commit", "--quiet", "--message", "x")
    found = open_local(made.folder)
    entries = found.entries(made("rev-parse", "HEAD"))
    tree = found.tree(entries.files)
    assert {"index.js": b"one\n", "link.js": b"one\n", "run.sh": b"#!/bin/sh\n"} == contents(tree)
    assert [("inner", "a submodule, which is not fetched")] == [
        (gap.path, gap.why) for gap in entries.omitted
    ]
    assert ["run.sh"] == [file.path for file in tree if file.executable]


def test_a_repository_runs_nothing(made: Git, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    write(made, ".gitattributes", "* filter=x diff=x\n")
    made.commit()
    for key in ("filter.x.smudge", "filter.x.process", "diff.x.textconv", "core.fsmonitor", "core.pager"):
        made("config", key, f"touch {ran}")
    for hook in ("post-checkout", "reference-transaction", "post-index-change"):
        (made.folder / ".git/hooks" / hook).write_text(f"#!/bin/sh\ntouch {ran}\n")
        (made.folder / ".git/hooks" / hook).chmod(0o755)
    found = open_local(made.folder)
    head = made("rev-parse", "main~0")
    ran.unlink(missing_ok=True)  # what this test's own git has started
    assert b"one\n" == contents(whole(found, head))["index.js"]
    assert (True, False) == (found.commit(head).reachable, ran.exists())


def test_a_host_is_asked_for_one_commit(made: Git, host: str) -> None:
    head = made("rev-parse", "HEAD")
    write(made, "index.js", "two\n")
    made.commit()
    with open_remote(host, most_bytes=MOST_BYTES) as found:
        assert {"v1.0.0": head} == found.tags
        assert {"index.js": b"one\n"} == contents(whole(found, head))
        assert True is found.commit(head).reachable
        assert (head, None) == (found.resolve("v1.0.0"), found.resolve("none"))
        folder = found.folder
    assert not folder.exists()


def test_a_host_serves_commits_that_nothing_leads_to(made: Git, host: str) -> None:
    commit = stray(made)
    with open_remote(host, most_bytes=MOST_BYTES) as found:
        assert False is found.commit(commit).reachable
        assert {"index.js": b"stray\n"} == contents(whole(found, commit))


def test_an_older_commit_is_reached_through_the_history_of_a_host(made: Git, host: str) -> None:
    made("config", "uploadpack.allowFilter", "true")
    head = made("rev-parse", "HEAD")
    made("tag", "--delete", "v1.0.0")
    write(made, "index.js", "two\n")
    made.commit()
    with open_remote(host, most_bytes=MOST_BYTES) as found:
        assert True is found.commit(head).reachable


def test_large_files_are_left_with_a_host_that_can_leave_them(made: Git, host: str) -> None:
    made("config", "uploadpack.allowFilter", "true")
    (made.folder / "large.bin").write_bytes(b"\0" * (17 * 1024 * 1024))
    head = made.commit()
    with open_remote(host, most_bytes=MOST_BYTES) as found:
        entries = found.entries(head)
    assert (["index.js"], ["large.bin"]) == (
        [e.path for e in entries.files],
        [gap.path for gap in entries.omitted],
    )


def test_a_host_without_the_repository_or_the_commit_is_an_error(host: str) -> None:
    with pytest.raises(RegistryError, match="not found"), open_remote(f"{host}-gone", most_bytes=MOST_BYTES):
        pass
    with (
        open_remote(host, most_bytes=MOST_BYTES) as found,
        pytest.raises(RegistryError, match="commit ffffffffffff"),
    ):
        found.commit("f" * 40)


def test_what_is_too_large_is_not_brought(made: Git, host: str) -> None:
    with (
        open_remote(host, most_bytes=10) as found,
        pytest.raises(RegistryError, match="the download is larger than"),
    ):
        found.commit(made("rev-parse", "HEAD"))


def test_a_repository_with_long_ids_is_read(tmp_path: Path) -> None:
    made = repository(tmp_path / "served" / "long", "--object-format=sha256")
    write(made, "a.js", "1\n")
    head = made.commit()
    assert 64 == len(head)
    with (
        git_host(made.folder.parent) as (name, _),
        open_remote(f"http://{name}/long", most_bytes=MOST_BYTES) as found,
    ):
        assert {"a.js": b"1\n"} == contents(whole(found, head))


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="signing needs ssh-keygen")
def test_a_signature_is_verified_with_allowed_keys_alone(made: Git, tmp_path: Path) -> None:
    allowed = {}
    for name in ("ours", "other"):
        key = tmp_path / name
        subprocess.run(("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)), check=True)
        allowed[name] = tmp_path / f"{name}.allowed"
        allowed[name].write_text(f"a@mail.example {key.with_suffix('.pub').read_text()}")
    made("config", "gpg.format", "ssh")
    made("config", "user.signingkey", str(tmp_path / "ours"))
    made("commit", "--quiet", "--allow-empty", "--gpg-sign", "--message", "x")
    head = made("rev-parse", "HEAD")
    ran = tmp_path / "ran"
    made("config", "gpg.ssh.program", f"touch {ran}")
    found = open_local(made.folder)
    told = [
        found.commit(head, allowed_signers=keys).signature
        for keys in (None, allowed["ours"], allowed["other"])
    ]
    assert [None, True, False] == [item.verified if item else item for item in told]
    assert {SignatureKind.SSH} == {item.kind for item in told if item}
    assert not ran.exists()
