"""Which proxy is used for which address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.net.client.address import parse
from pratique.net.client.authorization import Authorization
from pratique.net.client.proxies import Proxies, from_environment, parse_no_proxy, parse_proxy, variable


def proxied(url: str, no_proxy: str) -> bool:
    proxy = parse_proxy("http://proxy.example:3128", "HTTPS_PROXY")
    return (
        Proxies(http=proxy, https=proxy, no_proxy=parse_no_proxy(no_proxy)).proxy_for(parse(url)) is not None
    )


@pytest.mark.parametrize(
    ("no_proxy", "url", "used"),
    [
        ("", "https://registry.example/", True),
        ("*", "https://registry.example/", False),
        ("registry.example", "https://registry.example/", False),
        ("example", "https://registry.example/", False),
        (".example", "https://registry.example/", False),
        ("*.example", "https://registry.example/", False),
        ("EXAMPLE", "https://Registry.Example/", False),
        ("y.example", "https://registry.example/", True),
        ("other.test, registry.example", "https://registry.example/", False),
        ("registry.example:8443", "https://registry.example:8443/", False),
        ("registry.example:8443", "https://registry.example/", True),
        ("10.0.0.0/8", "http://10.1.2.3/", False),
        ("10.0.0.0/8", "http://11.1.2.3/", True),
        ("127.0.0.1", "http://127.0.0.1:4873/", False),
        ("[::1]:80", "http://[::1]/", False),
        ("::1", "http://[::1]/", False),
        ("...", "https://registry.example/", True),
    ],
)
def test_no_proxy_names_hosts_ends_of_hosts_ports_and_networks(no_proxy: str, url: str, used: bool) -> None:
    assert used == proxied(url, no_proxy)


def test_the_variables_are_read_by_scheme_and_in_either_case() -> None:
    notes: list[str] = []
    env = {
        "HTTPS_PROXY": "http://ada:w%20rd@secure.example:1",
        "http_proxy": "plain.example:2",
        "NO_PROXY": "x",
    }

    proxies = from_environment(env, notes)

    assert proxies.https is not None
    assert proxies.http is not None
    assert ("http://secure.example:1", "HTTPS_PROXY") == (proxies.https.url, proxies.https.origin)
    assert Authorization.basic("ada", "w rd") == proxies.https.authorization
    assert ("http://plain.example:2", "http_proxy") == (proxies.http.url, proxies.http.origin)
    assert (("x",), []) == (proxies.no_proxy, notes)


def test_all_proxy_stands_in_for_both() -> None:
    proxies = from_environment({"ALL_PROXY": "http://proxy.example:3128"}, [])

    assert proxies.http == proxies.https is not None


def test_an_empty_variable_is_none_and_lower_case_wins() -> None:
    env = {"https_proxy": "", "HTTPS_PROXY": "http://upper.example", "http_proxy": "l", "HTTP_PROXY": "u"}

    assert ("http://upper.example", "HTTPS_PROXY") == variable(env, "https_proxy")
    assert ("l", "http_proxy") == variable(env, "http_proxy")


def test_a_cgi_process_does_not_believe_its_caller_about_the_proxy() -> None:
    assert variable({"HTTP_PROXY": "http://evil.example", "REQUEST_METHOD": "GET"}, "http_proxy") is None


@pytest.mark.parametrize(
    "text", ["socks5://proxy.example", "socks5h://proxy.example:1080", "ftp://x", "http://:1", ""]
)
def test_a_proxy_that_cannot_be_used_is_refused_and_named(text: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_proxy(text, "HTTPS_PROXY")
    assert caught.value.message.startswith("HTTPS_PROXY: ")

    notes: list[str] = []
    assert text == "" or from_environment({"HTTPS_PROXY": text}, notes).https is None
    assert text == "" or "HTTPS_PROXY" in notes[0]


def test_the_password_of_a_proxy_is_not_in_its_printed_form() -> None:
    assert "s3cret" not in repr(parse_proxy("http://ada:s3cret@proxy.example", "HTTPS_PROXY"))


@pytest.mark.fuzz
@given(
    st.text(),
    st.text(),
    st.sampled_from(["https://registry.example/", "http://127.0.0.1:80/", "http://[::1]/"]),
)
def test_any_text_of_the_variables_gives_an_answer(proxy: str, no_proxy: str, url: str) -> None:
    env = {"HTTPS_PROXY": proxy, "HTTP_PROXY": proxy, "NO_PROXY": no_proxy}

    found = from_environment(env, []).proxy_for(parse(url))

    assert found is None or parse(found.url)
