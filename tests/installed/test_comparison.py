"""Installed copies held against their artifacts, with the artifact's own list."""

import hashlib
from collections.abc import Mapping
from typing import Any

import pytest

from pratique.analysis.reading import open_part
from pratique.analysis.shipped import list_files
from pratique.archive import DEFAULT_LIMITS
from pratique.core.evidence import NotAsked
from pratique.core.installed import Difference, DifferenceKind, FileList, InstalledCheck, ShippedFile
from pratique.core.names import Ecosystem
from pratique.errors import ParseError
from pratique.installed.comparison import compare
from pratique.installed.inventory import Copy
from tests.analysis.inspecting import _part, package_json
from tests.builders import Files, sdist, tgz, zipped
from tests.installed.memory import Link, MemoryFiles

WHEEL = "a-1.dist-info/WHEEL"


def npm(artifact: Files, installed: Mapping[str, Any]) -> InstalledCheck:
    data = tgz({"package.json": package_json(main="x.js"), **artifact})
    tree = {"package.json": package_json(main="x.js"), **installed}
    sizes = {path: None if isinstance(item, Link) else 1 for path, item in tree.items() if item != ""}
    copy = Copy(place="m", files=sizes, manifest="package.json")
    return checked(compare(flat(tree), copy, listed("a-1.tgz", data), Ecosystem.NPM))


def flat(tree: Mapping[str, Any]) -> MemoryFiles:
    """The files below `m`, with paths made into folders."""
    top: dict[str, Any] = {}
    for path, item in tree.items():
        *folders, name = path.split("/")
        inner = top
        for folder in folders:
            inner = inner.setdefault(folder, {})
        inner[name] = item
    return MemoryFiles({"m": top})


def listed(filename: str, data: bytes) -> FileList:
    return list_files(open_part(_part(filename, data, "1"), data, DEFAULT_LIMITS))


def checked(found: InstalledCheck | NotAsked) -> InstalledCheck:
    assert isinstance(found, InstalledCheck)
    return found


def told(check: InstalledCheck) -> list[tuple[str, str, bool]]:
    return [(d.kind.value, d.path, d.runs) for d in check.differences]


def test_a_copy_with_the_artifact_s_bytes_differs_in_nothing() -> None:
    check = npm({"x.js": "1", "lib/y.js": "2"}, {"x.js": "1", "lib/y.js": "2"})

    assert ([], 3, {}) == (told(check), check.same, dict(check.explained))


def test_what_is_changed_added_or_missing_is_told_by_path() -> None:
    check = npm(
        {"x.js": "1", "README.md": "1", "gone.js": "1"},
        {"x.js": "2", "README.md": "2", "new.js": "1", "new.txt": "1"},
    )

    assert [
        ("changed", "m/README.md", False),
        ("missing", "m/gone.js", True),
        ("added", "m/new.js", True),
        ("added", "m/new.txt", False),
        ("changed", "m/x.js", True),
    ] == told(check)


def test_code_hidden_under_the_name_of_data_runs() -> None:
    check = npm({"data": "1"}, {"data": b"\x7fELF", "more": "#!/usr/bin/env node\n"})

    assert [("changed", "m/data", True), ("added", "m/more", True)] == told(check)


def test_a_link_in_place_of_a_file_is_a_change_and_an_added_one_may_be_code() -> None:
    check = npm({"x.js": "1"}, {"x.js": Link("/tmp/x"), "y.txt": Link("/tmp/y")})

    assert [("changed", "m/x.js", True), ("added", "m/y.txt", True)] == told(check)


def test_of_package_json_only_what_loads_code_counts() -> None:
    noted = npm({"x.js": "1"}, {"x.js": "1", "package.json": package_json(main="x.js", _id="a@1")})
    turned = npm({"x.js": "1"}, {"x.js": "1", "package.json": package_json(main="y.js")})

    assert [] == told(noted)
    assert 1 == sum(noted.explained.values())
    assert [("changed", "m/package.json", True)] == told(turned)


def test_what_an_install_hook_built_is_explained_and_what_it_may_have_made_is_not_sure() -> None:
    hooked = package_json(scripts={"install": "node-gyp rebuild"}, gypfile=True)
    check = npm(
        {"package.json": hooked, "binding.gyp": "{}"},
        {"package.json": hooked, "binding.gyp": "{}", "build/x.node": b"\x7fELF", "made.js": "1"},
    )

    assert [("m/made.js", False)] == [(d.path, d.sure) for d in check.differences]
    assert {"built or fetched by its install hook": 1} == check.explained


def test_the_end_of_the_first_line_of_a_program_may_differ() -> None:
    check = npm({"cli.js": "#!/usr/bin/env node\r\n1\r\n"}, {"cli.js": "#!/usr/bin/env node\n1\r\n"})

    assert ([], 1) == (told(check), sum(check.explained.values()))


def test_what_the_artifact_has_too_large_to_be_read_is_not_told_as_added() -> None:
    artifact = FileList(files={}, omitted=("x.js",))
    copy = Copy(place="m", files={"x.js": 1})
    check = checked(compare(flat({"x.js": "1"}), copy, artifact, Ecosystem.NPM))

    assert ([], {"too large to read in the artifact": 1}) == (told(check), check.explained)


def test_a_file_that_cannot_be_read_is_an_error_that_is_told() -> None:
    artifact = FileList(files={"x.js": ShippedFile("0" * 64, 1, runs=True)})

    with pytest.raises(ParseError):
        compare(MemoryFiles({}), Copy(place="m", files={"x.js": 1}), artifact, Ecosystem.NPM)


def python(
    artifact: Files,
    installed: Mapping[str, Any],
    *,
    record: Mapping[str, str] | None = None,
    source: bool = False,
) -> InstalledCheck | NotAsked:
    data = sdist(artifact, root="a-1") if source else zipped({WHEEL: "x", **artifact})
    filename = "a-1.tar.gz" if source else "a-1-py3-none-any.whl"
    kept = None
    if record is not None:
        kept = FileList(
            files={path: ShippedFile(sha, 0, path.endswith(".py")) for path, sha in record.items()}
        )
    copy = Copy(place="m", files=dict.fromkeys(installed, 1), proof=WHEEL, record=kept)
    return compare(flat(installed), copy, listed(filename, data), Ecosystem.PYPI)


def test_a_wheel_s_data_folders_are_where_the_installer_puts_them() -> None:
    check = python(
        {"a-1.data/purelib/a.py": "1", "a-1.data/scripts/run": "#!python\n", "b.py": "2"},
        {
            WHEEL: "x",
            "a.py": "1",
            "b.py": "2",
            "a-1.dist-info/RECORD": "x",
            "__pycache__/a.cpython-313.pyc": "x",
        },
    )

    assert [] == told(checked(check))


SHA = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"
"""Of the text `1`."""


@pytest.mark.parametrize(("source", "why"), [(True, "built on this machine"), (False, "a different build")])
def test_what_was_built_elsewhere_is_held_against_its_installer_s_record(source: bool, why: str) -> None:
    installed = {WHEEL: "other", "a.py": "1", "b.py": "1", "new.py": "1"}
    check = checked(python({"a.py": "1"}, installed, record={"a.py": SHA, "b.py": "0" * 64}, source=source))

    assert why in check.instead
    assert [("changed", "m/b.py"), ("added", "m/new.py")] == [
        (d.kind.value, d.path) for d in check.differences if d.runs
    ]


def test_a_record_answers_for_no_startup_file() -> None:
    line = "import os\n"
    sha = hashlib.sha256(line.encode()).hexdigest()
    installed = {WHEEL: "other", "a.py": "1", "x.pth": line, "y.pth": "../src\n"}
    record = {"a.py": SHA, "x.pth": sha, "y.pth": hashlib.sha256(b"../src\n").hexdigest()}
    forged = checked(python({"a.py": "1"}, installed, record=record, source=True))
    shipped = checked(python({"a.py": "1", "src/x.pth": line}, installed, record=record, source=True))

    assert ["m/x.pth"] == [d.path for d in forged.wrong]
    assert () == shipped.wrong


def test_a_package_inside_one_with_a_hook_is_not_what_the_hook_made() -> None:
    hooked = package_json(scripts={"install": "node x"})
    check = npm({"package.json": hooked}, {"package.json": hooked, "node_modules/evil/x.js": "1"})

    assert ["m/node_modules/evil/x.js"] == [d.path for d in check.wrong]


def test_without_a_record_there_is_nothing_to_hold_it_against() -> None:
    found = python({"a.py": "1"}, {WHEEL: "other", "a.py": "2"}, source=True)

    assert isinstance(found, NotAsked)
    assert "kept no record" in found.why


def test_what_the_artifact_has_is_compared_whatever_the_record_says() -> None:
    artifact = listed("a-1-py3-none-any.whl", zipped({WHEEL: "x", "a.py": "1", "b.py": "1"}))
    copy = Copy(place="m", files={WHEEL: 1}, around={WHEEL: 1, "a.py": 1, "other.py": 1}, proof=WHEEL)
    check = checked(compare(flat({WHEEL: "x", "a.py": "2", "other.py": "1"}), copy, artifact, Ecosystem.PYPI))

    assert [("changed", "m/a.py", True), ("missing", "m/b.py", True)] == told(check)


def test_what_cannot_be_the_registry_s_is_not_compared() -> None:
    copy = Copy(place="m", files={"a.py": 1}, foreign="the distribution built it")
    found = compare(flat({"a.py": "2"}), copy, FileList(files={}), Ecosystem.PYPI)

    assert NotAsked("the distribution built it") == found


def test_differences_stand_in_order_of_path() -> None:
    check = npm({}, {f"{n}.js": "1" for n in "cab"})

    assert [Difference] * 3 == [type(d) for d in check.differences]
    assert ["m/a.js", "m/b.js", "m/c.js"] == [d.path for d in check.differences]
    assert all(d.kind is DifferenceKind.ADDED for d in check.differences)
