"""Which credential is found for which address, compared with npm's own code."""

import json
import shutil
import subprocess
from pathlib import Path
from types import MappingProxyType

import pytest

from pratique.net.client.address import parse
from pratique.net.client.authorization import Authorization
from pratique.net.client.credentials import Credentials, may_travel
from pratique.net.configuration.config_file import Stated

KEYS = (
    "//registry.example/",
    "//registry.example/npm",
    "//registry.example/npm/team/",
    "//registry.example:8443",
    "//files.example/a/b/c",
    "//xn--bcher-kva.example/",
)
URLS = (
    "https://registry.example/left-pad",
    "https://registry.example",
    "http://registry.example/npm/x",
    "https://registry.example/npm",
    "https://registry.example/npmx/y",
    "https://registry.example/npm/team/@acme%2fx",
    "https://registry.example/npm/team",
    "https://registry.example:443/npm/team/",
    "https://registry.example:8443/deep/er",
    "https://registry.example:9999/npm/team/",
    "https://registry.example.evil/npm/",
    "https://evil.example/registry.example/npm/",
    "https://files.example/a/b/cc",
    "https://files.example/a/b/c/d?e=/f/g",
    "https://files.example/a/b",
    "https://bücher.example/x",
)


def found(url: str) -> str | None:
    entries = {key: Stated(Authorization.bearer(key), "userconfig") for key in KEYS}
    stated = Credentials(MappingProxyType(entries)).find(parse(url))
    return None if stated is None else stated.value.header.removeprefix("Bearer ")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://registry.example/left-pad", "//registry.example/"),
        ("https://registry.example/npm/team/@acme%2fx", "//registry.example/npm/team/"),
        ("https://registry.example/npm/other", "//registry.example/npm"),
        ("https://registry.example:9999/npm/team/", None),
        ("https://registry.example.evil/npm/", None),
    ],
)
def test_the_longest_key_on_the_same_host_and_port_is_used(url: str, key: str | None) -> None:
    assert key == found(url)


def test_npm_finds_the_same_keys() -> None:
    npm = shutil.which("npm")
    auth = Path(npm or "").resolve().parent.parent / "node_modules/npm-registry-fetch/lib/auth.js"
    if shutil.which("node") is None or not auth.is_file():
        pytest.skip("npm is not installed here")
    program = """
      const getAuth = require(process.argv[1])
      const [keys, urls] = JSON.parse(process.argv[2])
      const opts = Object.fromEntries(keys.map(k => [`${k}:_authToken`, k]))
      console.log(JSON.stringify(urls.map(u => getAuth(u, opts).token)))
    """
    command = ["node", "-e", program, str(auth), json.dumps([KEYS, URLS])]
    told = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)

    assert told == [found(url) for url in URLS]


@pytest.mark.parametrize(
    ("url", "cleartext", "travels"),
    [
        ("https://registry.example/x", False, True),
        ("http://registry.example/x", False, False),
        ("http://registry.example/x", True, True),
        ("http://other.example/x", True, False),
        ("http://127.0.0.1:4873/x", False, True),
    ],
)
def test_a_credential_goes_over_plain_http_only_where_the_user_asks_that_registry_so(
    url: str, cleartext: bool, travels: bool
) -> None:
    assert travels == may_travel(parse(url), parse("http://registry.example/"), cleartext=cleartext)
