"""pip's configuration: what its files and variables say, and who wins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from pratique.errors import ParseError, Reference
from pratique.net.client.authorization import Authorization
from pratique.net.configuration.config_file import Stated
from pratique.net.configuration.pip.pip_conf import (
    Layer,
    PipConfig,
    parse,
    parse_environment,
    read_indexes,
    resolve,
)


def config(text: str, **env: str) -> PipConfig:
    return resolve([Layer("pip.conf", parse(text.encode())), parse_environment(env)], env)


def urls(found: PipConfig) -> list[str]:
    return [index.url.value for index in (found.index, *found.extra) if index is not None]


def test_keys_are_spelt_as_pip_spells_them_and_empty_values_say_nothing() -> None:
    text = b"[global]\nIndex_URL = https://one.example/simple\nproxy =\n[install]\n--no-index: yes\n"

    assert {
        "global": {"index-url": "https://one.example/simple"},
        "install": {"no-index": "yes"},
    } == parse(text)


def test_several_lines_give_several_indexes() -> None:
    found = config("[global]\nextra-index-url =\n    https://one.example/simple/\n    https://two.example/\n")

    assert ["https://one.example/simple/", "https://two.example/"] == urls(found)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"index-url = https://ada:s3cret@x.example", "line 1 is invalid"),
        (b"[global]\ns3cret", "line 2 is invalid"),
        (b"[global]\na=1\na=s3cret", "line 3 is invalid"),
        (b"[global]\n[global]", "line 2 is invalid"),
        (b"\xff\xfe", "the file is not UTF-8"),
        (b"#" * (1 << 18) + b"#", "the file is larger than 256 KiB"),
        (b"[global]\na" + b" " * 300 + b"b", "the file contains 200 consecutive spaces"),
    ],
)
def test_a_file_that_is_not_understood_is_refused_without_repeating_it(data: bytes, why: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(data)

    assert (Reference.CONFIG_INVALID, f"not a pip.conf: {why}") == (
        caught.value.reference,
        caught.value.message,
    )


def test_install_speaks_louder_than_global_and_variables_louder_than_files() -> None:
    text = "[install]\nindex-url=https://install.example\n[global]\nindex-url=https://global.example\n"

    assert ["https://install.example/"] == urls(config(text))
    assert ["https://env.example/"] == urls(config(text, PIP_INDEX_URL="https://env.example"))
    assert ["https://old.example/"] == urls(config("", PIP_PYPI_URL="https://old.example"))
    assert ["https://global.example/"] == urls(config(text.replace("[install]", "[download]")))


def test_an_index_says_where_it_is_written() -> None:
    found = config(
        "[global]\nindex-url=https://a.example", PIP_EXTRA_INDEX_URL="https://b.example https://c.example"
    )

    assert found.index is not None
    assert "pip.conf" == found.index.url.origin
    assert ["PIP_EXTRA_INDEX_URL"] * 2 == [index.url.origin for index in found.extra]


def test_the_user_and_password_of_an_index_are_kept_apart_and_never_shown() -> None:
    found = config("[global]\nindex-url = https://ada:s3cret@index.example/simple\n")

    assert found.index is not None
    assert "https://index.example/simple/" == found.index.url.value
    assert Authorization.basic("ada", "s3cret") == found.index.authorization
    assert "s3cret" not in repr(found)


def test_what_is_no_index_is_passed_over_and_said() -> None:
    found = config(
        "[global]\nextra-index-url = file:///srv/wheels https://ok.example\nindex-url = ada:s3cret@x\n"
    )

    assert (["https://ok.example/"], 1) == (urls(found), len(found.problems))
    assert "s3cret" not in "".join(found.problems)


@pytest.mark.parametrize(
    ("key", "value", "word"),
    [
        ("PIP_NO_INDEX", "1", "PIP_NO_INDEX: pip is configured to use no index"),
        ("PIP_FIND_LINKS", "/srv/wheels", "PIP_FIND_LINKS: find-links is not read"),
        ("PIP_CLIENT_CERT", "/srv/cert", "PIP_CLIENT_CERT: client certificates are not supported"),
    ],
)
def test_what_pip_knows_and_we_do_not_is_said(key: str, value: str, word: str) -> None:
    assert config("", **{key: value}).problems[0].startswith(word)
    assert () == config("", PIP_NO_INDEX="0").problems


def test_a_proxy_of_pip_s_own_is_used_for_everything_and_variables_otherwise() -> None:
    own = config("[global]\nproxy = ada:s3cret@proxy.example:3128\n", HTTPS_PROXY="x.example", NO_PROXY="*")
    other = config("", HTTPS_PROXY="x.example", NO_PROXY="y.example")
    unusable = config("", PIP_PROXY="socks5://x.example")

    assert own.route.proxies.http == own.route.proxies.https is not None
    assert ("http://proxy.example:3128", ()) == (own.route.proxies.https.url, own.route.proxies.no_proxy)
    assert other.route.proxies.https is not None
    assert ("http://x.example", None) == (other.route.proxies.https.url, other.route.proxies.http)
    assert (None, 1) == (unusable.route.proxies.https, len(unusable.problems))


def test_certificates_come_from_pip_s_setting_and_then_from_what_requests_reads() -> None:
    requests = {"REQUESTS_CA_BUNDLE": "/r.pem", "CURL_CA_BUNDLE": "/c.pem"}

    assert (("/p.pem",), "PIP_CERT") == trusted(config("", PIP_CERT="/p.pem", **requests))
    assert (("/r.pem",), "REQUESTS_CA_BUNDLE") == trusted(config("", **requests))
    assert (("/c.pem",), "CURL_CA_BUNDLE") == trusted(config("", CURL_CA_BUNDLE="/c.pem"))
    assert ((), "") == trusted(config(""))


def trusted(found: PipConfig) -> tuple[tuple[str, ...], str]:
    return found.route.trust.ca_files, found.route.trust.origin


def test_trusted_hosts_are_those_whose_certificates_are_not_looked_at() -> None:
    trust = config("", PIP_TRUSTED_HOST="A.example b.example:8443", PIP_CERT="/p.pem").route.trust

    assert ("a.example", "b.example:8443") == trust.unverified_hosts
    assert ("/p.pem",) == trust.ca_files
    verified = [
        trust.verifies(URL(f"https://{host}/")) for host in ("a.example", "b.example:8443", "b.example")
    ]
    assert [False, False, True] == verified


def test_a_project_s_index_brings_no_password() -> None:
    notes: list[str] = []

    found = read_indexes(Stated("https://ada:s3cret@x.example/", "app/pip.conf", from_project=True), notes)

    assert (None, 1) == (found[0].authorization, len(notes))


@pytest.mark.fuzz
@given(
    st.binary()
    | st.text().map(str.encode)
    | st.text("[]=:a\n \t#;%\\").map(lambda text: f"[a]\n{text}".encode())
)
def test_any_bytes_give_a_configuration_or_a_parse_error(data: bytes) -> None:
    try:
        sections = parse(data)
    except ParseError:
        return
    assert all(value for items in sections.values() for value in items.values())
    resolve([Layer("pip.conf", {"global": items}) for items in sections.values()], {})


@pytest.mark.fuzz
@given(
    st.dictionaries(
        st.sampled_from(["index-url", "extra-index-url", "proxy", "trusted-host", "cert"]), st.text()
    )
)
def test_any_values_give_a_configuration(values: dict[str, str]) -> None:
    found = resolve([Layer("pip.conf", {"global": values})], {})

    for index in (found.index, *found.extra):
        assert index is None or "@" not in index.url.value.partition("//")[2].partition("/")[0]
