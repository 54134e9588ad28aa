"""Texts of collections that a file only compares with."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.python.reading import facts

GUARD = "NEVER = frozenset(['localhost', 'metadata.google.internal'])\ndef may(host):\n    return host not in NEVER\n"


def names_metadata(source: str) -> bool:
    return any(
        use.capability is Capability.SECRETS and use.api == "instance metadata" for use in facts(source).uses
    )


@pytest.mark.parametrize(
    "source",
    [
        GUARD,
        GUARD.replace("NEVER =", "NEVER: set[str] ="),
        GUARD.replace("frozenset([", "{").replace("])", "}"),
        GUARD + "def check(host):\n    if host.lower() in NEVER: raise ValueError(host)\n",
    ],
)
def test_a_list_of_what_is_never_asked_asks_nothing(source: str) -> None:
    assert not names_metadata(source)


@pytest.mark.parametrize(
    "source",
    [
        GUARD + "for host in NEVER: ask(host)\n",
        GUARD + "ask(list(NEVER)[1])\n",
        GUARD + "NEVER = NEVER | {'other'}\n",
        GUARD.replace("host not in NEVER", "ask(*NEVER)"),
        GUARD.replace("return host not in NEVER", "pass"),
        GUARD.replace("NEVER =", "NEVER = ALSO ="),
        GUARD + "import sample\nask(list(sample.NEVER)[0])\n",
        GUARD + "import sys\nask(getattr(sys.modules[__name__], 'NEVER'))\n",
        GUARD + "import sys\nask(getattr(sys.modules[__name__], 'NEV' + 'ER'))\n",
        GUARD + "class Takes(str):\n    def __eq__(self, other): ask(other)\n",
        GUARD.replace("'localhost',", "local(),"),
        "ask('metadata.google.internal' if host in ['metadata.google.internal'] else host)\n",
        "ask('metadata.google.internal')\n",
    ],
)
def test_what_may_be_asked_counts(source: str) -> None:
    assert names_metadata(source)
