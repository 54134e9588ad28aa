"""Lookups of the machine's own name."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.python.reading import apis


@pytest.mark.parametrize(
    "source",
    [
        "import socket\nsocket.gethostbyname(socket.gethostname())\n",
        "import socket as s\ndef own():\n  name = s.gethostname()\n  return s.getaddrinfo(name, None)\n",
    ],
)
def test_whoever_looks_up_the_own_name_sends_nothing(source: str) -> None:
    assert {"own-address"} == {*apis(source, Capability.NETWORK)}


@pytest.mark.parametrize(
    "name",
    [
        *("socket.gethostname() + '.far.invalid'", "f'{socket.gethostname()}.far.invalid'"),
        *("data", "socket.getfqdn(data)", "own.name"),
    ],
)
def test_a_name_that_holds_the_own_one_is_sent(name: str) -> None:
    found = apis(f"import socket\nsocket.gethostbyname({name})\n", Capability.NETWORK)
    assert {"socket.gethostbyname"} == {*found}


@pytest.mark.parametrize(
    "source",
    [
        "n = socket.gethostname()\nfor p in ('far', 'invalid'):\n  n = n + '.' + p\nsocket.gethostbyname(n)\n",
        "socket.gethostname = lambda: data + '.far.invalid'\nsocket.gethostbyname(socket.gethostname())\n",
        "socket.sethostname(data + '.far.invalid')\nsocket.gethostbyname(socket.gethostname())\n",
        "os.environ['LOCALDOMAIN'] = data + '.far.invalid'\nsocket.gethostbyname(socket.gethostname())\n",
        "n = socket.gethostname()\nglobals()['n'] = data\nsocket.gethostbyname(n)\n",
    ],
    ids=["grown", "replaced", "set", "search domain", "by its name"],
)
def test_what_changes_the_own_name_is_sent(source: str) -> None:
    assert "own-address" not in apis(f"import os, socket\n{source}", Capability.NETWORK)


def test_a_name_server_that_code_chooses_is_told() -> None:
    source = "import socket, dns.resolver\ndns.resolver.resolve(socket.gethostname())\n"
    assert "own-address" not in apis(source, Capability.NETWORK)
