"""What runs when a file is loaded."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.python.reading import facts

RUNS = {
    "module": "os.system('x')",
    "class body": "class A:\n  os.system('x')",
    "class in a class": "class A:\n  class B:\n    os.system('x')",
    "branch": "if os.name == 'nt':\n  os.system('x')",
    "other branch": "if __name__ == '__main__': pass\nelse: os.system('x')",
    "handler": "try: pass\nexcept E: os.system('x')",
    "decorator": "@f(os.system('x'))\ndef g(): pass",
    "default": "def f(a=os.system('x')): pass",
    "called function": "def f(): os.system('x')\nf()",
    "called through another": "def g(): os.system('x')\ndef f(): g()\nf()",
    "called before it is written": "def f(): g()\ndef g(): os.system('x')\nf()",
    "alias": "def f(): os.system('x')\ng = f\ng()",
    "lambda called on the spot": "(lambda: os.system('x'))()",
    "lambda by name": "f = lambda: os.system('x')\nf()",
    "constructor": "class A:\n  def __init__(self): os.system('x')\nA()",
    "method": "class A:\n  def f(self): os.system('x')\nA().f()",
    "method by name": "class A:\n  def f(self): os.system('x')\na = A()\na.f()",
    "method of the constructor": "class A:\n  def __init__(self): self.f()\n  def f(self): os.system('x')\nA()",
    "thread": "import threading\ndef f(): os.system('x')\nthreading.Thread(target=f).start()",
    "at exit": "import atexit\ndef f(): os.system('x')\natexit.register(f)",
    "mapped": "list(map(lambda n: os.system('x'), [1]))",
    "coroutine": "import asyncio\nasync def f(): os.system('x')\nasyncio.run(f())",
    "comprehension": "[os.system('x') for _ in range(1)]",
    "with": "with a as b:\n  os.system('x')",
    "loop": "while True:\n  os.system('x')",
    "command of setup": (
        "from setuptools import setup\nfrom setuptools.command.install import install\nclass C(install):\n"
        "  def run(self): os.system('x')\nsetup(cmdclass={'install': C})"
    ),
    "helper of a command of setup": (
        "import setuptools\nclass C(setuptools.Command):\n  def run(self): self.f()\n"
        "  def f(self): os.system('x')\nsetuptools.setup()"
    ),
    "command of setup by another name": (
        "from setuptools import setup, Command\nclass C(Command):\n  def run(self): os.system('x')\n"
        "setup(cmdclass={'test': C, 'egg_info': C})"
    ),
    "command of setup that another one runs": (
        "from setuptools import setup, Command\nclass C(Command):\n  def run(self): os.system('x')\n"
        "class D(Command):\n  def run(self): self.run_command('test')\nsetup(cmdclass={'test': C, 'install': D})"
    ),
    "command of setup under a computed name": (
        "from setuptools import setup, Command\nclass C(Command):\n  def run(self): os.system('x')\n"
        "setup(cmdclass={'in' + 'stall': C})"
    ),
    "method put into a command of setup": (
        "from setuptools import setup\nfrom setuptools.command.install import install\ndef friendly(c):\n"
        "  def modified(self): os.system('x')\n  c.run = modified\n  return c\n"
        "@friendly\nclass C(install): pass\nsetup(cmdclass={'install': C})"
    ),
    "class handed to setup": (
        "from setuptools import setup\nfrom own import Base\nclass C(Base):\n  def run(self): os.system('x')\n"
        "commands = {'install': C}\nsetup(cmdclass=commands)"
    ),
    "class handed to setup inside a call": (
        "from setuptools import setup\nimport own\nclass C(own.Base):\n  def run(self): os.system('x')\n"
        "setup(cmdclass=own.commands(dict(install=C)))"
    ),
    "base of a class handed to setup": (
        "from setuptools import setup\nfrom own import Base\nclass B(Base):\n  def run(self): os.system('x')\n"
        "class C(B): pass\nsetup(cmdclass={'install': C})"
    ),
    "thread of its own class": (
        "import threading\nclass T(threading.Thread):\n  def run(self): os.system('x')\nT().start()"
    ),
    "thread by an unknown name": "def f(): os.system('x')\nhidden(target=f).start()",
    "handed to a function that calls it": "def g(h): h()\ndef f(): os.system('x')\ng(f)",
    "handed to an executor": "def f(): os.system('x')\npool.submit(f)",
    "decorated to run at exit": "import atexit\n@atexit.register\ndef f(): os.system('x')",
    "decorated to run at once": "def now(g):\n  g()\n  return g\n@now\ndef f(): os.system('x')",
    "main block of setup": (
        "from setuptools import setup\nif __name__ == '__main__':\n  os.system('x')\n  setup()"
    ),
}


@pytest.mark.parametrize("source", RUNS.values(), ids=RUNS.keys())
def test_what_runs_at_load(source: str) -> None:
    assert [True] == [
        use.at_load for use in facts(f"import os\n{source}").uses if use.capability is Capability.PROCESS
    ]


WAITS = {
    "handed to a function that keeps it": "def g(h): table.append(h)\ndef f(): os.system('x')\ng(f)",
    "class of commands without a setup": "from own import Base\nclass C(Base):\n  def run(self): os.system('x')\ncmdclass = {'a': C}",
    "decorated to run later": "def later(g):\n  def inner(): g()\n  return inner\n@later\ndef f(): os.system('x')",
    "function": "def f(): os.system('x')",
    "function that only an uncalled one calls": "def f(): os.system('x')\ndef g(): f()",
    "method": "class A:\n  def f(self): os.system('x')",
    "main block": "if __name__ == '__main__':\n  os.system('x')",
    "called in the main block": "def f(): os.system('x')\nif '__main__' == __name__:\n  f()",
    "type checking": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  os.system('x')",
    "lambda": "f = lambda: os.system('x')",
    "command class of no setup": (
        "from setuptools.command.install import install\nclass C(install):\n  def run(self): os.system('x')"
    ),
    "another class of setup": (
        "from setuptools import setup\nclass C(Thing):\n  def run(self): os.system('x')\nsetup()"
    ),
    "command of setup that a person runs": (
        "from setuptools import setup, Command\nclass C(Command):\n  def run(self): os.system('x')\n"
        "setup(cmdclass={'upload': C})"
    ),
    "command of setup by a name of its own": (
        "from setuptools import setup\nfrom setuptools.command.sdist import sdist\nclass C(sdist):\n"
        "  def run(self): os.system('x')\nsetup(cmdclass={'distcheck': C})"
    ),
    "commands of setup that a person runs, by a name": (
        "from setuptools import setup, Command\nclass C(Command):\n  def run(self): os.system('x')\n"
        "commands = dict(test=C, lint=C)\nsetup(cmdclass=commands)"
    ),
    "handed to something unknown": "def f(): os.system('x')\nregister(f)",
}


@pytest.mark.parametrize("source", WAITS.values(), ids=WAITS.keys())
def test_what_waits_to_be_called(source: str) -> None:
    assert [False] == [
        use.at_load for use in facts(f"import os\n{source}").uses if use.capability is Capability.PROCESS
    ]


def test_imports_have_their_moment_too() -> None:
    found = facts("import a\ndef f(): import b\nif __name__ == '__main__': import c\n__import__('d')")

    assert {"a": True, "b": False, "c": False, "d": True} == {
        item.module: item.at_load for item in found.imports
    }
