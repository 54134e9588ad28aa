"""The clipboard watched for addresses of payments."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.python.reading import apis

ETHEREUM = "p = r'^0x[a-fA-F0-9]{40}$'\n"
BITCOIN = "p = r'^(bc1|[13])[a-km-zA-HJ-NP-Z1-9]{25,39}$'\n"
TRON = "p = r'T[A-Za-z1-9]{33}'\n"
SWAP = "import pyperclip\nt = pyperclip.paste()\npyperclip.copy('x')\n"


def swaps(source: str) -> bool:
    return "payment-address-swap" in apis(source, Capability.SECRETS)


@pytest.mark.parametrize(
    "source",
    [
        SWAP + ETHEREUM,
        SWAP + BITCOIN,
        SWAP + TRON,
        "from pyperclip import paste, copy\nt = paste()\ncopy('x')\n" + ETHEREUM,
        "import ctypes\nu = ctypes.windll.user32\nu.GetClipboardData(1)\nu.SetClipboardData(1, 2)\n"
        + ETHEREUM,
        "import tkinter\nr = tkinter.Tk()\nr.clipboard_get()\nr.clipboard_append('x')\n" + ETHEREUM,
        "import os\nos.popen('powershell Get-Clipboard')\nos.system('powershell Set-Clipboard x')\n"
        + ETHEREUM,
    ],
)
def test_a_swap_is_told(source: str) -> None:
    assert swaps(source)


@pytest.mark.parametrize(
    "source",
    [
        SWAP,
        SWAP + "p = r'^https?://'\n",
        ETHEREUM,
        "import pyperclip\npyperclip.copy('x')\n" + ETHEREUM,
        "import pyperclip\npyperclip.paste()\n" + ETHEREUM,
        "import os\nos.system('powershell Set-Clipboard x')\n" + ETHEREUM,
    ],
)
def test_less_is_not(source: str) -> None:
    assert not swaps(source)
