"""Datagram sockets that are connected only to learn an own address."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.python.reading import apis

ASKS = "import socket\ndef own():\n  s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
END = "('192.0.2.1', 53)"


@pytest.mark.parametrize(
    "source",
    [
        f"{ASKS}  s.connect({END})\n  return s.getsockname()[0]\n",
        f"{ASKS}  s.settimeout(0)\n  try:\n    s.connect({END})\n    return s.getsockname()\n  finally:\n    s.close()\n",
        (
            "import socket\ndef own(six):\n  with socket.socket(F, socket.SOCK_DGRAM) as s:\n"
            "    s.connect(('2001:db8::1' if six else '192.0.2.1', 53))\n    return s.getsockname()\n"
        ),
        f"import socket\ndef own():\n  s = socket.socket(type=socket.SOCK_DGRAM)\n  s.connect_ex({END})\n  s.getsockname()\n",
    ],
)
def test_whoever_asks_for_an_own_address_sends_nothing(source: str) -> None:
    assert {"own-address"} == {*apis(source, Capability.NETWORK)}


@pytest.mark.parametrize(
    "source",
    [
        f"{ASKS}  s.connect({END})\n  s.getsockname()\n  s.send(b'x')\n",
        f"{ASKS}  s.connect({END})\n  s.getsockname()\n  tell(s)\n",
        f"{ASKS}  s.connect({END})\n  a = s.getsockname()\n  return s\n",
        f"{ASKS}  s.connect({END})\n  s.getsockname()\n  def g(): s.sendall(b'x')\n  g()\n",
        f"{ASKS}  s.connect({END})\n",
        f"{ASKS}  s.connect((data + '.far.invalid', 53))\n  s.getsockname()\n",
        f"{ASKS}  s.connect((f'{{data}}.far.invalid', 53))\n  s.getsockname()\n",
        (
            f"import socket\ndef own():\n  global s\n  s = socket.socket(2, socket.SOCK_DGRAM)\n  s.connect({END})\n"
            "  s.getsockname()\n"
        ),
        f"import socket\ndef own():\n  s = socket.socket()\n  s.connect({END})\n  s.getsockname()\n",
        f"{ASKS}  t = socket.socket()\n  s.connect({END})\n  t.connect({END})\n  s.getsockname()\n",
        f"import socket\ns = socket.socket(2, socket.SOCK_DGRAM)\ns.connect({END})\ns.getsockname()\n",
        f"{ASKS}  self.s = socket.socket(2, socket.SOCK_DGRAM)\n  s.connect({END})\n  s.getsockname()\n",
    ],
)
def test_another_use_of_a_socket_is_one(source: str) -> None:
    found = apis(source, Capability.NETWORK)
    assert "socket.socket.connect" in found
    assert "own-address" not in found
