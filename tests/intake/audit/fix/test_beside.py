"""The manifests beside a lock."""

from collections.abc import Callable

import pytest

from pratique.errors import ParseError, Reference
from pratique.intake.audit.fix.beside import Files, folder_of, gemfile_of
from tests.intake.audit.fix.world import entry


def reader(files: dict[str, bytes], seen: list[str]) -> Callable[[str], bytes | None]:
    def read(path: str) -> bytes | None:
        seen.append(path)
        return files.get(path)

    return read


def test_a_file_is_read_once() -> None:
    seen: list[str] = []
    files = Files(reader({"web/package.json": b'{"dependencies": {"a": "1"}}'}, seen))
    assert "1" == files.package_json("web").requests["a"][0].range
    files.package_json("web/")
    assert 1 == seen.count("web/package.json")


@pytest.mark.parametrize("folder", ["..", "a/../../b", "/etc"])
def test_nothing_outside_of_the_project_is_read(folder: str) -> None:
    seen: list[str] = []
    assert {} == Files(reader({}, seen)).pyproject(folder).requests
    assert [] == seen


def test_what_is_broken_tells_nothing() -> None:
    files = Files(reader({"pyproject.toml": b"[", "Pipfile": b"\xff", "package.json": b"\xff"}, []))
    assert ({}, {}, {}) == (
        files.pyproject("").requests,
        files.pipfile("").requests,
        files.package_json("").requests,
    )


def test_a_file_that_cannot_be_read_is_as_good_as_none() -> None:
    def read(path: str) -> bytes | None:
        raise ParseError(Reference.FILE_UNREADABLE, f"{path} is too large", hint="none")

    files = Files(read)
    assert ("", False) == (files.text("a"), files.exists("a"))


def test_the_workspace_file_of_pnpm_knows_the_root() -> None:
    files = Files(
        reader(
            {
                "package.json": b'{"dependencies": {"a": "2"}}',
                "pnpm-workspace.yaml": b"overrides:\n  a: $a\n",
            },
            [],
        )
    )
    assert ["2"] == [one.range for one in files.pnpm_workspace("").overrides]


@pytest.mark.parametrize(
    ("lock", "gemfile"),
    [
        ("Gemfile.lock", "Gemfile"),
        ("a/gems.locked", "a/gems.rb"),
        ("g/rails7.gemfile.lock", "g/rails7.gemfile"),
    ],
)
def test_the_gemfile_of_a_lock_is_known_by_its_name(lock: str, gemfile: str) -> None:
    assert gemfile == gemfile_of(lock)


def test_the_folder_of_a_member_is_told_by_its_address_or_key() -> None:
    assert "packages/a" == folder_of(entry("a@1.0.0", url="file:packages/a"))
    assert "packages/b" == folder_of(entry("b@1.0.0", key="packages/b"))


def test_the_wishes_of_a_gemfile_come_from_the_lock() -> None:
    files = Files(reader({"Gemfile.lock": b"DEPENDENCIES\n  rack (~> 2)\n"}, []))
    assert "~> 2" == files.gemfile("Gemfile.lock").requests["rack"][0].range
