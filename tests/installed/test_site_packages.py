"""A `site-packages` folder as a lock."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import ROOT, SourceKind
from pratique.installed.inventory import InstalledTree
from pratique.installed.site_packages import read
from tests.installed.memory import Link, MemoryFiles, grown


def tree(site: dict[str, Any]) -> InstalledTree:
    return read(MemoryFiles({"v": {"site-packages": site}}), "v/site-packages")


def distribution(name: str, *paths: str, requires: str = "", **more: str) -> dict[str, Any]:
    info = f"{name}-1.0.dist-info"
    needs = f"Requires-Dist: {requires}\n" if requires else ""
    record = (
        "".join(f"{path},sha256={'A' * 43},1\n" for path in paths) + f"{info}/METADATA,,\n{info}/RECORD,,\n"
    )
    files = {
        "METADATA": f"Name: {name}\nVersion: 1.0\n{needs}",
        "RECORD": record,
        "WHEEL": "Tag: py3-none-any\n",
    }
    return {info: {**files, **more}}


def own(found: InstalledTree, key: str) -> set[str]:
    return {path for path in found.copies[key].files if ".dist-info/" not in path}


def test_distributions_are_entries_with_those_who_ask_for_them() -> None:
    found = tree(
        {
            **distribution("Some.Name", "some.py", requires="other>=1"),
            **distribution("other", "other/__init__.py"),
            "some.py": "",
            "other": {"__init__.py": ""},
        }
    )

    assert {
        "some-name==1.0": (SourceKind.REGISTRY, "some_name-1.0-py3-none-any.whl", ()),
        "other==1.0": (SourceKind.REGISTRY, "other-1.0-py3-none-any.whl", ("some-name==1.0",)),
    } == {entry.key: (entry.source, entry.like, entry.parents) for entry in found.lock.packages}
    assert ((), ()) == (found.lock.problems, found.loose)
    assert "v/site-packages" == found.copies["other==1.0"].place


def test_files_that_no_record_names_belong_to_whose_folder_they_lie_in() -> None:
    found = tree(
        {
            **distribution("a", "a/__init__.py", "shared/x.py"),
            **distribution("b", "shared/y.py"),
            "a": {"__init__.py": "", "added.py": "", "deep": {"more.py": ""}},
            "shared": {"x.py": "", "y.py": "", "z.py": ""},
        }
    )

    assert {"a/__init__.py", "a/added.py", "a/deep/more.py", "shared/x.py", "shared/z.py"} == own(
        found, "a==1.0"
    )
    assert {"shared/y.py"} == own(found, "b==1.0")


def test_a_file_that_two_records_name_belongs_to_both() -> None:
    found = tree(
        {**distribution("a", "tests/x.py"), **distribution("b", "tests/x.py"), "tests": {"x.py": ""}}
    )

    assert {"tests/x.py"} == own(found, "a==1.0") == own(found, "b==1.0")


def test_what_is_nobody_s_is_told_and_byte_code_where_python_keeps_it_is_not() -> None:
    found = tree(
        {
            **distribution("a", "a.py"),
            "a.py": "",
            "a": {"__init__.py": ""},
            "mine": {"__init__.py": ""},
            "evil.pth": "import os\n",
            "README.txt": "",
            "__pycache__": {"a.cpython-313.pyc": ""},
        }
    )

    assert {
        ("v/site-packages/a/__init__.py", True),
        ("v/site-packages/mine/__init__.py", False),
        ("v/site-packages/evil.pth", True),
    } == {(loose.path, loose.runs) for loose in found.loose}


def test_the_startup_file_of_an_editable_install_is_no_stranger() -> None:
    note = json.dumps({"url": "file:///home/me/a", "dir_info": {"editable": True}})
    line = "import __editable___a_finder; __editable___a_finder.install()"
    found = tree(
        {
            **distribution(
                "a", "__editable__.a.pth", "__editable___a_finder.py", **{"direct_url.json": note}
            ),
            "__editable__.a.pth": line,
            "__editable___a_finder.py": "",
        }
    )

    assert [SourceKind.PATH] == [entry.source for entry in found.lock.packages]
    assert [("v/site-packages/__editable___a_finder.py",)] == [loose.looks for loose in found.loose]


def test_a_startup_file_of_what_comes_from_a_folder_is_answered_for_by_nobody() -> None:
    note = json.dumps({"url": "file:///home/me/a", "dir_info": {}})
    found = tree({**distribution("a", "a.pth", **{"direct_url.json": note}), "a.pth": "import os"})

    assert [("v/site-packages/a.pth", True)] == [(loose.path, loose.runs) for loose in found.loose]


def test_a_distribution_that_cannot_be_read_is_a_problem_and_what_pip_left_behind_is_not() -> None:
    found = tree({"a-1.dist-info": {}, "~b-1.dist-info": {}, **distribution("c")})

    assert ["c==1.0"] == [entry.key for entry in found.lock.packages]
    assert ["v/site-packages/a-1.dist-info"] == [problem.what for problem in found.lock.problems]


def test_two_of_one_name_are_two_entries() -> None:
    twice = distribution("a")
    found = tree({**twice, "A-1.0.dist-info": twice["a-1.0.dist-info"]})

    assert 2 == len({entry.key for entry in found.lock.packages}) == len(found.copies)


def test_what_lies_outside_is_nobody_s_file() -> None:
    found = tree(distribution("a", "../../../bin/a", "/etc/passwd", "gone.py"))

    assert set() == own(found, "a==1.0")


@pytest.mark.parametrize(("folder", "foreign"), [("dist-packages", True), ("site-packages", False)])
def test_what_debian_built_without_a_record_is_not_the_index_s(folder: str, *, foreign: bool) -> None:
    bare = {
        "a-1.0.dist-info": {"METADATA": "Name: a\nVersion: 1.0\n"},
        **distribution("b", "b.py"),
        "b.py": "",
    }
    found = read(MemoryFiles({folder: bare}), folder)

    assert [foreign, False] == [bool(found.copies[key].foreign) for key in ("a==1.0", "b==1.0")]
    assert "b.py" in found.copies["a==1.0"].around


NAMES = (
    "a",
    "a-1.dist-info",
    "__pycache__",
    "x.pth",
    "b.egg-info",
    "a.py",
    "\udcff.py",
    "RECORD",
    "direct_url.json",
    "METADATA",
)
CONTENTS = (
    "Name: a\nVersion: 1\nRequires-Dist: a; extra == 'x'\n",
    "Name: b\nVersion: 2\nRequires-Dist: a\n",
    "a.py,,\n../x,,\na/a.py,sha256=x,1\n",
    "import _virtualenv\n",
    '{"url": "file:///x", "dir_info": {"editable": true}}',
    "",
    Link("../.."),
)  # fmt: skip


@given(st.binary(max_size=40))
def test_any_tree_gives_a_lock_with_unique_keys_and_parents_that_exist(plan: bytes) -> None:
    found = tree(grown(plan, NAMES, CONTENTS))
    keys = [entry.key for entry in found.lock.packages]

    assert len(keys) == len(set(keys))
    assert {parent for entry in found.lock.packages for parent in entry.parents} <= {*keys, ROOT}
    assert set(keys) == set(found.copies)
