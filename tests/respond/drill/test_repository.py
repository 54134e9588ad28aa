"""Repositories of a drill: git reads them, and equal commits have equal ids."""

from datetime import UTC, datetime
from pathlib import Path

from pratique.respond.drill.repository import Commit, repository_files
from tests.git import Git

AT = datetime(2018, 10, 5, tzinfo=UTC)


def test_git_reads_every_branch_and_finds_no_error(tmp_path: Path) -> None:
    start = Commit(
        at=AT, author="Ada <ada@acme.example>", subject="start", files={"a.txt": b"1", "a/b.txt": b"2"}
    )
    later = Commit(at=AT, author="Ada <ada@acme.example>", subject="later", files={"a.txt": b"3"})
    files = repository_files({"main": (start,), "side": (start, later)})
    for path, data in files.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    git = Git(tmp_path)

    assert "" == git("fsck", "--strict")
    assert ["later", "start"] == git("log", "--format=%s", "side").splitlines()
    assert "3" == git("show", "side:a.txt")
    assert "2" == git("show", "main:a/b.txt")
    assert files == repository_files({"main": (start,), "side": (start, later)})
