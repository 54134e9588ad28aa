"""Flows: sinks beside `exec`, and what is no flow into them."""

import pytest

from pratique.analysis.facts import Capability, Taint
from tests.analysis.languages.python.reading import flows

C, P, N, W = Capability.CODE, Capability.PROCESS, Capability.NETWORK, Capability.FILE_WRITE
LONG = "x" * 200


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"exec('{LONG}')", (C, "exec", {Taint.LITERAL})),
        (f"import pickle\npickle.loads(b'{LONG}')", (C, "pickle.loads", {Taint.LITERAL})),
        ("exec(open('x').read())", (C, "exec", {Taint.FILE})),
        (
            "import runpy, requests\nopen('p.py', 'w').write(requests.get(x).text)\nrunpy.run_path('p.py')",
            (C, "runpy.run_path", {Taint.NETWORK}),
        ),
        (
            "import ctypes, requests\nopen('p.dll', 'wb').write(requests.get(x).content)\nctypes.CDLL('p.dll')",
            (C, "ctypes.CDLL", {Taint.NETWORK}),
        ),
        ("import base64, os\nos.system(base64.b64decode(x))", (P, "os.system", {Taint.DECODED})),
        (
            "import base64, subprocess\nsubprocess.run(['sh', '-c', base64.b64decode(x)])",
            (P, "subprocess.run", {Taint.DECODED}),
        ),
        (
            "import base64, subprocess\nc = ['sh', base64.b64decode(x)]\nsubprocess.run(args=c)",
            (P, "subprocess.run", {Taint.DECODED}),
        ),
        ("import base64\nopen('x', 'wb').write(base64.b64decode(y))", (W, "open.write", {Taint.DECODED})),
        (
            "import requests\nopen('x.exe', 'wb').write(requests.get(y).content)",
            (W, "open.write", {Taint.NETWORK}),
        ),
        (
            "import urllib.request\nurllib.request.urlretrieve(x, 'y.exe')",
            (W, "urllib.request.urlretrieve", {Taint.NETWORK}),
        ),
        (
            "from pathlib import Path\nimport zlib\nPath('x').write_bytes(zlib.decompress(y))",
            (W, "pathlib.Path.write_bytes", {Taint.DECODED}),
        ),
        ("__builtins__.__dict__[''.join(map(chr, x))]('y')", (C, "computed-call", {Taint.COMPUTED})),
        (
            "import socket\ns = socket.socket()\ns.send(open('x').read().encode())",
            (N, "socket.socket.send", {Taint.FILE}),
        ),
    ],
)
def test_data_is_followed_into_each_kind_of_sink(
    source: str, expected: tuple[Capability, str, set[Taint]]
) -> None:
    assert expected in flows(source)


@pytest.mark.parametrize(
    "source",
    [
        "import requests\nopen('x.json', 'wb').write(requests.get(y).content)",
        "import subprocess, requests\nsubprocess.run(['x'], cwd=requests.get(y).text)",
        "import os\nos.execve('x', ['y'], os.environ)",
        "import requests, os\nrequests.get('https://a.invalid', proxies=os.environ)",
        "import requests\nrequests.post('https://a.invalid', data=requests.get('https://b.invalid').content)",
        "import base64, requests\nrequests.post(x, data=base64.b64decode(y))",
        "import requests, os\nu = os.environ['U']\nrequests.get(u)\nrequests.get(u + '/x')",
        "import socket\nsocket.getaddrinfo(socket.gethostname(), 80)",
        "import types\ntypes.FunctionType(f.__code__, {})",
        "compile(open('x').read(), 'x', 'exec')",
    ],
)
def test_what_is_no_sink_or_no_payload_is_quiet(source: str) -> None:
    assert [] == flows(source)


def test_the_origin_is_where_the_data_starts() -> None:
    from tests.analysis.languages.python.reading import facts  # noqa: PLC0415 - once

    (flow,) = facts("import base64\nx = base64.b64decode(y)\n\nexec(x)").flows

    assert (4, 2, True) == (flow.line, flow.origin_line, flow.at_load)
