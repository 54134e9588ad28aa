"""One signed message for each alarm, until it arrives."""

import asyncio
import base64
import hashlib
import hmac
import json
import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.gate.monitoring.webhook import Hook, Sender, read_secret, signed
from pratique.store.gate.affected_clients import AlarmState
from tests.gate.aftermath import KEY, After, aftermath, warn
from tests.gate.receiver import Receiver, receiver
from tests.loopback import LoopbackRegistry

AT = datetime(2026, 3, 1, tzinfo=UTC)


def sender(made: After) -> Sender:
    found = made.inside.gate.background[1]
    assert isinstance(found, Sender)
    return found


async def alarmed(made: After, folder: Path) -> None:
    await made.get("calm", "1.0.1", "10.0.0.1")
    await made.get("calm", "1.0.1", "10.0.0.2", "install")
    warn(folder, calm=["1.0.1"])
    await made.look()


def test_what_is_sent_names_who_got_it_and_is_signed(tmp_path: Path, registry: LoopbackRegistry) -> None:
    async def run(got: Receiver) -> None:
        async with aftermath(hook=Hook(url=got.url, key=KEY)) as made:
            await alarmed(made, tmp_path)
            await sender(made).send_due()
            await sender(made).send_due()
            await made.look()
            await sender(made).send_due()
            assert {AlarmState.SENT: 1} == made.session.store.alarms.counts()

    with receiver() as got:
        asyncio.run(run(got))
    ((headers, body),) = got.got
    told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(KEY, told, hashlib.sha256).digest()).decode()
    assert f"v1,{mac}" == headers["webhook-signature"]
    document = json.loads(body)
    assert ("pratique.victims", headers["webhook-id"]) == (document["type"], document["id"])
    (file,) = document["files"]
    assert ("pkg:npm/calm@1.0.1", 2, 2) == (file["purl"], file["downloads"], file["addresses"])
    assert [("10.0.0.1", "ci", "github-actions"), ("10.0.0.2", "install", "github-actions")] == [
        (one["address"], one["command"], one["ci"]) for one in document["downloads"]
    ]
    assert 0 == document["downloads_left_off"]


def test_a_receiver_that_fails_is_told_of_and_asked_again_and_not_for_ever(
    tmp_path: Path, registry: LoopbackRegistry, caplog: pytest.LogCaptureFixture
) -> None:
    async def run(got: Receiver) -> None:
        async with aftermath(hook=Hook(url=got.url, key=KEY, pauses_s=(0.0, 0.0))) as made:
            await alarmed(made, tmp_path)
            for _ in range(5):
                await sender(made).send_due()
            assert {AlarmState.WAITING: 1} == made.session.store.alarms.counts()

    async def next_start(got: Receiver) -> None:
        async with aftermath(hook=Hook(url=got.url, key=KEY)) as made:
            await sender(made).send_due()
            await made.look()
            await sender(made).send_due()
            assert {AlarmState.SENT: 1} == made.session.store.alarms.counts()

    with receiver() as got, caplog.at_level(logging.ERROR):
        got.statuses = [500, 503, 302, 200]
        asyncio.run(run(got))
        asyncio.run(next_start(got))

    assert 4 == len(got.got)
    assert 1 == len({body for _, body in got.got}), "the same words every time"
    assert "it answered 500; next attempt in 0 s" in caplog.text
    assert "redirects a request that would change data; next attempt at the next start" in caplog.text
    assert "/in" not in caplog.text, "its path may be a secret"


def test_a_pause_is_waited_for(tmp_path: Path, registry: LoopbackRegistry) -> None:
    async def run(got: Receiver) -> None:
        async with aftermath(hook=Hook(url=got.url, key=KEY, pauses_s=(3600.0,))) as made:
            await alarmed(made, tmp_path)
            await sender(made).send_due()
            await sender(made).send_due()

    with receiver() as got:
        got.statuses = [500]
        asyncio.run(run(got))
        assert 1 == len(got.got)


def test_nobody_listens(tmp_path: Path, registry: LoopbackRegistry, caplog: pytest.LogCaptureFixture) -> None:
    with receiver() as gone:
        pass

    async def run() -> None:
        async with aftermath(hook=Hook(url=gone.url, key=KEY)) as made:
            await alarmed(made, tmp_path)
            await sender(made).send_due()
            assert {AlarmState.WAITING: 1} == made.session.store.alarms.counts()

    asyncio.run(run())
    assert "cannot be reached" in caplog.text


def test_the_example_of_standard_webhooks() -> None:
    # github.com/standard-webhooks/standard-webhooks, its libraries' own example.
    key = read_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}', key)
    assert "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" == headers["webhook-signature"]


@pytest.mark.parametrize("text", ["", "  ", "short", "whsec_MfKQ", "whsec_no base64!", "whsec_"])
def test_a_secret_that_protects_nothing_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="the webhook secret is invalid"):
        read_secret(text)


@pytest.mark.fuzz
@given(st.text(max_size=80) | st.text("whsec_AZaz09+/= \n", max_size=80))
def test_any_text_is_a_secret_or_refused_and_is_not_repeated(text: str) -> None:
    try:
        key, told = read_secret(text), ""
    except ParseError as error:
        key, told = b"", error.message
    assert len(key) >= 16 or "the webhook secret is invalid" in told
    assert len(text.strip()) < 6 or text.strip() not in told


def test_a_hook_does_not_show_its_key_or_path() -> None:
    hook = Hook(url="https://alerts.example/secret", key=KEY)
    assert "https://alerts.example" == hook.shown
    assert "0123456789" not in repr(hook)
