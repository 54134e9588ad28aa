"""What is run without being known at first sight: each form beside its harmless twin."""

import base64
import zlib

import pytest

from pratique.analysis.facts import Capability, PayloadKind, Taint
from pratique.analysis.languages.python.puzzles import is_puzzle
from pratique.analysis.languages.python.values import COMPUTED, FILE, Value
from tests.analysis.languages.python.reading import facts, flows

INNER = "import os, requests\nos.system('echo marker')\nrequests.post('https://c.invalid/x')\n"
XOR = "".join(chr(ord(c) ^ ord("key"[i % 3])) for i, c in enumerate(INNER))
LOOP = "def d(s, k):\n  r = ''\n  for i, c in enumerate(s):\n    r += chr(ord(c) ^ ord(k[i % len(k)]))\n  return r\n"
PACKED = base64.b64encode(zlib.compress(INNER.encode()))[::-1]

FORMS = {
    "own loop": LOOP + f"exec(d({XOR!r}, 'key'))",
    "class": f"class K:\n  def __init__(self, s): self.go(s)\n  def go(self, s): return exec(''.join(chr(ord(c) - 1) for c in s))\nK({''.join(chr(ord(c) + 1) for c in INNER)!r})",
    "loop of the module": f"t = ''\nfor n in {[ord(c) * 3 for c in INNER]}:\n  t += chr(n // 3)\nexec(t)",
    "lambda": f"_ = lambda s: __import__('zlib').decompress(__import__('base64').b64decode(s[::-1]))\nexec((_)({PACKED!r}))",
    "pieces by eval": f"a = {PACKED[:40]!r}\nb = {PACKED[40:]!r}\nw = eval('\\x61') + eval('\\x62')\nimport base64, zlib\neval(compile(zlib.decompress(base64.b64decode(eval('\\x77')[::-1])), '<string>', 'exec'))",
    "method of an install command": f"from setuptools import setup\nfrom setuptools.command.install import install\n{LOOP}class I(install):\n  def run(self):\n    exec(d({XOR!r}, 'key'))\nsetup(cmdclass=dict(install=I))",
    "built-ins by numbers": f"getattr(__builtins__, bytes([n ^ 5 for n in {[n ^ 5 for n in b'exec']}]).decode())({INNER!r})",
    "table": f"t = {{chr(ord(c) + 1): c for c in {''.join(sorted(set(INNER)))!r}}}\nexec(''.join(t[c] for c in {''.join(chr(ord(c) + 1) for c in INNER)!r}))",
}


@pytest.mark.parametrize("source", FORMS.values(), ids=FORMS.keys())
def test_hidden_code_is_told_with_what_it_does(source: str) -> None:
    found = facts(source)

    assert any(flow.sink is Capability.CODE and flow.at_load for flow in found.flows)
    assert {"echo marker", "https://c.invalid/x"} <= {
        use.argument for use in found.uses if use.at_load and use.depth
    }
    assert "https://c.invalid/x" in {address.value for address in found.addresses}


@pytest.mark.parametrize(
    "source",
    [
        LOOP + "exec(open('version.py').read())",
        "exec(compile(open('_version.py').read(), '_version.py', 'exec'))",
        "def make(name, args):\n  exec(f'def {name}({args}): pass')\nmake('f', 'a, b')",
        "namespace = {}\nexec('def reraise(t, v):\\n  raise v', namespace)",
        "names = '''one two'''.split()\nfor name in names:\n  exec('from fast_helpers import %s as f' % name, {})",
        "SETUP = 'import clock\\nclock.start_at_zero()\\n'\nfor count in (10, 20):\n  exec(SETUP + 'clock.advance_by(%d)' % count)",
        "import collections\nP = collections.namedtuple('P', 'x y')",
    ],
)
def test_harmless_code_from_text_is_not_told_as_hidden(source: str) -> None:
    hiding = {Taint.COMPUTED, Taint.DECODED, Taint.DECRYPTED}

    assert not [flow for flow in facts(source).flows if hiding & set(flow.taints)]


def test_an_encoded_address_is_worked_out() -> None:
    hidden = "".join(chr(ord(c) ^ ord("key"[i % 3])) for i, c in enumerate("https://c.invalid/hook"))
    found = facts(f"import requests\n{LOOP}u = d({hidden!r}, 'key')\nrequests.post(u, json={{}})")

    assert "https://c.invalid/hook" in {use.argument for use in found.uses}


def test_the_worked_out_code_is_a_payload() -> None:
    assert PayloadKind.CODE in {payload.kind for payload in facts(FORMS["own loop"]).payloads}


def test_only_what_the_file_may_hold_is_a_puzzle() -> None:
    assert is_puzzle(Value(marks=COMPUTED))
    assert not is_puzzle(Value(marks=FILE))
    assert not is_puzzle(Value(const="a", marks=COMPUTED))


BUILT = "parts = {}\nfor part in {!r}.split('~'):\n  parts[len(parts)] = part\nexec(''.join(parts.values()))"


def test_a_text_that_is_filled_in_and_unpacks_more_is_computed() -> None:
    packed = (
        "import base64, sys~; exec(base64.b64decode(sys.argv[1]))~; print('the marker of the test is here')"
    )
    assert any(
        Taint.COMPUTED in taints for _, api, taints in flows(BUILT.format("{}", packed)) if api == "exec"
    )


def test_a_template_that_is_filled_in_is_read_as_it_stands() -> None:
    plain = "class Row:~  first = property(lambda self: self[0])~  second = property(lambda self: self[1])"
    assert not any(
        Taint.COMPUTED in taints for _, api, taints in flows(BUILT.format("{}", plain)) if api == "exec"
    )


@pytest.mark.parametrize(
    ("named", "hidden"),
    [
        ("_first_names = []", False),
        ("def _first_names(): pass", False),
        ("", False),
        ("from os import *", True),
        ("_first_names = os.system", True),
        ("from os import system as _first_names", True),
        ("import _first_names", True),
    ],
)
def test_names_of_its_own_that_a_file_puts_together_are_no_hidden_code(named: str, hidden: bool) -> None:
    source = f"import os\n{named}\nfor one in ['first']:\n    eval('_%s_names' % one)\n"
    assert hidden is any(Taint.COMPUTED in taints for _, api, taints in flows(source) if api == "eval")


def test_what_python_itself_names_is_not_the_file_s_own() -> None:
    source = "for one in ['built']:\n    b = eval('__%sins__' % one)\n"
    assert any(Taint.COMPUTED in taints for _, api, taints in flows(source) if api == "eval")


BURNS = (
    "def burn():\n  n = 0\n  while n < 50000:\n    for i in range(1000):\n      n = n + 1\n    n = n - 999\n"
)


def test_what_an_import_does_not_run_costs_nothing() -> None:
    source = (
        BURNS
        + "def w(c):\n  eval(''.join(chr(ord(x) ^ 1) for x in c))\nif __name__ == '__main__':\n  burn()\n"
    )
    assert facts(source).problem is None


def test_what_an_import_runs_is_told_when_it_is_too_much() -> None:
    source = BURNS + f"burn()\n{LOOP}exec(d({XOR!r}, 'key'))\n"
    assert "too many steps" in (facts(source).problem or "")


def test_a_text_that_a_function_holds_is_told_when_it_is_too_much() -> None:
    source = BURNS + f"{LOOP}def w():\n  burn()\n  exec(d({XOR * 5!r}, 'key'))\n"
    assert "too many steps" in (facts(source).problem or "")


@pytest.mark.parametrize(
    "source",
    [
        f"c = {'#'.join(INNER)!r}\nexec(c.replace('#', ''))",
        "exec('" + "".join(f"\\x{byte:02x}" for byte in (INNER * 3).encode()) + "')",
        f"n = {int.from_bytes(INNER.encode() * 3, 'big')}\nexec(n.to_bytes((n.bit_length() + 7) // 8, 'big'))",
        f"import ast\nexec(compile(ast.parse(bytes({list(INNER.encode())}).decode()), 'x', 'exec'))",
    ],
    ids=["letters between", "escapes", "one number", "a tree"],
)
def test_code_that_nobody_can_read_is_told_as_computed(source: str) -> None:
    assert any(Taint.COMPUTED in taints for sink, _, taints in flows(source) if sink is Capability.CODE)


@pytest.mark.parametrize(
    "source",
    [
        "exec('" + "\\n".join(f"def f{n}(x=\\'a\\'): return \\'y\\'" for n in range(20)) + "')",
        'exec("""' + "\n".join(f"def f{n}(): pass" for n in range(30)) + '""")',
        "for k in kinds.keys():\n  exec(\"%s = type(kinds['%s'])\" % (k, k))",
    ],
    ids=["quotes", "lines", "filled in"],
)
def test_code_that_stands_there_is_not(source: str) -> None:
    assert not any(Taint.COMPUTED in taints for _, _, taints in flows(source))
