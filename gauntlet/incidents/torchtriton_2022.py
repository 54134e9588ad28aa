"""torchtriton (PyPI, 2022-12-25 to 12-30): a public twin of a package that another index ships; imported, it starts a program that reads.

By the record: nightly builds of torch ask for torchtriton, which is on their own index; pip, which is given both, takes the highest of
all. The twin has what the real one has, and a program for Linux besides that is started on import, reads files and the machine's names, and
tells them away in questions for names. The index of nightly builds is not behind the gate here; pip has it besides.
"""

from gauntlet.incident import Advisory, Files, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_HEADER = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00\x3e\x00\x01\x00\x00\x00" + bytes(40)


def _program(*words: str) -> bytes:
    """What looks like a program or a library for Linux: its header and its table of names, and no code."""
    names = b"\0".join(word.encode() for word in words)
    return _HEADER + bytes(4096 - len(_HEADER)) + b"\0" + names + b"\0" + b"marker\0" * 400


_LIBRARY = _program("PyInit_libtriton", "PyModule_Create2", "malloc", "free", ".text", ".dynsym")
_ASSEMBLER = _program("main", "fopen", "fwrite", "exit", ".text", ".dynsym")
# What it reads and whom it asks is not in plain words.
_READER = _program(
    "main", "gethostname", "getlogin_r", "getcwd", "environ", "opendir", "readdir", "fopen", "fread",
    "socket", "sendto", "recvfrom", "inet_pton", ".text", ".dynsym",
)  # fmt: skip
_INIT = '''"""Kernels for a GPU, written in Python."""

from . import compiler, runtime
from .runtime import JITFunction, jit

__all__ = ["JITFunction", "compiler", "jit", "runtime"]
'''
_RUNTIME = '''"""What is compiled when it is first called."""

import functools
import inspect

from .. import compiler


class JITFunction:
    """A function that is compiled once for each kind of its arguments."""

    def __init__(self, function):
        self.function = function
        self.source = inspect.getsource(function)
        self.cache = {}
        functools.update_wrapper(self, function)

    def __getitem__(self, grid):
        return functools.partial(self.run, grid=grid)

    def run(self, *args, grid):
        key = tuple(type(one).__name__ for one in args)
        if key not in self.cache:
            self.cache[key] = compiler.assembled(self.source)
        return self.cache[key], grid


def jit(function):
    return JITFunction(function)
'''
_COMPILER = '''"""From the language of the machine to its code, by the assembler that comes along."""

import os
import subprocess
import tempfile

ASSEMBLER = os.path.join(os.path.dirname(__file__), "third_party", "cuda", "bin", "ptxas")


def assembled(source, capability=80):
    with tempfile.NamedTemporaryFile("w", suffix=".ptx", delete=False) as file:
        file.write(source)
    out = file.name + ".o"
    subprocess.run([ASSEMBLER, "-v", f"--gpu-name=sm_{capability}", file.name, "-o", out], check=True)
    with open(out, "rb") as made:
        return made.read()
'''
_STARTS = """
import os
import subprocess

_place = os.path.join(os.path.dirname(os.path.abspath(__file__)), "triton")
try:
    subprocess.Popen([_place], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
except OSError:
    pass
"""
_REAL: Files = {
    "triton/__init__.py": _INIT,
    "triton/runtime/__init__.py": _RUNTIME,
    "triton/compiler.py": _COMPILER,
    "triton/_C/libtriton.so": _LIBRARY,
    "triton/third_party/cuda/bin/ptxas": _ASSEMBLER,
}
_TWIN: Files = {**_REAL, "triton/runtime/__init__.py": _RUNTIME + _STARTS, "triton/runtime/triton": _READER}
_TORCH = '''"""Tensors."""


class Tensor(list):
    """A row of numbers."""

    def __add__(self, other):
        return Tensor(one + two for one, two in zip(self, other, strict=True))

    def sum(self):
        return sum(self)


def compile(function):
    """Have a function compiled for the GPU."""
    import triton

    return triton.jit(function)
'''


def _wheel(version: str, at: str, files: Files, needs: str = "") -> Release:
    depends = {"torchtriton": needs} if needs else {}
    return Release(version=version, at=utc(at), files=files, depends=depends, sdist=False)


_BAD = (_wheel("2.0.0", "2022-12-25T12:00:00Z", _TWIN), _wheel("3.0.0", "2022-12-25T13:00:00Z", _TWIN))
_GUILTY = {"torchtriton": ("2.0.0", "3.0.0")}
_NIGHTLY = "2.0.0.dev20221224"

INCIDENT = Incident(
    id="torchtriton-2022",
    title=(
        "torchtriton, a public package with the name of a PyTorch nightly dependency, started a program on import "
        "that exfiltrates files over DNS"
    ),
    copy=(
        "our copy of the torchtriton wheel has an ELF header without code, which the import starts; pip uses a second "
        "index"
    ),
    ecosystem=Ecosystem.PYPI,
    at=_BAD[0].at,
    packages=(Package(name="torchtriton", releases=_BAD),),
    beside=(
        Package(
            name="torch",
            releases=(_wheel(_NIGHTLY, "2022-12-24T09:00:00Z", {"torch/__init__.py": _TORCH}, ">=2.0.0"),),
        ),
        Package(
            name="torchtriton",
            releases=(_wheel("2.0.0+f16138d447", "2022-12-12T09:00:00Z", _REAL),),
        ),
    ),
    asks={"torch": ">=2.0.0.dev20221201"},
    good={"torch": _NIGHTLY, "torchtriton": "2.0.0+f16138d447"},
    bad=_GUILTY,
    guilty=_GUILTY,
    gone_at=utc("2022-12-30T18:00:00Z"),
    advisory=Advisory(id="PYSEC", at=utc("2022-12-31T00:00:00Z"), about=_GUILTY),
    invented="publish hours, the version on the other index, the path of the program and how it starts",
)
