"""Lines that Python runs at every start, and those that are known."""

import pytest

from pratique.installed.startup import is_startup, running_lines, shim_of

NAMESPACE = (
    "import sys, types, os;has_mfs = sys.version_info > (3, 5);p = os.path.join(sys._getframe(1).f_locals['sitedir'], "
    "*('zope',));importlib = has_mfs and __import__('importlib.util');has_mfs and __import__('importlib.machinery');"
    "m = has_mfs and sys.modules.setdefault('zope', importlib.util.module_from_spec(importlib.machinery.PathFinder."
    "find_spec('zope', [os.path.dirname(p)])));m = m or sys.modules.setdefault('zope', types.ModuleType('zope'));"
    "mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p)"
)


def test_only_lines_that_start_with_import_run() -> None:
    data = b"../src\n# import x\nimport a\nimport\tb\n import c\nimportant\n\xff\n"

    assert ((3, "import a"), (4, "import\tb")) == running_lines(data)


def test_the_line_of_a_declared_namespace_package_is_known() -> None:
    assert () == running_lines(NAMESPACE.encode())


@pytest.mark.parametrize(
    ("line", "module"),
    [
        ("import _virtualenv", "_virtualenv"),
        ("import __editable___a_1_finder; __editable___a_1_finder.install()", "__editable___a_1_finder"),
        ("import coverage; coverage.process_startup()", ""),
    ],
)
def test_known_lines_name_the_module_to_look_at(line: str, module: str) -> None:
    assert module == shim_of(line, editable=False)


@pytest.mark.parametrize(
    "line",
    [
        "import os",
        "import _virtualenv, os",
        "import _virtualenv; import os",
        "import __editable___a_finder; __editable___b_finder.install()",
        "import coverage; coverage.process_startup(); import os",
        "import _a_editable",
    ],
)
def test_any_other_line_is_not_known(line: str) -> None:
    assert shim_of(line, editable=False) is None


def test_what_builds_an_editable_install_again_belongs_to_one() -> None:
    assert "" == shim_of("import _a_editable_loader", editable=True)
    assert shim_of("import _a_editable; import os", editable=True) is None


@pytest.mark.parametrize(
    ("path", "startup"),
    [
        ("a.pth", True),
        ("sitecustomize.py", True),
        ("usercustomize/__init__.py", True),
        ("a/b.pth", False),
        ("a/sitecustomize.py", False),
        ("a.py", False),
    ],
)
def test_what_python_looks_at_when_it_starts(path: str, startup: bool) -> None:
    assert startup == is_startup(path)
