import json
import os
from pathlib import Path

import pytest

from pratique.cli.audit import vendored
from pratique.cli.audit.vendored import MOST_FILE_BYTES, Scan, scan
from pratique.core.advisory import Product
from pratique.core.audit import CopyKind, VendoredCopy
from pratique.core.reading import NotJudged

V = "\N{SECTION SIGN}\N{SECTION SIGN}version\N{SECTION SIGN}\N{SECTION SIGN}"
LEFT = Product("npm", "left")
BANNER = b"/*! Left v1.2.3 */"


def detectors(*patterns: str) -> bytes:
    component = {"type": "npm", "name": "left", "filecontent": patterns}
    return json.dumps({"components": [component]}).encode()


def looked(root: Path, *exclude: str, patterns: tuple[str, ...] = (rf"/\*! Left v({V})",)) -> Scan:
    return scan(root, [detectors(*patterns)], exclude=exclude)


def put(root: Path, *paths: str, data: bytes = BANNER) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def paths(found: Scan) -> list[str]:
    return [copy.path for copy in found.copies]


def missing(path: str, why: str) -> NotJudged:
    return NotJudged(purl="", why=why, sources=(path,))


def test_copies_are_found_in_the_project_and_in_what_is_installed(tmp_path: Path) -> None:
    put(tmp_path, "static/b.js", "a.mjs", "node_modules/bundle/dist/x.min.js", "dist/c.cjs")
    put(tmp_path, "static/own.js", data=b"own();")

    found = looked(tmp_path)

    assert ["a.mjs", "dist/c.cjs", "node_modules/bundle/dist/x.min.js", "static/b.js"] == paths(found)
    assert VendoredCopy(path="a.mjs", product=LEFT, version="1.2.3", kind=CopyKind.CONTENT) == found.copies[0]
    assert (5, 4 * len(BANNER) + 6) == (found.files, found.bytes)
    assert () == found.unread == found.out_of_scope


def test_other_files_are_not_read(tmp_path: Path) -> None:
    put(tmp_path, "page.html", "left.ts", "left.js.map", "archive.zip", "js", "package.json")

    assert Scan((), (), 0, 0) == looked(tmp_path)


def test_stores_and_caches_are_not_entered(tmp_path: Path) -> None:
    put(tmp_path, ".git/hooks/x.js", ".cache/x.js", ".npm/x.js", "__pycache__/x.js", "sub/.hg/x.js", "own.js")

    assert ["own.js"] == paths(looked(tmp_path))


def test_a_python_environment_is_told_as_out_of_scope(tmp_path: Path) -> None:
    put(tmp_path, "venv/lib/site-packages/p/x.js")
    put(tmp_path, "venv/pyvenv.cfg", data=b"")

    found = looked(tmp_path)

    assert [] == paths(found)
    assert (missing("venv", "a Python environment: venv"),) == found.out_of_scope


def test_what_is_excluded_is_not_looked_at_and_told(tmp_path: Path) -> None:
    put(tmp_path, "docs/x.js", "old/deep/x.js", "own.js")

    found = looked(tmp_path, "docs/*.js", "old")

    assert ["own.js"] == paths(found)
    assert {"docs/x.js", "old"} == {item.sources[0] for item in found.out_of_scope}


def test_no_link_is_followed(tmp_path: Path) -> None:
    put(tmp_path, "outside/x.js", "project/own.js")
    (tmp_path / "project/link.js").symlink_to(tmp_path / "outside/x.js")
    (tmp_path / "project/away").symlink_to(tmp_path / "outside")
    (tmp_path / "project/round").symlink_to(tmp_path / "project")

    assert ["own.js"] == paths(looked(tmp_path / "project"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.js")

    assert Scan((), (), 0, 0) == looked(tmp_path)


def test_a_file_that_is_too_large_is_told(tmp_path: Path) -> None:
    put(tmp_path, "large.js", "own.js")
    with (tmp_path / "large.js").open("r+b") as file:
        file.truncate(MOST_FILE_BYTES + 1)

    found = looked(tmp_path)

    assert ["own.js"] == paths(found)
    assert (missing("large.js", "the file is larger than 20 MiB"),) == found.unread


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    [item] = looked(tmp_path / "gone").unread

    assert (".",) == item.sources
    assert item.why.startswith("the folder is unreadable: ")


@pytest.mark.skipif(os.name == "nt", reason="other limits of paths")
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The folder's path is short enough for the system, the file's is not.
    monkeypatch.chdir(tmp_path)
    length = len(str(tmp_path))
    while length < 3_900:
        Path("d" * 99).mkdir()
        os.chdir("d" * 99)
        length += 100
    Path("d" * (4_080 - length)).mkdir()
    os.chdir("d" * (4_080 - length))
    Path("long-enough-to-be-too-long.js").write_bytes(BANNER)
    os.chdir(tmp_path)
    put(tmp_path, "own.js")

    found = looked(tmp_path)

    assert ["own.js"] == paths(found)
    assert ["the file is unreadable: File name too long"] == [item.why for item in found.unread]


def test_a_folder_that_lies_too_deep_is_told(tmp_path: Path) -> None:
    put(tmp_path, "/".join(["d"] * 210) + "/x.js", "own.js")

    found = looked(tmp_path)

    assert ["own.js"] == paths(found)
    assert ["the path has more than 200 levels of folders"] == [item.why for item in found.unread]


def test_a_tree_of_too_many_files_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendored, "MOST_FILES", 3)
    put(tmp_path, *(f"{number}/x.js" for number in range(5)))

    found = looked(tmp_path)

    assert 3 == found.files
    assert ["the folder contains too many files: some files were not searched"] == [
        i.why for i in found.unread
    ]


def test_a_file_that_matches_everywhere_is_told(tmp_path: Path) -> None:
    put(tmp_path, "x.js", data=b'"1.0"' * 30_000)

    found = looked(tmp_path, patterns=(f'"({V})"',))

    assert ["x.js"] == paths(found)
    assert (
        missing(
            "x.js", "the file has too many matches: some vendored libraries may be missing from the report"
        ),
    ) == found.unread


def test_no_answer_without_patterns_looks_like_an_answer(tmp_path: Path) -> None:
    put(tmp_path, "own.js")

    [nothing] = scan(tmp_path, [], exclude=()).unread
    assert "there are no advisories with detectors for vendored libraries" == nothing.why
    [told] = looked(tmp_path, patterns=(f"({V})", f"(?!a)({V})", "(")).unread
    assert told.why.startswith(
        "a detector for vendored libraries has an invalid pattern: left: the pattern has a lookahead"
    )
    assert told.why.endswith("(and 1 more)")


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_that_is_no_text_can_be_written(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9")).mkdir()
    put(tmp_path, os.fsdecode(b"caf\xe9/x.js"))

    assert ["caf?/x.js"] == paths(looked(tmp_path))
