"""What a source distribution says that it installs, and from where."""

import tomllib

import pytest

from pratique.ecosystems.pypi.sdist.layout import Layout, declared_entries, read_layout
from tests.ecosystems.trees import tree


def layout(files: dict[str, bytes | str]) -> Layout:
    project = files.get("pyproject.toml", "")
    assert isinstance(project, str)
    return read_layout(tree(files), tomllib.loads(project))


def setup(arguments: str) -> str:
    return f"from setuptools import setup\nsetup(name='kite', {arguments})\n"


@pytest.mark.parametrize(
    ("declared", "path", "name"),
    [
        ({"setup.py": setup("packages=['kite'], package_dir={'kite': 'docs'}")}, "docs/__init__.py", "kite"),
        ({"setup.py": setup("packages=['kite'], package_dir={'': 'lib'}")}, "lib/kite/__init__.py", "kite"),
        ({"setup.py": setup("packages=['tools']")}, "tools/__init__.py", "tools"),
        ({"setup.py": setup("py_modules=['tasks']")}, "tasks.py", "tasks"),
        ({"setup.py": setup("packages=['kns.sub']")}, "kns/sub/mod.py", "kns"),
        (
            {"setup.cfg": "[options]\npackages =\n  kite\npackage_dir =\n  kite = docs\n"},
            "docs/__init__.py",
            "kite",
        ),
        ({"pyproject.toml": '[tool.setuptools]\npackages = ["tests"]\n'}, "tests/__init__.py", "tests"),
        ({"pyproject.toml": '[tool.flit.module]\nname = "tests"\n'}, "src/tests/__init__.py", "tests"),
        (
            {"pyproject.toml": '[tool.hatch.build.targets.wheel]\npackages = ["code/kite"]\n'},
            "code/kite/__init__.py",
            "kite",
        ),
        (
            {"pyproject.toml": '[[tool.poetry.packages]]\ninclude = "kite"\nfrom = "py"\n'},
            "py/kite/__init__.py",
            "kite",
        ),
        ({"kite.egg-info/top_level.txt": "kite\n"}, "src/kite/__init__.py", "kite"),
    ],
)
def test_the_file_that_runs_is_found_where_it_is_said_to_lie(
    declared: dict[str, bytes | str], path: str, name: str
) -> None:
    found = layout({**declared, path: "x = 1\n"})

    assert ((path,), [name]) == (found.entries, list(found.imported))


def test_what_lies_inside_a_package_runs_with_it_alone() -> None:
    files = {
        "setup.py": setup("packages=['kite', 'kite.sub']"),
        "kite/__init__.py": "",
        "kite/sub/__init__.py": "",
    }

    assert ("kite/__init__.py",) == layout(dict(files)).entries


@pytest.mark.parametrize(
    ("names", "name", "entries"),
    [
        ("'kite', 'tests'", "kite", ["kite/__init__.py"]),
        ("'tests'", "kite", ["tests/__init__.py"]),
        ("'kite', 'tests'", "tests", ["kite/__init__.py", "tests/__init__.py"]),
    ],
)
def test_tests_that_are_installed_beside_a_package_are_no_entries(
    names: str, name: str, entries: list[str]
) -> None:
    files = {"setup.py": setup(f"packages=[{names}]"), "kite/__init__.py": "", "tests/__init__.py": ""}

    assert entries == list(declared_entries(layout(dict(files)), name))


@pytest.mark.parametrize(
    "declared",
    [
        {"setup.py": setup("data_files=[('lib/python3.11/site-packages', ['docs/k.pth', 'docs/k.txt'])]")},
        {"setup.cfg": "[options.data_files]\n. = docs/k.pth\n"},
        {"pyproject.toml": '[tool.setuptools.data-files]\n"." = ["docs/k.pth", "docs/no.pth"]\n'},
    ],
)
def test_start_files_among_the_data_are_told(declared: dict[str, bytes | str]) -> None:
    assert ("docs/k.pth",) == layout({**declared, "docs/k.pth": "import os\n", "docs/k.txt": ""}).started


@pytest.mark.parametrize(
    "declared",
    [
        {"setup.py": setup("entry_points={'console_scripts': ['k = kite.x:main']}")},
        {
            "setup.py": setup(
                "entry_points='[console_scripts]\\nk = kite.x:main [extra]\\n[other]\\nn = kite.y\\n'"
            )
        },
        {"setup.cfg": "[options.entry_points]\nconsole_scripts =\n  k = kite.x:main\n"},
        {"pyproject.toml": '[project.scripts]\nk = "kite.x:main"\n'},
    ],
)
def test_programs_are_told(declared: dict[str, bytes | str]) -> None:
    assert {"k": "kite.x:main"} == layout(declared).commands


def test_scripts_are_programs_by_their_paths() -> None:
    assert {"k": "docs/k"} == layout({"setup.py": setup("scripts=['docs/k']")}).commands


def test_nothing_said_is_nothing_known() -> None:
    assert Layout() == layout({"kite/__init__.py": ""})
