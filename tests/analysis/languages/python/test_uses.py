"""Uses: what a source can do, under its resolved name."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.python.reading import apis, facts

P, N, R, W = Capability.PROCESS, Capability.NETWORK, Capability.FILE_READ, Capability.FILE_WRITE
C, D, X, L = Capability.CODE, Capability.DECODE, Capability.DECRYPT, Capability.NATIVE
I, E, S = Capability.IDENTITY, Capability.ENVIRONMENT, Capability.SECRETS  # noqa: E741 - one letter each


@pytest.mark.parametrize(
    ("source", "capability", "api"),
    [
        ("import subprocess as s\ns.Popen(x)", P, "subprocess.Popen"),
        ("from os import popen\npopen(x)", P, "os.popen"),
        ("import os\nf = os.system\nf(x)", P, "os.system"),
        ("import pty\npty.spawn(x)", P, "pty.spawn"),
        ("import socket\ns = socket.socket()\ns.connect(x)", N, "socket.socket.connect"),
        ("import requests\nwith requests.Session() as s:\n  s.post(x)", N, "requests.Session.post"),
        (
            "import aiohttp\nasync def f():\n  async with aiohttp.ClientSession() as s:\n    s.get(x)",
            N,
            "aiohttp.ClientSession.get",
        ),
        (
            "class A:\n  def __init__(self): self.s = __import__('socket').socket()\n  def f(self): self.s.send(x)",
            N,
            "socket.socket.send",
        ),
        ("open(x)", R, "open"),
        ("open(x, 'w')", W, "open"),
        ("import io\nio.open(x, mode='a')", W, "open"),
        ("from pathlib import Path\nPath(x).write_text(y)", W, "pathlib.Path.write_text"),
        ("from pathlib import Path\n(Path(x) / 'y').read_bytes()", R, "pathlib.Path.read_bytes"),
        ("import os\nos.chmod(x, 1)", W, "os.chmod"),
        ("import shutil\nshutil.rmtree(x)", W, "shutil.rmtree"),
        ("eval(x)", C, "eval"),
        ("import marshal\nmarshal.loads(x)", C, "marshal.loads"),
        ("class A:\n  __class_getitem__ = exec", C, "exec"),
        ("@exec\n@input\nclass A: pass", C, "exec"),
        ("getattr(__builtins__, x)(y)", C, "computed-call"),
        ("import base64\nbase64.b64decode(x)", D, "base64.b64decode"),
        ("import codecs\ncodecs.decode(x, 'hex')", D, "codecs.decode(hex)"),
        ("bytes(a ^ 1 for a in x)", D, "xor"),
        (
            "from cryptography.fernet import Fernet\nFernet(x).decrypt(y)",
            X,
            "cryptography.fernet.Fernet.decrypt",
        ),
        ("import ctypes\nctypes.CDLL(x)", L, "ctypes.CDLL"),
        ("import socket\nsocket.gethostname()", I, "socket.gethostname"),
        ("import os\nos.getenv('X')", E, "os.getenv"),
        ("from os import environ as e\ne['X']", E, "os.environ"),
        ("import os\n'X' in os.environ", E, "os.environ"),
        ("x = '~/.ssh/id_rsa'", S, ".ssh"),
        ("import os\nos.environ['NPM_TOKEN']", S, "npm token"),
        ("import base64\nbase64.b64decode('L3Jvb3QvLm5wbXJj')", S, ".npmrc"),
        ("x = '/etc/cron.d/y'", Capability.PERSISTENCE, "cron"),
        ("import os\nos.system('curl x')", N, "curl"),
        ("import subprocess\nsubprocess.run(['nslookup', x])", N, "nslookup"),
    ],
)
def test_a_use_is_told_under_its_resolved_name(source: str, capability: Capability, api: str) -> None:
    assert api in apis(source, capability)


@pytest.mark.parametrize(
    "source",
    [
        "import re\nre.compile(x)",
        "x.exec(y)",
        "self.eval(y)",
        "model.eval()",
        "def open(x): pass\nopen(y)",
        "import os\nos.environ['X'] = '1'",
        "import os\nos.environ.get('NO_COLOR')",
        "import os\nos.getenv('LC_ALL')",
        "x = {}\nx.get('a')",
        "', '.join(x)",
        "import tempfile\ntempfile.mkdtemp()",
        "import os\nos.path.join(a, b)",
        "session.get(x)",
        "from .requests import get\nget(x)",
        "x.decode('utf-8')",
        '"""~/.ssh/id_rsa"""',
        "chr(65)",
    ],
)
def test_what_does_nothing_of_the_kind_is_no_use(source: str) -> None:
    assert () == facts(source).uses


def test_a_constant_argument_is_shown_after_folding() -> None:
    source = "import os, subprocess\nos.system('l' + 's')\nsubprocess.run(['git', 'log', x])\nexec(y)"

    assert ["ls", "git log {}", None] == [
        use.argument for use in facts(source).uses if use.capability in {P, C}
    ]


def test_a_started_file_is_a_command() -> None:
    source = "import subprocess, sys, os\nsubprocess.run([sys.executable, 'x.py'])\nos.system('sh y.sh')"

    assert [("python", "x.py", 2), ("sh", "y.sh", 3)] == [
        (command.program, command.runs, command.line) for command in facts(source).commands
    ]


def test_imports_by_call_are_told_with_their_way() -> None:
    source = "__import__('a')\n__import__('b' + 'c')\nimport importlib\nimportlib.import_module(x)"

    assert [("a", False), ("bc", True), ("importlib", False), (None, True)] == [
        (item.module, item.dynamic) for item in facts(source).imports
    ]


def test_the_host_of_a_connection_is_an_address() -> None:
    source = "import socket, http.client\nsocket.socket().connect(('203.0.113.9', 4444))\nhttp.client.HTTPSConnection('c.invalid')"

    assert ["203.0.113.9", "c.invalid"] == [address.value for address in facts(source).addresses]


STARTS = "import os, subprocess, sys\n"


@pytest.mark.parametrize(
    "source",
    [
        "subprocess.Popen([sys.executable, '-c', 'from payload import go'])",
        "os.system('python3 -c \"import payload; payload.go()\"')",
        "subprocess.Popen([sys.executable.replace('python', 'pythonw'), '-c', 'import payload'])",
        "class A:\n subprocess.call(['python', '-c', 'import os; from payload import go'])",
    ],
)
def test_a_python_started_at_load_for_another_package_is_told(source: str) -> None:
    found = facts(STARTS + source)
    assert [use.at_load for use in found.uses if use.api == "starts-python"] == [True]
    assert [use.at_load for use in found.uses if use.api == "hidden-start"] == [True]
    assert "payload" in [item.module for item in found.imports]


@pytest.mark.parametrize(
    "source",
    [
        "subprocess.check_output([sys.executable, '-c', 'import payload; print(payload.__version__)'])",
        "subprocess.Popen([sys.executable, '-c', 'import payload; print(payload.__file__)'])",
        "subprocess.Popen([sys.executable, '-c', 'import sysconfig, json'])",
        "def f():\n subprocess.Popen([sys.executable, '-c', 'from payload import go'])",
        "subprocess.Popen([sys.executable, '-m', 'payload'])",
    ],
)
def test_a_python_that_is_asked_something_is_not(source: str) -> None:
    assert [use for use in facts(STARTS + source).uses if use.api in {"starts-python", "hidden-start"}] == []


@pytest.mark.parametrize(
    ("source", "api"),
    [
        (
            "import urllib\nurllib.urlrequest.urlretrieve('https://h.invalid/x', 'x')",
            "urllib.request.urlretrieve",
        ),
        ("import urllib2\nurllib2.urlopen('https://h.invalid/x')", "urllib2.urlopen"),
        ("urllib.request.urlopen('https://h.invalid/x')", "urllib.request.urlopen"),
        ("urlopen('https://h.invalid/x')", "urllib.request.urlopen"),
        ("from tools import *\nrequests.get('https://h.invalid/x')", "requests.get"),
        ("from git.repo import Repo\nRepo.clone_from('https://h.invalid/x', 'd')", "git.Repo.clone_from"),
        ("import git\ngit.Git('d').clone('https://h.invalid/x')", "git.Git.clone"),
    ],
)
def test_old_misspelt_and_unbound_names_are_known(source: str, api: str) -> None:
    assert [(use.api, use.argument) for use in facts(source).uses if use.capability is N] == [
        (api, "https://h.invalid/x")
    ]


@pytest.mark.parametrize(
    "source", ["requests = []\nrequests.get(x)", "def f(os):\n os.system(x)", "import os\nos.startle(x)"]
)
def test_names_of_the_file_itself_are_its_own(source: str) -> None:
    assert apis(source, N) + apis(source, P) == []


@pytest.mark.parametrize(
    "source",
    [
        "import os, threading\nthreading.Thread(target=os.system, args=['run me']).start()",
        "import os\nlist(map(os.system, ['run me']))",
    ],
)
def test_a_program_started_by_a_thread_is_told_by_its_command(source: str) -> None:
    assert [(use.api, use.argument) for use in facts(source).uses if use.capability is P] == [
        ("os.system", "run me")
    ]
