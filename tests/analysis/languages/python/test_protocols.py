"""Functions that Python itself calls run at load where the file makes it call them."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.python.reading import facts

RUNS = "import os\n"
CALL = "os.system('marker')"


def at_load(source: str) -> bool:
    """Whether the program is started when the file is loaded."""
    (use,) = [use for use in facts(RUNS + source).uses if use.capability is Capability.PROCESS]
    return use.at_load


@pytest.mark.parametrize(
    "source",
    [
        f"class M(type):\n  def __init__(cls, *a): {CALL}\nclass A(metaclass=M): pass",
        f"class M(type):\n  def __prepare__(n, b): {CALL}\nclass A(metaclass=M): pass",
        f"class B:\n  def __init_subclass__(cls): {CALL}\nclass C(B): pass",
        f"class D:\n  def __set_name__(self, o, n): {CALL}\nclass C:\n  x = D()",
        f"class C:\n  def __call__(self): {CALL}\nC()()",
        f"class C:\n  def __call__(self): {CALL}\nc = C()\nc()",
        f"class C:\n  def __del__(self): {CALL}\nC()",
        f"def a(): {CALL}\nglobals()['a']()",
        f"def a(): {CALL}\n[a][0]()",
        f"import sys\nclass F:\n  def find_spec(self, *a): {CALL}\nsys.meta_path.insert(0, F())",
        f"import sys\nclass F:\n  @classmethod\n  def exec_module(cls, m): {CALL}\nsys.meta_path.append(F)",
        f"import sys\ndef hook(path): {CALL}\nsys.path_hooks.append(hook)",
        f"class M(type):\n  def __new__(mcs, *a): mcs._f()\n  def _f(): {CALL}\nclass A(metaclass=M): pass",
        f"import sys\nclass F:\n  def exec_module(self, m):\n    def i(): {CALL}\n    m.A.go = i\nsys.meta_path.insert(0, F())",
    ],
)
def test_what_python_calls_runs(source: str) -> None:
    assert at_load(source)


@pytest.mark.parametrize(
    "source",
    [
        f"class M(type):\n  def __init__(cls, *a): {CALL}",
        f"class B:\n  def __init_subclass__(cls): {CALL}",
        f"class D:\n  def __set_name__(self, o, n): {CALL}\nx = D()",
        f"class C:\n  def __call__(self): {CALL}\nc = C()",
        f"class C:\n  def __del__(self): {CALL}",
        f"import sys\nclass F:\n  def find_spec(self, *a): {CALL}\nfound = []\nfound.append(F)",
        f"class F:\n  def close(self): {CALL}\nimport sys\nsys.meta_path.append(F())",
    ],
)
def test_what_waits_does_not(source: str) -> None:
    assert not at_load(source)
