"""What Python code has loaded by calls that neither import nor open it; and calls that look so and load nothing."""

import pytest

from pratique.analysis.asked_elsewhere import asked_elsewhere
from pratique.analysis.facts import Language
from pratique.analysis.languages import python
from pratique.core.tree import File, Tree

HERE = "import os, sys\nh = os.path.dirname(__file__)\n"
NAMES = (
    "kite/tests/__init__.py",
    "kite/tests/k.py",
    "kite/deep/a.py",
    "kite/deep/b.py",
    "kite/deep/tests/c.py",
    "kite/v.txt",
    "kite/c.ini",
)
K = ("kite/tests/k.py", Language.PYTHON)


def asked(code: str, *more: str) -> list[tuple[str, Language]]:
    source = (HERE + code).encode()
    files = [File("kite/__init__.py", source), *(File(name, b"x = 1\n") for name in (*NAMES, *more))]
    return list(asked_elsewhere(Tree(tuple(files)), "kite/__init__.py", python.extract(source)))


@pytest.mark.parametrize(
    "code",
    [
        "import pkgutil\npkgutil.resolve_name('kite.tests.k')",
        "import pkgutil\npkgutil.resolve_name('kite.tests.k:run')",
        "import pydoc\npydoc.locate('kite.tests.k')",
        "import pydoc\npydoc.importfile(h + '/tests/k.py')",
        "import importlib.util as u\ns = u.find_spec('kite.tests.k')\ns.loader.exec_module(u.module_from_spec(s))",
        "from importlib.machinery import PathFinder\nPathFinder.find_spec('k', [h + '/tests']).loader.load_module('k')",
        "from importlib.metadata import EntryPoint\nEntryPoint('a', 'kite.tests.k:run', 'g').load()",
        "import logging.config\nlogging.config.dictConfig({'handlers': {'a': {'()': 'kite.tests.k.H'}}})",
        "import pickle\npickle.loads(b'ckite.tests.k\\nrun\\n.')",
        "import importlib\nfor n in ('k',):\n    importlib.import_module('kite.tests.' + n)",
        "import importlib\nfor n in os.listdir(h):\n    importlib.import_module(f'{__name__}.tests.{n}')",
        "import importlib\nfor n in names():\n    importlib.import_module('.' + n, 'kite.tests')",
        "import pkgutil\nfor f, n, _ in pkgutil.iter_modules([h + '/tests']):\n    f.find_spec(n).loader.load_module(n)",
        "import unittest\nunittest.defaultTestLoader.discover(h + '/tests')",
        "os.chdir(h + '/tests')\nsys.path.insert(0, '')\nimport k",
    ],
)
def test_every_way_to_have_a_module_loaded_is_followed(code: str) -> None:
    assert K in asked(code)


@pytest.mark.parametrize(
    "code",
    [
        "import importlib.util\nready = importlib.util.find_spec('kite.tests.k') is not None",
        "import pkgutil\nnames = [m.name for m in pkgutil.iter_modules([h + '/tests'])]",
        "import importlib\nimportlib.import_module(name)",
        "import importlib\nimportlib.import_module('kite.' + name)",
        "import shutil\nshutil.copy(h + '/tests/k.py', '/tmp/k.py')",
        "os.chdir(h + '/tests')\nimport json",
        "import pydoc\npydoc.locate('json.decoder')",
    ],
)
def test_what_loads_nothing_of_the_tests_asks_for_nothing_of_them(code: str) -> None:
    assert K not in asked(code)


def test_a_computed_name_stands_for_the_modules_of_its_package_where_the_code_runs_at_load() -> None:
    code = "import importlib\nfor n in names():\n    importlib.import_module('kite.deep.' + n)\n"
    later = "import importlib\ndef load(n):\n    return importlib.import_module('kite.deep.' + n)\n"

    assert ["kite/deep/a.py", "kite/deep/b.py"] == [path for path, _ in asked(code)]
    assert [] == asked(later)


@pytest.mark.parametrize("how", ["shutil.copy", "os.rename", "os.link", "shutil.move"])
def test_a_file_is_what_it_becomes_where_that_is_asked_for(how: str) -> None:
    becomes = f"import shutil\n{how}(h + '/v.txt', h + '/vv.py')\n"

    assert [("kite/v.txt", Language.PYTHON)] == asked(becomes + "from . import vv\n")[:1]
    assert [] == asked(becomes)
    assert [] == asked(becomes.replace("vv.py", "vv.txt") + "from . import vv\n")


def test_a_suffix_that_modules_may_have_from_then_on() -> None:
    code = "import importlib.machinery as m\nsys.path_hooks.insert(0, m.FileFinder.path_hook((m.SourceFileLoader, ['.txt'])))\n"

    assert [("kite/v.txt", Language.PYTHON)] == asked(code + "from . import v\n")
    assert [] == asked("from . import v\n")


def test_settings_beside_code_that_runs_a_text_which_is_not_shown() -> None:
    read = "import configparser\nc = configparser.ConfigParser()\nc.read(h + '/c.ini')\n"

    assert [("kite/c.ini", Language.SHELL)] == asked(read + "os.system(c['a']['b'])\n")
    assert [("kite/c.ini", Language.PYTHON)] == asked(read + "exec(c['a']['b'])\n")
    assert [] == asked(read + "print(c['a']['b'])\n")
    assert [] == asked(read + "def run():\n    os.system(c['a']['b'])\n")
