"""What `from package import *` runs beside the package, compared with what Python itself does."""

import subprocess
import sys
from pathlib import Path

import pytest

from pratique.analysis.starred import starred_files
from pratique.core.tree import File, Tree

LISTS = [
    ("__all__ = ['k']\n", True),
    ("__all__ = (\n    'other',\n    'k',\n)\n", True),
    ("__all__ = []\n__all__ += ['k']\n", True),
    ("x = 1\n", False),
    ("__all__ = ['x']\nx = 'k'\n", False),
]


def asked(star: str, names: str) -> list[str]:
    files = {"p/__init__.py": star, "p/tests/__init__.py": names, "p/tests/k.py": "", "p/tests/other.py": ""}
    known = Tree(tuple(File(path, data.encode()) for path, data in files.items()))
    return [path for path in starred_files(known, "p/__init__.py") if path.endswith("/k.py")]


@pytest.mark.parametrize(("names", "runs"), LISTS)
def test_the_modules_that_the_list_names_are_run(names: str, *, runs: bool) -> None:
    assert (["p/tests/k.py"] if runs else []) == asked("from .tests import *\n", names)
    assert (["p/tests/k.py"] if runs else []) == asked("from p.tests import *\n", names)


@pytest.mark.parametrize(("names", "runs"), LISTS)
def test_python_does_the_same(tmp_path: Path, names: str, *, runs: bool) -> None:
    (tmp_path / "p" / "tests").mkdir(parents=True)
    (tmp_path / "p" / "__init__.py").write_text("from .tests import *\n")
    (tmp_path / "p" / "tests" / "__init__.py").write_text(names)
    (tmp_path / "p" / "tests" / "other.py").write_text("")
    (tmp_path / "p" / "tests" / "k.py").write_text("print('ran')\n")
    done = subprocess.run(
        [sys.executable, "-c", "import p"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ("ran\n" if runs else "") == done.stdout


def test_a_plain_import_runs_no_more() -> None:
    assert [] == asked("from .tests import other\nx = 2 * 3\n", "__all__ = ['k']\n")


def test_a_list_without_an_end_names_nothing() -> None:
    assert [] == asked("from .tests import *\n", "__all__ = ['k'\n" * 1000)
