"""Addresses: what is read, what is the same host, and what may be printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.net.client.address import (
    Address,
    Origin,
    bare,
    is_loopback,
    is_public,
    join,
    origin,
    parse,
    registry_url,
    shown,
    written_address,
)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("https://registry.example/a", "https://registry.example:443/b?c", True),
        ("https://REGISTRY.example/", "https://registry.example/", True),
        ("https://registry.example/", "http://registry.example/", False),
        ("https://registry.example/", "https://registry.example:8443/", False),
        ("https://registry.example/", "https://registry.example.evil/", False),
        ("https://user:word@registry.example/", "https://registry.example/", True),
    ],
)
def test_an_origin_is_scheme_host_and_port(left: str, right: str, same: bool) -> None:
    assert same == (origin(parse(left)) == origin(parse(right)))


@pytest.mark.parametrize(
    ("text", "origin_text"),
    [
        ("https://registry.example/x", "https://registry.example"),
        ("http://registry.example:8080/x", "http://registry.example:8080"),
        ("https://[::1]:8443/x", "https://[::1]:8443"),
        ("https://bücher.example/", "https://xn--bcher-kva.example"),
    ],
)
def test_an_origin_prints_as_it_is_written_in_a_url(text: str, origin_text: str) -> None:
    assert origin_text == str(origin(parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "registry.example",
        "/simple/",
        "ftp://registry.example/",
        "file:///etc/passwd",
        "https://",
        "https://registry.example:99999/",
        "https://registry.example/\nHost: evil.example",
        "https://registry.example/" + "a" * 8_000,
        "https://\ud800.example/",
        "//registry.example/",
    ],
)
def test_what_is_no_web_address_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(text)
    assert "registry.example/" not in caught.value.message


def test_userinfo_and_query_are_never_shown() -> None:
    url = parse("https://ada:hunter2@registry.example:8443/npm/?sig=s3cret#x")

    assert "https://registry.example:8443/npm/?..." == shown(url)
    assert "https://registry.example:8443/npm/?sig=s3cret" == str(bare(url))


def test_a_long_address_is_shown_cut() -> None:
    assert 203 == len(shown(parse("https://registry.example/" + "a" * 900)))


def test_a_registry_has_a_slash_at_its_end_and_no_credentials() -> None:
    assert "https://registry.example/npm/" == registry_url(parse("https://a:b@registry.example/npm?x=1"))


def test_an_encoded_slash_of_a_scope_stays_encoded() -> None:
    assert "https://registry.example/@acme%2Fbase" == str(parse("https://registry.example/@acme%2fbase"))


@pytest.mark.parametrize(
    ("reference", "target"),
    [
        ("/b", "https://registry.example/b"),
        ("c?d=1", "https://registry.example/a/c?d=1"),
        ("//files.example/x", "https://files.example/x"),
        ("http://files.example/x", "http://files.example/x"),
        ("?step=1", "https://registry.example/a/b?step=1"),
    ],
)
def test_a_location_is_read_against_the_address_that_gave_it(reference: str, target: str) -> None:
    assert target == str(join(parse("https://registry.example/a/b"), reference))


@pytest.mark.parametrize(
    "reference", ["javascript:alert(1)", "data:text/plain,x", "\x00", "http://[", "a" * 8_001]
)
def test_a_location_that_leads_to_no_web_address_is_refused(reference: str) -> None:
    with pytest.raises(ParseError):
        join(parse("https://registry.example/a/b"), reference)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "localhost",
        "a.localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
    ],
)
def test_every_spelling_of_this_machine_is_known(host: str) -> None:
    assert is_loopback(parse(f"http://{host}/"))
    assert not is_public(at(host))


def at(host: str) -> Address:
    address = written_address(parse(f"http://{host}/"))
    assert address is not None
    return address


@pytest.mark.parametrize(
    "host",
    [
        *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
        *("169.254.169.254", "2852039166", "100.64.0.1", "100.100.100.200"),
        *("224.0.0.1", "240.0.0.1", "255.255.255.255", "0.1.2.3", "192.0.0.192", "198.18.0.1"),
        *("203.0.113.7", "192.0.2.1"),
        *("[::]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[ff0e::1]"),
        *("[2001:db8::1]", "[100::1]", "[::7f00:1]", "[4000::1]"),
        *("[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]", "[64:ff9b::a00:1]", "[64:ff9b::169.254.169.254]"),
        *("[64:ff9b:1::1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]", "[2001:0:cb00:7107::80ff:fffe]"),
    ],
)
def test_an_address_inside_some_network_is_not_public(host: str) -> None:
    assert not is_public(at(host))


@pytest.mark.parametrize(
    "host",
    ["1.1.1.1", "172.32.0.1", "100.128.0.1", "[2606:4700::1]", "[::ffff:1.1.1.1]", "[64:ff9b::101:101]"],
)
def test_an_address_that_means_the_same_everywhere_is_public(host: str) -> None:
    assert is_public(at(host))
    assert not is_loopback(parse(f"http://{host}/"))


@pytest.mark.parametrize("host", ["registry.example", "localhost.example", "1.2.3.4.example", "0x7f.example"])
def test_a_name_must_be_resolved_first(host: str) -> None:
    assert written_address(parse(f"http://{host}/")) is None


@pytest.mark.fuzz
@given(st.text())
def test_any_text_gives_an_address_or_a_parse_error(text: str) -> None:
    for candidate in (text, f"https://{text}", f"https://registry.example/{text}"):
        try:
            url = parse(candidate)
        except ParseError:
            continue
        assert isinstance(origin(url), Origin)
        assert str(parse(str(url))) == str(url)
        assert "@" not in shown(url).partition("//")[2].partition("/")[0]


@pytest.mark.fuzz
@given(st.text())
def test_any_location_gives_an_address_or_a_parse_error(text: str) -> None:
    try:
        url = join(parse("https://registry.example/a/b?c"), text)
    except ParseError:
        return
    assert url.scheme in {"http", "https"}


def test_a_name_that_is_not_ascii_has_one_spelling() -> None:
    assert "https://a.xn--7a/" == registry_url(parse("https://A.\u00a1"))
