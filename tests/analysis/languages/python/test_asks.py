"""What code has loaded by calls that are no import; `tests/analysis/test_asked_elsewhere.py` has what is followed of it."""

import pytest

from pratique.analysis.facts import AskKind
from tests.analysis.languages.python.reading import facts

HERE = "import os, sys, subprocess\nh = os.path.dirname(__file__)\n"


def asks(code: str) -> list[tuple[AskKind, str, bool]]:
    return [(one.kind, one.name, one.at_load) for one in facts(HERE + code).asks]


@pytest.mark.parametrize(
    ("code", "kind", "name"),
    [
        ("import pkgutil\npkgutil.resolve_name('p.k:f')", AskKind.MODULE, "p.k"),
        ("import importlib\nimportlib.import_module('p.' + n)", AskKind.MODULE, "p.*"),
        ("import importlib\nimportlib.import_module(f'{__name__}.{n}')", AskKind.MODULE, ".*"),
        ("import importlib\nimportlib.import_module('.' + n, 'p.q')", AskKind.MODULE, "p.q.*"),
        ("import pydoc\npydoc.importfile(h + '/k.py')", AskKind.FILE, "{}/k.py"),
        ("import unittest\nunittest.defaultTestLoader.discover('tests')", AskKind.FOLDER, "tests"),
        ("os.chdir(h + '/x')", AskKind.SEARCHED, "{}/x"),
        ("os.rename('a.txt', 'b.py')", AskKind.RENAMED, "a.txt"),
        ("import importlib.machinery as m\nm.SOURCE_SUFFIXES.append('.txt')", AskKind.SUFFIX, ".txt"),
    ],
)
def test_each_call_tells_what_it_asks_for(code: str, kind: AskKind, name: str) -> None:
    assert [(kind, name, True)] == asks(code)


@pytest.mark.parametrize(
    "code",
    [
        "import importlib\nimportlib.import_module(n)",
        "import importlib\nimportlib.import_module('a b.' + n)",
        "import pkgutil\npkgutil.resolve_name(n)",
        "import pkgutil\npkgutil.resolve_name('no name')",
        "os.rename('a.txt', 'b.txt')",
        "os.chdir(h)",
    ],
)
def test_what_says_nothing_is_not_told(code: str) -> None:
    assert [] == asks(code)


def test_what_a_function_asks_for_is_told_as_such() -> None:
    assert [(AskKind.SEARCHED, "x", False)] == asks("def f():\n    os.chdir('x')\n")


def test_code_that_a_runner_is_given_is_read() -> None:
    found = facts("import timeit\ntimeit.timeit('import kite.k', number=1)\n")

    assert ["kite.k", "timeit"] == sorted(one.module or "" for one in found.imports)


@pytest.mark.parametrize(
    ("cwd", "runs"),
    [("'tests'", "tests/k.py"), ("h + '/tests'", "{}/tests/k.py"), ("folder", "k.py")],
)
def test_a_program_starts_what_lies_in_its_folder(cwd: str, runs: str) -> None:
    (command,) = facts(HERE + f"subprocess.run([sys.executable, 'k.py'], cwd={cwd})\n").commands

    assert runs == command.runs


def test_more_than_is_kept_is_told() -> None:
    many = "".join(f"os.chdir('x{number}')\n" for number in range(401))

    assert "asks" in (facts(HERE + many).problem or "")
