"""What no artifact answers for in site-packages."""

from typing import Any

import pytest

from pratique.installed.inventory import Loose
from pratique.installed.site_loose import Unanswered, module_of
from tests.installed.memory import Link, MemoryFiles


def found(
    site: dict[str, Any],
    *,
    owned: tuple[str, ...] = (),
    answered: tuple[str, ...] = (),
    editable: tuple[str, ...] = (),
) -> list[Loose]:
    sizes: dict[str, int | None] = {}
    for name, item in site.items():
        inside = {f"{name}/{inner}": 1 for inner in item} if isinstance(item, dict) else {name: 1}
        sizes |= inside
    strays = {path.partition("/")[0]: path for path in sizes if path not in {*owned, *answered, *editable}}
    looking = Unanswered(
        files=MemoryFiles({"site": site}),
        site="site",
        sizes=sizes,
        owned={*owned, *answered, *editable},
        answered=answered,
        editable=editable,
        strays=strays,
    )
    return list(looking.find())


def paths(items: list[Loose]) -> list[tuple[str, bool]]:
    return [(loose.path, loose.runs) for loose in items]


def test_a_startup_file_that_nobody_owns_runs() -> None:
    assert [("site/x.pth", True)] == paths(found({"x.pth": "import os; os.system('x')\n"}))


def test_one_whose_artifact_is_compared_is_answered_for() -> None:
    assert [] == found({"x.pth": "import os\n"}, answered=("x.pth",))


def test_one_that_only_adds_folders_is_listed() -> None:
    assert [("site/x.pth", False)] == paths(found({"x.pth": "../src\n"}))


def test_a_known_line_is_decided_by_the_module_that_it_imports() -> None:
    (loose,) = found({"_virtualenv.pth": "import _virtualenv\n", "_virtualenv.py": "x = 1\n"})

    assert (True, ("site/_virtualenv.py",)) == (loose.runs, loose.looks)


@pytest.mark.parametrize(
    "beside", [{"_virtualenv": {"__init__.py": "", "x.so": ""}}, {"_virtualenv.so": "1"}]
)
def test_a_known_line_that_loads_something_else_is_not_known(beside: dict[str, Any]) -> None:
    site = {"_virtualenv.pth": "import _virtualenv\n", "_virtualenv.py": "x = 1\n", **beside}

    assert ("site/_virtualenv.pth", True, ()) in [
        (loose.path, loose.runs, loose.looks) for loose in found(site)
    ]


def test_a_line_for_an_editable_install_counts_for_one_alone() -> None:
    site = {"_a.pth": "import _a_editable\n", "_a_editable.py": "import subprocess\n"}

    assert ("site/_a.pth", True) in paths(found(site, owned=("_a.pth", "_a_editable.py")))
    assert [] == found(site, editable=("_a.pth", "_a_editable.py"))


@pytest.mark.parametrize("name", ["sitecustomize.py", "usercustomize.so"])
def test_a_customiser_runs(name: str) -> None:
    assert [(f"site/{name}", True)] == paths(found({name: "1"}))
    assert [(f"site/{name}", True)] == paths(found({name: "1"}, owned=(name,)))
    assert [] == found({name: "1"}, answered=(name,))


@pytest.mark.parametrize(
    "site", [{"six.cpython-313-x86_64-linux-gnu.so": "1"}, {"six": {"__init__.py": ""}}, {"six.pyc": ""}]
)
def test_a_module_in_place_of_an_installed_one_runs(site: dict[str, Any]) -> None:
    assert [True] == [loose.runs for loose in found({"six.py": "1", **site}, answered=("six.py",))]


def test_any_other_module_is_listed() -> None:
    assert [("site/mine.py", False)] == paths(found({"mine.py": "1", "six.py": "1"}, answered=("six.py",)))


def test_a_startup_file_that_cannot_be_read_runs() -> None:
    assert [("site/x.pth", True)] == paths(found({"x.pth": Link("/etc/x")}))


@pytest.mark.parametrize(
    ("path", "module"),
    [
        ("a.py", "a"),
        ("a.cpython-313-x86_64-linux-gnu.so", "a"),
        ("a/b.py", "a"),
        ("a-1.dist-info/x.py", ""),
        ("__pycache__/a.cpython-313.pyc", ""),
        ("README.txt", ""),
    ],
)
def test_the_module_of_a_path(path: str, module: str) -> None:
    assert module == module_of(path)
