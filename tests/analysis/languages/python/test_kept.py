"""Functions that a class keeps under names of its own."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.python.reading import apis

RUN = "\n  def f(self, c):\n    self.go_on(c)\n"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import os\nclass A:\n  def __init__(self):\n    self.go_on = os.system" + RUN, "os.system"),
        ("from os import system\nclass A:\n  go_on = system" + RUN, "os.system"),
        ("import os\nclass A:\n  def __init__(self):\n    self.go_on = getattr(os, 'sys' + 'tem')" + RUN, "os.system"),
        ("import os\nclass A:\n  def __init__(self):\n    self.go_on = {'a': os.system}['a']" + RUN, "os.system"),
    ],
)  # fmt: skip
def test_such_a_function_is_known_by_its_own_name(source: str, name: str) -> None:
    assert [name] == apis(source, Capability.PROCESS)


@pytest.mark.parametrize(
    "source",
    [
        "import os\nclass A:\n  def __init__(self, made):\n    self.go_on = made()" + RUN,
        "import os\nclass A:\n  def go_on(self, c): pass" + RUN,
        "import os\nclass A:\n  def __init__(self, other):\n    self.go_on = other" + RUN,
        "import os\ndef f(self, c):\n  self.go_on(c)\n",
    ],
    ids=["made by a call", "a method", "given from outside", "no class"],
)
def test_others_are_not(source: str) -> None:
    assert [] == apis(source, Capability.PROCESS)
