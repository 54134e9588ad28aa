"""The folder of an organisation: what is written, and into which folders nothing is written."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pratique.errors import UsageError
from pratique.respond.drill.organisation import Organisation, Repository, at, joined, write
from pratique.respond.drill.repository import Commit
from tests.git import Git

WHEN = at("2018-10-15T09:05:42Z")
ACME = Organisation(
    repositories=(
        Repository(
            path="shop",
            branches={
                "main": (Commit(at=WHEN, author="Ada <a@acme.example>", subject="s", files={"a.txt": b"1"}),)
            },
        ),
    ),
    files={"logs/access.log": b"x", "README.md": b"y"},
)


def test_files_and_repositories_are_written_with_the_time_of_the_drill(tmp_path: Path) -> None:
    count = write(ACME, tmp_path / "new/drill")
    written = [path for path in (tmp_path / "new/drill").rglob("*") if path.is_file()]

    assert len(written) == count
    assert b"x" == (tmp_path / "new/drill/logs/access.log").read_bytes()
    assert "s" == Git(tmp_path / "new/drill/shop")("log", "--format=%s", "main").strip()
    assert {WHEN} == {datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in written}


def test_an_empty_folder_is_used_and_a_folder_with_content_stays_as_it_is(tmp_path: Path) -> None:
    write(ACME, tmp_path)
    (tmp_path / "README.md").write_text("mine")

    with pytest.raises(UsageError, match="is not empty"):
        write(ACME, tmp_path)
    assert "mine" == (tmp_path / "README.md").read_text()


@pytest.mark.parametrize("name", ["file", "file/below", "x" * 300])
def test_a_folder_that_cannot_be_written_is_a_usage_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match="cannot be written"):
        write(ACME, tmp_path / name)


def test_times_have_a_zone_and_parts_join() -> None:
    assert datetime(2018, 10, 15, 9, 5, 42, tzinfo=UTC) == WHEN
    assert {"a": b"1", "b": b"2"} == joined([{"a": b"1"}, {"b": b"2"}])
