"""Programs that are started so that nobody sees them."""

import pytest

from pratique.analysis.facts import Capability, Use
from tests.analysis.languages.python.reading import facts

P = "import os, subprocess\nfrom subprocess import DEVNULL, Popen\n"
QUIET = "stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL"


def unwatched(source: str) -> list[Use]:
    found = (use for use in facts(P + source).uses if use.capability is Capability.PROCESS)
    return [use for use in found if use.api == "unwatched-start"]


@pytest.mark.parametrize(
    "source",
    [
        f"subprocess.Popen([p], {QUIET})",
        f"x = subprocess.Popen([p], {QUIET})",
        f"def f():\n  try:\n    subprocess.Popen([p], {QUIET})\n  except OSError:\n    pass\nf()",
        "Popen([p], stdout=DEVNULL, stderr=subprocess.STDOUT)",
        "Popen([p], stdout=-3, stderr=-3)",
        "n = open(os.devnull, 'w')\nPopen([p], stdout=n, stderr=n)",
        "Popen([p], stdout=open('/dev/null'), stderr=open('/dev/null'))",
        "Popen([p], start_new_session=True)",
        "Popen([p], process_group=0) if False else Popen([p], start_new_session=1)\nPopen([p], preexec_fn=os.setsid)",
        "Popen([p], creationflags=subprocess.CREATE_NO_WINDOW | 4)",
        "Popen([p], creationflags=0x08000000)",
        "Popen([p], **{'stdout': DEVNULL, 'stderr': DEVNULL})",
    ],
)
def test_a_start_that_nobody_waits_for_and_sees_is_told(source: str) -> None:
    assert [True] == [use.at_load for use in unwatched(source)]


@pytest.mark.parametrize(
    "source",
    [
        "Popen([p])",
        "Popen([p], stdout=DEVNULL)",
        "Popen([p], stdout=DEVNULL, stderr=subprocess.PIPE)",
        "Popen([p], start_new_session=False)",
        "Popen([p], creationflags=4)",
        f"x = Popen([p], {QUIET})\nx.wait()",
        f"def f():\n  return Popen([p], {QUIET})\nf()",
        f"Popen([p], {QUIET}).wait()",
        f"with Popen([p], {QUIET}) as x:\n  pass",
        f"class A:\n  def f(self):\n    self.x = Popen([p], {QUIET})",
        f"subprocess.run([p], {QUIET})",
        f"subprocess.call([p], {QUIET})",
    ],
)
def test_an_ordinary_start_is_not(source: str) -> None:
    assert [] == unwatched(source)


def test_the_program_is_told_with_it() -> None:
    source = f"p = os.path.join(os.path.dirname(__file__), 'triton')\nPopen([p], {QUIET})"
    assert [True] == [(use.argument or "").endswith("/triton") for use in unwatched(source)]
