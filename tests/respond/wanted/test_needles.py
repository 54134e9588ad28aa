"""A needle is in every text that names a wanted release: locks, cache paths, logs and SBOMs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Digest
from pratique.respond.wanted.digests import of_digest
from pratique.respond.wanted.needles import needles
from pratique.respond.wanted.texts import read_text
from tests.respond.wanted.asking import context

HEX = "00112233445566778899aabbccddeeff" * 4
SRI = Digest("sha512", HEX).sri


def found_in(what: str, text: str) -> bool:
    return any(needle in text.lower().encode() for needle in read_text(what, context()).needles)


@pytest.mark.parametrize(
    "text",
    [
        '"node_modules/@Scope/name": {"version": "1.0.0"}',
        '"@scope/name@^1.0.0":\n  version "1.0.0"',
        "'@scope/name@1.0.0':",
        "/@scope/name/1.0.0:",
        "node_modules/.pnpm/@scope+name@1.0.0/node_modules",
        ".yarn/cache/@scope-name-npm-1.0.0-0123456789-0123456789.zip",
        "v6/npm-@scope-name-1.0.0-0123/node_modules/@scope/name",
        "GET /@scope%2fname HTTP/1.1",
        "GET /%40scope%2Fname/-/name-1.0.0.tgz HTTP/1.1",
        "GET /?url=%2540scope%252fname",
        '"group": "@scope", "name": "name", "version": "1.0.0"',
        "pkg:npm/%40scope/name@1.0.0",
    ],
)
def test_a_scoped_name_is_found_in_every_form(text: str) -> None:
    assert found_in("@scope/name@1.0.0", text)


@pytest.mark.parametrize(
    "text",
    [
        "Ruamel.YAML==0.18.6 \\",
        "ruamel_yaml-0.18.6-cp311-cp311-linux_x86_64.whl",
        "ruamel.yaml-0.18.6.dist-info",
        'name = "ruamel-yaml"',
        "GET /simple/ruamel-yaml/ HTTP/1.1",
        "ruamel--yaml==0.18.6",
    ],
)
def test_a_python_name_is_found_in_every_spelling(text: str) -> None:
    assert found_in("pypi:ruamel.yaml@0.18.6", text)


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("axios@1.14.1", '"node_modules/axios": {'),
        ("npm:JSONStream@1.0.0", "JSONStream@1.0.0:"),
        ("gem:rest-client@1.6.13", "    rest-client (1.6.13)"),
        ("gem:rest-client@1.6.13", "GET /gems/rest-client-1.6.13.gem"),
        ("pypi:litellm@1.82.7", "litellm-1.82.7-py3-none-any.whl"),
    ],
)
def test_a_name_is_found(what: str, text: str) -> None:
    assert found_in(what, text)


def test_another_name_is_not_found() -> None:
    assert not found_in("axios@1.14.1", '"node_modules/lodash": {')


@pytest.mark.parametrize(
    "text",
    [
        HEX,
        HEX.upper(),
        SRI,
        SRI.replace("+", "-").replace("/", "_"),
        f"_cacache/content-v2/sha512/{HEX[:2]}/{HEX[2:4]}/{HEX[4:]}",
        f"v3/files/{HEX[:2]}/{HEX[2:]}-exec",
        f"v10/index/{HEX[:2]}/{HEX[2:64]}-axios@1.14.1.json",
    ],
)
def test_a_digest_is_found_in_every_form(text: str) -> None:
    assert found_in(f"sha512:{HEX}", text)


def test_a_digest_is_found_as_bytes() -> None:
    wanted = of_digest(Digest("sha512", HEX), context())
    assert any(needle in (b"x" + bytes.fromhex(HEX) + b"y").lower() for needle in needles(wanted))


def test_needles_are_sorted_and_indicators_have_none() -> None:
    assert () == read_text("evil[.]invalid", context()).needles
    found = read_text("@scope/name@1.0.0", context()).needles
    assert list(found) == sorted(found)
    assert b"" not in found


@pytest.mark.fuzz
@given(
    st.lists(st.from_regex(r"[a-z0-9]{1,6}", fullmatch=True), min_size=1, max_size=5),
    st.lists(st.from_regex(r"[-_.]{1,3}", fullmatch=True), min_size=4, max_size=4),
)
def test_any_spelling_of_a_python_name_is_found(parts: list[str], joiners: list[str]) -> None:
    text = parts[0] + "".join(joiner + part for joiner, part in zip(joiners, parts[1:], strict=False))
    assert found_in(f"pypi:{'-'.join(parts)}@1.0", text.upper())
