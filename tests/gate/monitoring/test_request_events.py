"""One event for each request, and one for each decision about what was requested."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from pratique.core.act import Act, ActKind
from pratique.core.decision import Client
from pratique.core.names import Digest
from pratique.core.request import HeldEntry
from pratique.gate.monitoring.request_events import RequestEvents
from pratique.gate.monitoring.webhook import Hook, Sender
from pratique.store.gate.affected_clients import AlarmState, Events
from pratique.store.interface import Store
from pratique.store.record import Seen
from tests.gate.aftermath import KEY, aftermath
from tests.gate.inside import inside
from tests.gate.receiver import receiver
from tests.loopback import LoopbackRegistry
from tests.store.gate.test_approval_requests import REQUEST

SHA256, SHA512 = Digest("sha256", "a" * 64), Digest("sha512", "b" * 128)
ENTRY = REQUEST.held[0]


def bodies(store: Store) -> list[Any]:
    """The events that wait, which are taken away."""
    found = []
    for alarm in store.alarms.of(AlarmState.WAITING):
        store.alarms.sent(alarm.id, at=alarm.at)
        body = json.loads(alarm.body)
        assert (alarm.id, body["id"]) == (body["id"], alarm.id)
        found.append(body)
    return found


def act(kind: ActKind, *digests: Digest, **more: Any) -> list[Act]:
    values = {"at": REQUEST.at + timedelta(days=1), "who": "Ada", "reason": "read it", "token": "ada-desk"}
    return [Act(kind=kind, digest=digest, **{**values, **more}) for digest in digests]


def entry(digest: Digest | None, name: str = "calm") -> HeldEntry:
    return replace(ENTRY, purl=f"pkg:npm/{name}@1.1.0", filename=f"{name}-1.1.0.tgz", digest=digest)


def test_all_who_asked_for_the_bytes_are_named_in_one_event_a_command(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    other = Digest("sha256", "d" * 64)

    async def run() -> None:
        async with inside() as gate:
            law, store = gate.gate.listings.law, gate.gate.listings.store
            events = RequestEvents(law=law, store=store, sends=True)
            # The same bytes by another digest, by a name, and others in the same request.
            for number, held in enumerate(
                ((entry(SHA256), entry(other, "kite")), (entry(SHA512),), (entry(None),))
            ):
                client = Client(f"10.0.0.{number}", who=f"token{number}")
                store.requests.add(replace(REQUEST, key=f"k{number}", client=client, held=held))
            events.look()
            made = bodies(store)
            events.look()
            assert [] == bodies(store)

            assert ["pratique.request-made"] * 3 == [one["type"] for one in made]
            first = next(one for one in made if one["request"]["key"] == "k0")
            assert ("token0", "mia", "a demo") == tuple(
                first["request"][name] for name in ("token", "who", "reason")
            )
            assert [
                ("pkg:npm/calm@1.1.0", str(SHA256), "wait"),
                ("pkg:npm/kite@1.1.0", str(other), "wait"),
            ] == [(one["purl"], one["digest"], one["state"]) for one in first["files"]]
            assert REQUEST.more == first["files_left_off"]
            _decided(store, events, other)

    asyncio.run(run())


def _decided(store: Store, events: RequestEvents, other: Digest) -> None:
    seen = Seen(
        purl="pkg:npm/calm@1.1.0",
        filename="calm-1.1.0.tgz",
        sha256=SHA256.hex,
        sha512=SHA512.hex,
        sha1="c" * 40,
        size_bytes=1,
        first_seen=REQUEST.at,
    )
    store.artifacts.remember([seen])
    unasked = Digest("sha256", "e" * 64)
    until = REQUEST.at + timedelta(days=9)
    store.acts.add_many(act(ActKind.RELEASE, SHA256, other, unasked, until=until))
    store.acts.add_many(act(ActKind.REFUSE, unasked))
    store.acts.add_many(act(ActKind.REFUSE, other, at=REQUEST.at - timedelta(days=1)))
    events.look()
    (body,) = bodies(store)

    assert ("pratique.request-decided", {"release"}) == (body["type"], {body["decision"]["act"]})
    assert ("Ada", "ada-desk", "read it", until.isoformat(), False) == tuple(
        body["decision"][name] for name in ("who", "token", "reason", "until", "even_blocked")
    )
    assert {str(SHA256), str(other)} == {one["digest"] for one in body["files"]}
    assert [("k2", "token2"), ("k1", "token1"), ("k0", "token0")] == [
        (one["key"], one["token"]) for one in body["requesters"]
    ]
    assert (0, 0) == (body["files_left_off"], body["requesters_left_off"])
    # An undone approval is told to the same.
    store.acts.add_many(act(ActKind.RELEASE_UNDONE, SHA256))
    events.look()
    assert [3] == [len(one["requesters"]) for one in bodies(store)]


def test_without_a_webhook_no_event_is_made_not_even_later(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    async def run() -> None:
        async with inside() as gate:
            law, store = gate.gate.listings.law, gate.gate.listings.store
            store.requests.add(REQUEST)
            store.acts.add_many(act(ActKind.RELEASE, SHA256))
            RequestEvents(law=law, store=store, sends=False).look()
            RequestEvents(law=law, store=store, sends=True).look()

            assert {} == store.alarms.counts()
            assert (1, 1) == (store.alarms.told(Events.REQUESTS), store.alarms.told(Events.ACTS))

    asyncio.run(run())


def test_the_receiver_of_the_webhook_gets_them(tmp_path: Path, registry: LoopbackRegistry) -> None:
    async def run(url: str) -> None:
        async with aftermath(hook=Hook(url=url, key=KEY)) as made:
            background = made.inside.gate.background
            events = next(one for one in background if isinstance(one, RequestEvents))
            sender = next(one for one in background if isinstance(one, Sender))
            made.session.store.requests.add(REQUEST)
            events.look()
            await sender.send_due()
            assert {} == events.health()

    with receiver() as got:
        asyncio.run(run(got.url))
    ((headers, body),) = got.got
    assert (headers["webhook-id"], "pratique.request-made") == (
        json.loads(body)["id"],
        json.loads(body)["type"],
    )
