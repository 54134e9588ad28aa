"""A lockfile with the files that it includes."""

from pathlib import Path

import pytest

from pratique.errors import ParseError, Reference
from pratique.lockfiles import format_for
from pratique.lockfiles.included import parse_with_included


def parse(path: str, files: dict[str, bytes]):  # type: ignore[no-untyped-def]
    def bytes_of(name: str) -> bytes:
        if name not in files:
            raise ParseError(Reference.FILE_UNREADABLE, f"{name} is missing", hint="")
        return files[name]

    format_ = format_for(path)
    assert format_ is not None
    return parse_with_included(path, format_, bytes_of)


def test_included_files_count_wherever_they_include_others() -> None:
    files = {
        "app/requirements.txt": b"-r inner/base.txt\na==1\n",
        "app/inner/base.txt": b"-r more.txt\nb==2\n",
        "app/inner/more.txt": b"c==3\n",
    }

    found = parse("app/requirements.txt", files)

    assert {("a", "1"), ("b", "2"), ("c", "3")} == {(one.package.name, one.version) for one in found.packages}


def test_files_that_include_each_other_are_read_once() -> None:
    files = {"requirements.txt": b"-r b.txt\na==1\n", "b.txt": b"-r requirements.txt\nb==2\n"}

    assert {"a", "b"} == {one.package.name for one in parse("requirements.txt", files).packages}


@pytest.mark.parametrize("target", ["missing.txt", "../outside.txt", "/etc/outside.txt"])
def test_a_file_that_was_not_read_is_a_problem(target: str) -> None:
    found = parse("requirements.txt", {"requirements.txt": f"-r {target}\na==1\n".encode()})

    assert ["a"] == [one.package.name for one in found.packages]
    assert [1] == [problem.line for problem in found.problems]


def test_an_unreadable_lockfile_is_an_error() -> None:
    with pytest.raises(ParseError, match="is missing"):
        parse("requirements.txt", {})


def test_a_lockfile_without_includes_is_parsed_alone(tmp_path: Path) -> None:
    assert ["a"] == [
        one.package.name for one in parse("requirements.txt", {"requirements.txt": b"a==1\n"}).packages
    ]
