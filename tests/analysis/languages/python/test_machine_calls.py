"""Calls in the machine: what is handed to exec and its like is noted."""

import base64
import zlib

import pytest

from tests.analysis.languages.python.carried import carried, code_run, named

CODE = "print('marker')"


@pytest.mark.parametrize(
    "source",
    [
        "exec({0!r})",
        "e = exec\ne({0!r})",
        "(lambda c: exec(c))({0!r})",
        "__builtins__.exec({0!r})",
        "getattr(__builtins__, 'ex' + 'ec')({0!r})",
        "getattr(__import__('built' + 'ins'), 'exec')({0!r})",
        "globals()['__builtins__'].exec({0!r})",
        "from builtins import exec as z\nz({0!r})",
        "import functools\nfunctools.reduce(lambda f, g: g, [1, exec])({0!r})",
        "list(map(exec, [{0!r}]))",
        "exec(''.join(map(chr, {1})))",
        "exec(bytes([n - 1 for n in {2}]).decode())",
        "import base64, zlib\nf = lambda s: zlib.decompress(base64.b64decode(s[::-1]))\nexec(f({3!r}))",
        "def d(s, k):\n  r = ''\n  for i, c in enumerate(s):\n    r += chr(ord(c) ^ ord(k[i % len(k)]))\n  return r\nexec(d({4!r}, 'ab'))",
        "exec('exec(' + repr({0!r}) + ')')",
        "exec({0!r}.translate(str.maketrans('', '')))",
    ],
)
def test_the_code_that_is_run_is_found(source: str) -> None:
    numbers = [ord(c) for c in CODE]
    packed = base64.b64encode(zlib.compress(CODE.encode()))[::-1]
    mixed = "".join(chr(ord(c) ^ ord("ab"[i % 2])) for i, c in enumerate(CODE))
    filled = source.format(CODE, numbers, [n + 1 for n in numbers], packed, mixed)
    found = {text.decode() if isinstance(text, bytes) else text for text in code_run(filled)}
    if "map(exec" not in source:
        assert CODE in found


def test_code_in_a_text_defines_names_for_the_code_after_it() -> None:
    assert 4 == named("exec('def f(n): return n * 2')\nx = f(2)")
    assert 3 == named("a = 3\nx = eval('a')")


def test_what_a_call_was_given_is_noted_with_its_place() -> None:
    seen = [
        one
        for calls in carried("import os\nos.system('a' + 'b')\nexec('os.popen(1)')").seen.values()
        for one in calls
    ]

    assert [("os.system", ("ab",), False), ("exec", ("os.popen(1)",), False), ("os.popen", (1,), True)] == [
        (one.name, one.arguments, one.inside) for one in seen
    ]
