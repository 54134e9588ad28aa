"""The list of an artifact's files."""

import hashlib
from dataclasses import replace

from pratique.analysis.reading import open_part
from pratique.analysis.shipped import list_files
from pratique.archive import DEFAULT_LIMITS
from pratique.core.installed import FileList
from tests.analysis.inspecting import _part, package_json
from tests.builders import tgz, zipped


def listed(data: bytes, filename: str = "a-1.tgz") -> FileList:
    return list_files(open_part(_part(filename, data, "1.0.0"), data, DEFAULT_LIMITS))


def test_each_file_is_told_by_its_digest_and_whether_it_can_run() -> None:
    found = listed(
        tgz({"package.json": package_json(main="x"), "x.js": "1", "README.md": "x", "a.node": "\x7fELF"})
    )

    assert {"package.json": True, "x.js": True, "README.md": False, "a.node": True} == {
        path: file.runs for path, file in found.files.items()
    }
    assert hashlib.sha256(b"1").hexdigest() == found.files["x.js"].sha256
    assert {"main"} == set(found.loads)
    assert not found.hooked


def test_an_install_hook_is_told_and_a_startup_file_of_a_wheel_is_none() -> None:
    manifest = package_json(scripts={"postinstall": "node x"})

    assert listed(tgz({"package.json": manifest})).hooked
    assert not listed(zipped({"a.pth": "import os\n"}), "a-1-py3-none-any.whl").hooked


def test_the_first_line_of_a_program_may_lose_its_carriage_return() -> None:
    found = listed(tgz({"package.json": "{}", "cli.js": "#!/usr/bin/env node\r\na\r\n", "x.js": "a\r\nb"}))

    assert (hashlib.sha256(b"#!/usr/bin/env node\na\r\n").hexdigest(),) == found.files["cli.js"].also
    assert () == found.files["x.js"].also


def test_an_artifact_that_is_cut_off_says_that_its_list_is_not_whole() -> None:
    data = tgz({"package.json": "{}", "x.js": "1" * 5000})

    assert listed(data).gap is None
    assert "could not be read whole" in (listed(data[: len(data) // 2]).gap or "")
    assert listed(b"nothing").gap is not None


def test_files_that_were_not_read_are_named() -> None:
    data = tgz({"package.json": "{}", "big.js": "1" * 500})
    opened = open_part(_part("a-1.tgz", data, "1.0.0"), data, replace(DEFAULT_LIMITS, max_file_bytes=100))
    found = list_files(opened)

    assert (("big.js",), None) == (found.omitted, found.gap)
    assert {"package.json"} == set(found.files)


def test_the_lock_that_a_package_ships_is_given_whole() -> None:
    assert listed(tgz({"package.json": "{}", "npm-shrinkwrap.json": "{ }"})).shrinkwrap == b"{ }"
    assert listed(tgz({"package.json": "{}", "a/npm-shrinkwrap.json": "{ }"})).shrinkwrap is None
