"""Addresses that name one receiver."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.hosts import HostClass, class_of, names_receiver

COMPLETE = (
    "https://discord.com/api/webhooks/104500028970868839/0bR-kK3n8Qz_inert_token",
    "https://api.telegram.org/bot6278551241:AAinert0token_inert0token/sendDocument?chat_id={}",
    "https://hooks.slack.com/services/T0AB12CD3/B0EF45GH6/inert0token0inert",
    "https://eo0inert0receiver.m.pipedream.net",
    "http://8inert0label0inert.oastify.com/init",
    "8.tcp.ngrok.io:14060",
    "https://5inert0.ngrok.app/collect",
    "https://pastebin.com/raw/ssFxiejv",
    "https://rentry.co/ki74h/raw",
    "https://cdn.discordapp.com/attachments/1055888135671795823/1105562608993570816/win32.exe",
)
BEHIND = (
    "https://relay.pratique.invalid/bot6278551241:AAinert0token_inert0token_inert0to/sendDocument",
    "https://relay.pratique.invalid/api/webhooks/104500028970868839/0bR-kK3n8Qz_inert_token_0bR-kK3n8Qz_inert_token",
)
OPEN = (
    "https://discord.com/api/webhooks/{}/{}",
    "https://discord.com/api/webhooks/",
    "https://api.telegram.org/bot{}/sendMessage",
    "https://api.telegram.org/bot{}/SendPhoto",
    "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
    "https://api.pushover.net/1/messages.json",
    "https://ntfy.sh",
    "https://dpaste.com/api/v2/",
    "https://telegra.ph/TITLE",
    "https://pastebin.com/api/api_post.php",
    "https://api.gofile.io/getServer",
    "https://transfer.sh/{}@{}.wsr",
    "https://ngrok.com/docs",
    "https://dashboard.ngrok.io/get-started",
    "https://oastify.com",
    "https://{}.oastify.com",
)


@pytest.mark.parametrize("address", COMPLETE)
def test_the_address_of_one_receiver_is_complete(address: str) -> None:
    assert names_receiver(address, class_of(address))


@pytest.mark.parametrize("address", OPEN)
def test_the_address_of_a_service_is_not(address: str) -> None:
    assert not names_receiver(address, class_of(address))


def test_hosts_of_other_sorts_name_no_receiver() -> None:
    address = "https://registry.example/api/webhooks/104500028970868839/0bR-kK3n8Qz_inert_token"
    assert not names_receiver(address, class_of(address))


@pytest.mark.fuzz
@given(st.text(max_size=300), st.sampled_from(HostClass))
def test_any_text_has_an_answer(address: str, class_: HostClass) -> None:
    assert names_receiver(address, class_) in {True, False}


@pytest.mark.parametrize("address", BEHIND)
def test_a_mailbox_is_known_behind_another_host(address: str) -> None:
    assert HostClass.WEBHOOK is class_of(address)
    assert names_receiver(address, HostClass.WEBHOOK)
    assert HostClass.UNKNOWN is class_of(address.replace("bot", "robot").replace("webhooks", "hooks"))
