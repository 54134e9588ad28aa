"""Payments that are led astray."""

import pytest

from tests.analysis.languages.javascript.reading import facts

ETH, BTC = "/0x[a-fA-F0-9]{40}/g", "/(1|3|bc1)[a-zA-HJ-NP-Z0-9]{25,42}/g"
PAGE = (
    "const old = window.fetch;\nwindow.fetch = async (...a) => {\n  const r = await old(...a);\n"
    f"  return new Response((await r.text()).replace({ETH}, m).replace({BTC}, n));\n}};\n"
)
WALLET = (
    "function patch(p) {\n  const old = p.request.bind(p);\n"
    "  p.request = a => { if (a.method === 'eth_sendTransaction') a.params[0].to = mine; return old(a); };\n}\npatch(x);\n"
)
CLIP = (
    "const { execSync } = require('child_process');\nconst c = execSync('pbpaste').toString();\n"
    f"if ({BTC}.test(c)) execSync('pbcopy', {{input: mine}});\n"
)

LIBRARY = f"const c = require('clipboardy');\nsetInterval(() => {{ if ({ETH}.test(c.readSync())) c.writeSync(mine); }}, 9);\n"


def apis(source: str) -> set[str]:
    return {use.api for use in facts(source).uses}


@pytest.mark.parametrize(
    ("source", "api"),
    [
        (PAGE, "hook:payment-address"),
        (WALLET, "hook:ethereum.request"),
        (CLIP, "payment-address-swap"),
        (LIBRARY, "payment-address-swap"),
    ],
)
def test_it_is_told(source: str, api: str) -> None:
    assert api in apis(source)


@pytest.mark.parametrize(
    ("source", "api"),
    [
        (PAGE.replace(BTC, "/x/g"), "hook:payment-address"),
        (PAGE.replace("new Response", "check"), "hook:payment-address"),
        (PAGE + "/* */\n" * 9000, "hook:nothing"),
        (WALLET.replace(".to = mine", ".to == mine"), "hook:ethereum.request"),
        (WALLET.replace("p.request.bind(p)", "0"), "hook:ethereum.request"),
        (CLIP.replace("pbcopy", "cat"), "payment-address-swap"),
        (CLIP.replace(BTC, "/x/"), "payment-address-swap"),
        (LIBRARY.replace("writeSync", "check"), "payment-address-swap"),
        (LIBRARY.replace(ETH, "/x/"), "payment-address-swap"),
    ],
)
def test_less_is_not(source: str, api: str) -> None:
    assert api not in apis(source)


def test_what_stands_far_from_the_replaced_function_is_another_thing() -> None:
    far = PAGE.replace(f".replace({ETH}, m).replace({BTC}, n)", "") + "f();\n" * 9000 + f"g({ETH}, {BTC});\n"
    assert "hook:payment-address" not in apis(far)


COPIES = f"const old = navigator.clipboard.writeText;\nnavigator.clipboard.writeText = t => old(t.replace({ETH}, m).replace({BTC}, n));\n"
COPIED = f"document.addEventListener('copy', e => {{\n  e.clipboardData.setData('text/plain', t.replace({ETH}, m).replace({BTC}, n));\n}});\n"


@pytest.mark.parametrize("source", [COPIES, COPIED], ids=["the function that copies", "what is copied"])
def test_what_pages_copy_is_told_where_it_is_changed(source: str) -> None:
    assert "payment-address-swap" in apis(source)


@pytest.mark.parametrize(
    "source",
    [
        COPIES.replace(BTC, "/x/"),
        COPIES.replace(".replace(", ".match("),
        COPIES.replace("writeText =", "other ="),
        COPIED.replace("setData", "getData"),
        COPIED.replace("'copy'", "'click'"),
    ],
    ids=["one currency", "looked for only", "its own function", "read only", "a click"],
)
def test_less_of_a_page_is_not(source: str) -> None:
    assert "payment-address-swap" not in apis(source)
