"""What a file calls of other files, and what they may call of it."""

import pytest

from tests.analysis.languages.python.reading import facts


def calls(source: str) -> list[tuple[str, bool]]:
    return [(call.target, call.at_load) for call in facts(source).calls]


def definitions(source: str) -> dict[str, tuple[int, ...]]:
    return {one.name: one.runs for one in facts(source).definitions}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("from .tser import init\ninit()", ".tser.init"),
        ("from ..tser import init\ninit()", "..tser.init"),
        ("from . import tser\ntser.init()", ".tser.init"),
        ("import acme.tser\nacme.tser.init()", "acme.tser.init"),
        ("import acme.tser as t\nt.init()", "acme.tser.init"),
        ("from .tser import *\ninit()", ".tser.init"),
        ("from .tser import Thief\nThief().run()", ".tser.Thief.run"),
        ("from . import tser\ngetattr(tser, 'init')()", ".tser.init"),
        ("from .tser import Thief\nt = Thief()\nt.run()", ".tser.Thief.run"),
        ("import threading\nfrom .tser import init\nthreading.Thread(target=init)", ".tser.init"),
        ("from setuptools import setup\nfrom acme import C\nsetup(cmdclass={'install': C})", "acme.C.run"),
    ],
)
def test_a_call_of_what_an_import_gave_is_told(source: str, target: str) -> None:
    assert (target, True) in calls(source)


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos.getcwd()",
        "import requests\nrequests.get('https://acme.invalid/')",
        "print('x')",
        "def f(): pass\nf()",
        "unbound()",
        "from os import *\ngetcwd()",
    ],
)
def test_calls_of_the_standard_library_and_of_its_own_are_not_told(source: str) -> None:
    assert [] == calls(source)


def test_a_call_in_a_function_that_nobody_calls_is_not_at_load() -> None:
    assert [(".tser.init", False)] == calls("from .tser import init\ndef f(): init()")


def test_a_definition_tells_the_functions_that_a_call_of_it_runs() -> None:
    source = "import os\ndef f():\n  g()\ndef g():\n  os.system('x')\ndef h(): pass"
    assert {"f": (4,), "g": (4,)} == definitions(source)


def test_a_class_is_called_by_its_constructor_and_its_methods_by_their_names() -> None:
    source = "import os\nclass A:\n  def __init__(self):\n    self.f()\n  def f(self):\n    os.system('x')"
    assert {"A": (5,), "A.__init__": (5,), "A.f": (5,)} == definitions(source)


def test_the_main_block_is_the_file_started_as_a_program() -> None:
    source = "import os\ndef f():\n  os.system('x')\nif __name__ == '__main__':\n  f()\n  os.system('y')"
    assert {"": (0, 2), "f": (2,)} == definitions(source)


def test_what_runs_at_load_anyway_is_no_definition_to_tell() -> None:
    assert {} == definitions("import os\ndef f():\n  os.system('x')\nf()")


def test_many_calls_and_definitions_are_cut() -> None:
    lines = ["import os", "import acme", *(f"def f{n}(): os.system('x'); acme.g{n}()" for n in range(2_000))]
    found = facts("\n".join(lines))
    assert (400, 300) == (len(found.calls), len(found.definitions))


def test_the_start_of_a_thread_runs_it() -> None:
    source = "import os, threading\nclass T(threading.Thread):\n  def run(self): os.system('marker')\n"
    assert (3,) == definitions(source)["T.start"]


def test_the_start_of_another_class_runs_nothing() -> None:
    source = "import os\nclass T:\n  def run(self): os.system('marker')\n"
    assert "T.start" not in definitions(source)
