"""Which class a host is of, in whatever spelling it is given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.hosts import HostClass, class_of, host_of, registrable
from pratique.analysis.hosts.registries import registries


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://discord.com/api/webhooks/1/x", HostClass.WEBHOOK),
        ("https://ptb.discord.com/api/v10/webhooks/1/x", HostClass.WEBHOOK),
        ("https://discord.com/developers", HostClass.WIDE),
        ("https://api.telegram.org/bot1:x/sendMessage", HostClass.WEBHOOK),
        ("https://core.telegram.org/bots", HostClass.WIDE),
        ("http://abc.oastify.com", HostClass.CALLBACK),
        ("abc.ngrok-free.app", HostClass.TUNNEL),
        ("https://pastebin.com/raw/x", HostClass.PASTE),
        ("https://api.ipify.org?format=json", HostClass.IP_LOOKUP),
        ("https://store1.gofile.io/uploadFile", HostClass.FILE_DROP),
        ("https://cdn.discordapp.com/attachments/1/2/x.exe", HostClass.FILE_DROP),
        ("https://bit.ly/x", HostClass.SHORTENER),
        ("my.duckdns.org:4444", HostClass.DYNAMIC_DNS),
        ("https://mainnet.infura.io/v3/x", HostClass.BLOCKCHAIN),
        ("http://abcdefghij234567.onion/x", HostClass.ONION),
        ("https://x.workers.dev/", HostClass.FREE_HOSTING),
        ("https://raw.githubusercontent.com/a/b/main/x", HostClass.CODE_HOST_RAW),
        ("https://github.com/a/b/releases/download/v1/x", HostClass.CODE_HOST_RAW),
        ("https://github.com/a/b", HostClass.WIDE),
        ("https://another.appspot.com/", HostClass.FREE_HOSTING),
        ("https://www.w3.org/2000/svg", HostClass.WIDE),
        ("https://collector.invalid/x", HostClass.UNKNOWN),
        ("203.0.113.7:4444", HostClass.RAW_IP),
        ("http://printer.local", HostClass.PRIVATE),
        ("http://localhost:8080", HostClass.PRIVATE),
        ("http://192.168.0.1/", HostClass.PRIVATE),
        ("http://169.254.169.254/latest", HostClass.PRIVATE),
        ("http://[::1]:80/", HostClass.PRIVATE),
        ("https://sts.us-east-1.amazonaws.com/", HostClass.WIDE),
        ("https://sts.amazonaws.com/", HostClass.WIDE),
        ("https://inert.s3.us-east-1.amazonaws.com/x", HostClass.UNKNOWN),
        ("https://inert.execute-api.us-east-1.amazonaws.com/x", HostClass.UNKNOWN),
        ("https://notdiscord.com/api/webhooks/1", HostClass.UNKNOWN),
        ("https://pastebin.com.evil-cdn.io", HostClass.UNKNOWN),
        ("https://", HostClass.UNKNOWN),
        ("https://${host}/x", HostClass.UNKNOWN),
        ("", HostClass.UNKNOWN),
    ],
)
def test_an_address_is_of_the_class_of_its_host(address: str, expected: HostClass) -> None:
    assert expected is class_of(address)


@pytest.mark.parametrize(
    "address",
    ["http://203.0.114.4/x", "203.0.114.4:4444", "http://3405804036/", "http://0xcb007204", "http://0313.0.0162.04/", "http://203.29188"],
)  # fmt: skip
def test_an_ip_address_is_one_in_every_spelling(address: str) -> None:
    assert HostClass.RAW_IP is class_of(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://user:pw@pastebin.com:443/x",
        "https://www.w3.org@pastebin.com/x",
        "HTTPS://PasteBin.COM./x",
        "https:\\\\pastebin.com\\x",
        "https://paste%62in.com/x",
        "https://pastebin。com/x",
        "https://\uff50astebin.com/x",
        "https://paste\u200bbin.com/x",
        "https://paste\tbin.com/x",
    ],
)
def test_a_host_is_known_in_disguise(address: str) -> None:
    assert (HostClass.PASTE, "pastebin.com") == (class_of(address), host_of(address))


def test_the_registries_are_widely_used() -> None:
    assert {HostClass.WIDE} == {class_of(f"https://{host}/x") for host in registries()}


def test_own_overrules_what_is_unknown_or_shared() -> None:
    own = frozenset({"sample.dev", "github.com/me", "me.github.io"})
    assert HostClass.OWN is class_of("https://api.sample.dev/v1", own)
    assert HostClass.OWN is class_of("https://github.com/Me/sample/releases/download/v1/x", own)
    assert HostClass.OWN is class_of("https://me.github.io/sample", own)
    assert HostClass.CODE_HOST_RAW is class_of("https://github.com/other/sample/releases/download/v1/x", own)


def test_a_webhook_is_nobodys_own() -> None:
    assert HostClass.WEBHOOK is class_of("https://webhook.site/x", frozenset({"webhook.site"}))


@given(st.text(max_size=300), st.frozensets(st.text(max_size=20), max_size=3))
def test_any_text_has_a_class(text: str, own: frozenset[str]) -> None:
    assert class_of(text, own) in HostClass
    assert len(registrable(text)) <= 300


@pytest.mark.parametrize("unit", ["a.", "[", "%", "@", "://", "0x", "\u202e", "例", "9", "/", "."])
def test_a_huge_address_has_a_class(unit: str) -> None:
    assert class_of(f"https://{unit * 500_000}") in {HostClass.UNKNOWN, HostClass.PRIVATE}


@pytest.mark.parametrize("address", ["8.8.8.8", "http://1.1.1.1/", "0x08080808", "[2001:4860:4860::8888]:53"])
def test_a_public_name_server_is_nobodys_own_machine(address: str) -> None:
    assert HostClass.WIDE is class_of(address)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("1.3.101.112", HostClass.UNKNOWN),
        ("2.5.29.17", HostClass.UNKNOWN),
        ("http://2.5.29.17/a", HostClass.RAW_IP),
        ("2.5.29.17:4444", HostClass.RAW_IP),
        ("1.3.101.109", HostClass.RAW_IP),
    ],
)
def test_an_object_identifier_alone_is_no_address(address: str, expected: HostClass) -> None:
    assert expected is class_of(address)


def test_a_top_label_that_nobody_can_have_is_that_of_a_private_network() -> None:
    assert HostClass.PRIVATE is class_of("https://service.monitoring-namespace:9443/")
    assert HostClass.UNKNOWN is class_of("https://a.xn--p1ai/")
