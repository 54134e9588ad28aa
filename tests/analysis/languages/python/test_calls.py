"""Calls: special ones, sources, and what only passes data on."""

import ast

import pytest

from pratique.analysis.engine.marks import ENVIRONMENT, EVERY, FILE, IDENTITY, NETWORK, PROCESS
from pratique.analysis.languages.python.evaluate import At
from pratique.analysis.languages.python.origins import reads
from tests.analysis.languages.python.reading import evaluated, value


@pytest.mark.parametrize(
    ("source", "marks"),
    [
        ("open('x').read()", FILE),
        ("open('x', 'rb')", FILE),
        ("open('x', 'w')", 0),
        ("import io\nio.open('x').readlines()", FILE),
        ("from pathlib import Path\nPath('x').read_text()", FILE),
        ("from pathlib import Path\n(Path(a) / 'x').resolve().read_bytes()", FILE),
        ("import requests\nrequests.get('x').json()['a']", NETWORK),
        ("import socket\nsocket.socket().recv(9).decode()", NETWORK),
        ("import subprocess\nsubprocess.check_output(['curl', x]).decode()", NETWORK | PROCESS),
        ("import subprocess\nsubprocess.check_output(['git', x])", PROCESS),
        ("import os\nos.popen('wget -O- x').read()", NETWORK | PROCESS),
        ("import getpass\ngetpass.getuser()", IDENTITY),
        ("import json, os\njson.dumps(dict(os.environ)).encode()", ENVIRONMENT | EVERY),
        ("import hashlib, os\nhashlib.md5(os.environ['A'].encode()).hexdigest()", ENVIRONMENT),
        ("import os\nlen(os.environ['A'])", 0),
        ("import os\nos.environ['A'].startswith('b')", 0),
        ("import os, foo\nfoo.bar(os.environ['A'])", 0),
        ("import os\nos.path.exists(os.environ['A'])", 0),
        ("import tempfile\ntempfile.NamedTemporaryFile()", 0),
        ("import os\nos.environ.copy()", ENVIRONMENT | EVERY),
    ],
)
def test_a_call_has_the_marks_of_its_source_or_of_what_it_passes_on(source: str, marks: int) -> None:
    assert marks == value(source).marks


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import functools, os\nfunctools.partial(os.system, 'x')", "os.system"),
        ("import operator, os\noperator.attrgetter('system')(os)", "os.system"),
        ("import operator, socket\noperator.methodcaller('recv')(socket.socket())", "socket.socket().recv()"),
        ("compile('x', 'y', 'exec')", "compile()"),
        ("import socket\nsocket.socket()", "socket.socket()"),
    ],
)
def test_a_call_is_named_after_what_it_gives(source: str, name: str) -> None:
    assert name == value(source).name


def test_only_short_constant_expressions_are_evaluated() -> None:
    assert "ab" == value("eval(\"'a' + 'b'\")").const
    assert not value("eval('x = 1')").known
    assert not value(f"eval({'1 + ' * 2000 + '1'!r})").known


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("open(a)", True),
        ("open(a, 'r+')", False),
        ("open(a, mode='ab')", False),
        ("open(a, b)", True),
        ("open(a, 'x')", False),
    ],
)
def test_a_mode_tells_whether_a_file_is_only_read(source: str, *, expected: bool) -> None:
    tree, index, evaluator = evaluated(source)
    last = tree.body[-1]
    assert isinstance(last, ast.Expr)
    assert isinstance(last.value, ast.Call)

    assert expected is reads(evaluator, last.value, At(index.module))


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("type(lambda: 0)", "types.FunctionType"),
        ("def f(): pass\ntype(f)", "types.FunctionType"),
        ("type(f.__code__)", "types.CodeType"),
        ("class A: pass\ntype(A)", "type()"),
        ("type(x)", "type()"),
    ],
)
def test_the_class_of_a_function_is_known(source: str, name: str) -> None:
    assert name == value(source).name


def test_an_instance_is_called_by_its_method() -> None:
    source = "class A:\n  def __call__(self, x):\n    return x + 'tem'\na = A()\na('sys')"

    assert "system" == value(source).const
