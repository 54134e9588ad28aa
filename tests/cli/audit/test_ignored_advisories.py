"""What the ignores of a run are, and where they come from."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from pratique.advisories.ignores import FILES
from pratique.cli.audit.ignored_advisories import Ignores, from_branch, from_project, from_vex, read_ignores
from pratique.cli.project.since import Before
from pratique.config import Settings
from pratique.core.audit import Ignore
from pratique.errors import Reference, UsageError
from tests.git import repository

VEX = {
    "@context": "https://openvex.dev/ns/v0.2.0",
    "statements": [
        {
            "vulnerability": {"name": "CVE-2021-23337"},
            "products": [{"@id": "pkg:npm/lodash@4.17.20"}],
            "status": "not_affected",
            "impact_statement": "never called",
        }
    ],
}


@dataclass(frozen=True)
class Merged:
    """A branch with these files."""

    files: Mapping[str, str]
    reference: str = "main"

    def settings_file(self, filename: str) -> bytes | None:
        told = self.files.get(filename)
        return None if told is None else told.encode()


def ids(told: Ignores) -> list[tuple[tuple[str, ...], str]]:
    return [(ignore.ids, ignore.origin) for ignore in told.ignores]


def test_a_project_without_such_files_ignores_nothing(tmp_path: Path) -> None:
    assert Ignores() == from_project(tmp_path)


def test_the_files_of_every_tool_in_the_root_are_read(tmp_path: Path) -> None:
    (tmp_path / ".trivyignore").write_text("CVE-2020-1\n")
    (tmp_path / ".snyk").write_text("ignore:\n  SNYK-1:\n    - '*':\n        reason: x\n")
    (tmp_path / "osv-scanner.toml").write_text('[[IgnoredVulns]]\nid = "CVE-2020-2"\n')
    (tmp_path / "audit-ci.jsonc").write_text('{"high": true, "allowlist": ["GHSA-a"]}')
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / ".trivyignore").write_text("CVE-2020-9\n")
    told = from_project(tmp_path)
    assert [
        (("GHSA-a",), "audit-ci.jsonc:1"),
        (("CVE-2020-2",), "osv-scanner.toml:1"),
        (("SNYK-1",), ".snyk:3"),
        (("CVE-2020-1",), ".trivyignore:1"),
    ] == ids(told)
    assert () == told.unread
    assert ("audit-ci.jsonc: high has no effect in Pratique: use --fail-on",) == told.notes


@pytest.mark.parametrize("name", [name for file in FILES for name in file.filenames])
def test_each_file_that_cannot_be_read_is_told_and_hides_no_other(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xff\xfe")
    other = ".trivyignore" if name != ".trivyignore" else ".nsprc"
    (tmp_path / other).write_text("CVE-2020-1\n" if other == ".trivyignore" else '{"CVE-2020-1": "x"}')
    told = from_project(tmp_path)
    assert [("CVE-2020-1",)] == [ignore.ids for ignore in told.ignores]
    [problem] = told.unread
    assert problem.startswith(f"{name} is not UTF-8")


def test_a_link_that_leaves_the_project_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("CVE-2020-1\n")
    root = tmp_path / "project"
    root.mkdir()
    (root / ".trivyignore").symlink_to("../outside")
    (root / ".nsprc").symlink_to("nowhere")
    told = from_project(root)
    assert () == told.ignores
    assert any("leaves the project" in text for text in told.unread)
    assert any(text.startswith(".nsprc cannot be read") for text in told.unread)


def test_a_pipe_and_a_folder_are_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".trivyignore")
    (tmp_path / ".snyk").mkdir()
    assert [True, True] == ["is not a regular file" in text for text in from_project(tmp_path).unread]


def test_a_huge_file_is_told(tmp_path: Path) -> None:
    (tmp_path / ".trivyignore").write_bytes(b"CVE-1\n" * 200_000)
    [problem] = from_project(tmp_path).unread
    assert "more than 1048576" in problem


def test_a_change_is_held_to_the_files_of_the_branch_and_what_it_brings_is_told(tmp_path: Path) -> None:
    (tmp_path / ".trivyignore").write_text("# moved down\n\nCVE-2020-1\nCVE-2020-2\n")
    (tmp_path / ".nsprc").write_text("{")
    told = from_branch(tmp_path, Merged({".trivyignore": "CVE-2020-1\nCVE-2020-3\n"}))
    assert [
        (("CVE-2020-1",), "main:.trivyignore:1"),
        (("CVE-2020-3",), "main:.trivyignore:2"),
    ] == ids(told)
    assert (
        "CVE-2020-2 (.trivyignore:4): part of this change, and effective only after the merge",
    ) == told.notes
    assert () == told.unread


def test_a_file_of_the_branch_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    [problem] = from_branch(tmp_path, Merged({".nsprc": "{"})).unread
    assert problem.startswith("main:.nsprc: not JSON")


def test_the_branch_is_read_from_its_repository(tmp_path: Path) -> None:
    git = repository(tmp_path)
    (tmp_path / ".trivyignore").write_text("CVE-2020-1\n")
    git.commit()
    (tmp_path / ".trivyignore").write_text("CVE-2020-1\nCVE-2020-2\n")
    told = from_branch(tmp_path, Before.of(tmp_path, "HEAD"))
    assert [(("CVE-2020-1",), "HEAD:.trivyignore:1")] == ids(told)
    assert 1 == len(told.notes)


def test_settings_go_first_then_documents_then_files(tmp_path: Path) -> None:
    own = Ignore(ids=("CVE-2020-0",), origin="pratique.toml:1")
    (tmp_path / "vex.json").write_text(json.dumps(VEX))
    (tmp_path / ".trivyignore").write_text("CVE-2020-1\n")
    told = read_ignores(tmp_path, Settings(ignores=(own,)), [tmp_path / "vex.json"], None)
    assert [
        (("CVE-2020-0",), "pratique.toml:1"),
        (("CVE-2021-23337",), "vex.json:1"),
        (("CVE-2020-1",), ".trivyignore:1"),
    ] == ids(told)
    branch = read_ignores(tmp_path, Settings(ignores=(own,)), [], Merged({}))
    assert [(("CVE-2020-0",), "pratique.toml:1")] == ids(branch)


@pytest.mark.parametrize("data", [None, b"", b"{}", b"\xff", b'{"statements": '])
def test_a_document_that_was_named_and_cannot_be_used_is_a_usage_error(
    tmp_path: Path, data: bytes | None
) -> None:
    path = tmp_path / "vex.json"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UsageError, match="--vex") as caught:
        from_vex(path)
    assert caught.value.hint
    assert caught.value.reference in {Reference.FILE_UNREADABLE, Reference.CONFIG_INVALID}


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--vex"):
        from_vex(tmp_path)
