"""Requests inside a gate, against the loopback registry."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pratique.core.act import Act, ActKind
from pratique.core.decision import Client
from pratique.core.names import Digest
from pratique.errors import ParseError
from pratique.gate.access.authentication import Admitted
from pratique.gate.access.tokens import Role
from pratique.gate.holds.approval_requests import MOST_LISTED, Requests
from pratique.gate.holds.rate_limit import RequestRate
from pratique.gate.protocols.interface import Answer
from pratique.gate.protocols.table import FACES
from tests.gate.inside import CLIENT, Inside, inside
from tests.loopback import LoopbackRegistry

BASE = "http://gate.example"
JSON = {"content-type": "application/json; charset=utf-8"}
CALM = "pkg:npm/calm@1.1.0"


def taker(gate: Inside, **more: Any) -> Requests:
    listings = gate.gate.listings
    return Requests(listings=listings, store=listings.store, faces=FACES, contact="ada", **more)


def body(*purls: str, **more: Any) -> bytes:
    return json.dumps({"purls": purls, "reason": "a demo", "who": "mia", **more}).encode()


def told(answer: Answer) -> Any:
    return json.loads(answer.body)


async def post(
    requests: Requests, data: bytes, headers: Mapping[str, str] = JSON, client: Client = CLIENT
) -> Answer:
    return await requests.post(data, headers, client, BASE)


def test_one_request_is_answered_with_what_is_held_and_until_when(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    async def run() -> None:
        async with inside() as gate:
            requests = taker(gate)
            answer = await post(
                requests, body("pkg:npm/calm@1.0.1", CALM, "pkg:npm/none@1", "pkg:npm/user@2.0.0")
            )
            document = told(answer)

            assert (201, "open", 4, 1, "mia", "a demo") == (
                answer.status,
                *(document[name] for name in ("state", "asked", "unknown_total", "who", "reason")),
            )
            listed = str(Digest.parse(registry.npm_integrity("calm", "1.1.0")))
            assert [("wait", CALM, "calm-1.1.0.tgz", listed)] == [
                tuple(one[name] for name in ("state", "purl", "filename", "digest"))
                for one in document["held"]
            ]
            assert "1 file is held, 1 for a limited time, the last until " in document["words"]
            assert ["pkg:npm/none@1"] == [one["purl"] for one in document["unknown"]]
            assert f"{BASE}/-/pratique/request/{document['key']}" == document["url"]

            again = await post(requests, body(CALM, "pkg:npm/user@2.0.0"))
            other = await post(requests, body(CALM), client=Client("10.0.0.9"))
            assert (200, document["key"]) == (again.status, told(again)["key"])
            assert 201 == other.status
            assert 2 == len(list(requests.store.requests.read()))
            await _what_becomes_of_it(gate, requests, document["key"])

    asyncio.run(run())


async def _what_becomes_of_it(gate: Inside, requests: Requests, key: str) -> None:
    await gate.tarball("calm", "1.1.0")
    (seen,) = requests.store.artifacts.of_releases([CALM])
    now = requests.listings.law.now()
    act = Act(
        kind=ActKind.RELEASE,
        digest=Digest("sha256", seen.sha256),
        at=now,
        who="ada\x1b",
        reason="read it",
        until=now + timedelta(days=1),
    )
    requests.store.acts.add_many([act])
    requests.listings.law.acts.renew(now)

    state = told(requests.get(key, BASE, Admitted()))

    assert ("done", [("released", "ada\\x1b: read it")]) == (
        state["state"],
        [(one["state"], one["by"]) for one in state["held"]],
    )
    assert "1 approved since" in state["words"]


def test_a_lock_cannot_have_other_bytes_released_under_a_good_name(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    promised = {"version": "1.1.0", "integrity": f"sha512-{'A' * 86}=="}
    packages = {"": {"name": "app"}, "node_modules/calm": promised}
    text = json.dumps({"name": "app", "lockfileVersion": 3, "packages": packages})
    lock = {"name": "package-lock.json", "text": text}

    async def run() -> None:
        async with inside() as gate:
            document = told(await post(taker(gate), body(lock=lock)))

            assert (
                "package-lock.json",
                [(CALM, str(Digest.parse(registry.npm_integrity("calm", "1.1.0"))))],
            ) == (
                document["about"],
                [(one["purl"], one["digest"]) for one in document["held"]],
            )

    asyncio.run(run())


def test_nothing_is_kept_of_a_request_for_what_is_free(tmp_path: Path, registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside() as gate:
            requests = taker(gate)
            answer = await post(requests, body("pkg:npm/calm@1.0.1"))

            document = told(answer)
            assert (200, "nothing-held", None, None) == (
                answer.status,
                *(document[name] for name in ("state", "key", "url")),
            )
            assert "no file is held now (releases checked: 1)" in document["words"]
            assert [] == list(requests.store.requests.read())

    asyncio.run(run())


def test_requests_are_bounded_in_number_kind_and_time(tmp_path: Path, registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside() as gate:
            requests = taker(gate, rate=RequestRate(each=2))
            assert 415 == (await post(requests, body(CALM), {"content-type": "text/plain"})).status
            with pytest.raises(ParseError):
                await post(requests, b"{")
            late = told(await post(replace(requests, look_s=0), body(CALM, "pkg:gem/rack@3.0.0")))
            assert 2 == late["unknown_total"]
            assert "the lookup took too long" in {one["why"] for one in late["unknown"]}

            busy = await post(requests, body(CALM))

            assert (429, "too many approval requests from this client or in total") == (
                busy.status,
                told(busy)["error"],
            )
            assert 0 < int(busy.headers["Retry-After"]) <= 601
            assert 201 == (await post(requests, body(CALM), client=Client("10.0.0.9"))).status
            assert 201 == (await post(requests, body(CALM), client=replace(CLIENT, who="ci"))).status
            full = taker(gate, kept=RequestRate(everybody=0))
            assert 429 == (await post(full, body(CALM), client=Client("10.0.0.10"))).status
            assert 200 == (await post(full, body("pkg:npm/calm@1.0.1"), client=Client("10.0.0.10"))).status

    asyncio.run(run())


@pytest.mark.parametrize(
    ("key", "status"), [("", 200), ("none", 404), ("../x", 404), ("a" * 99, 404), ("\u00e9", 404)]
)
def test_a_key_that_names_nothing_is_told(
    tmp_path: Path, registry: LoopbackRegistry, key: str, status: int
) -> None:
    async def run() -> None:
        async with inside() as gate:
            answer = taker(gate).get(key, BASE, Admitted("ci"))

            assert status == answer.status

    asyncio.run(run())


def test_a_request_is_read_by_its_token_and_an_operator_and_says_how_many_others_wait(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    def client(number: int, who: str = "") -> Client:
        return Client(f"10.0.0.{number}", who=who)

    async def run() -> None:
        async with inside() as gate:
            requests = taker(gate)
            first = told(await post(requests, body(CALM), client=client(1, "mia")))
            await post(requests, body(CALM), client=client(2, "bo"))
            await post(requests, body(CALM), client=client(3, "bo"))
            await post(requests, body("pkg:npm/hooked@1.0.1"), client=client(4, "eve"))
            await post(requests, body(CALM), client=client(5))

            state = told(requests.get(first["key"], BASE, Admitted("mia")))

            assert 2 == state["others"]["count"], "the two tokens of others, of which one asked twice"
            assert "2 others requested the same since " in state["words"]
            assert "bo" not in {state["who"], state["reason"]}
            reads = {
                who: requests.get(first["key"], BASE, Admitted(who, role=role)).status
                for who, role in (
                    ("mia", Role.DEVELOPER),
                    ("bo", Role.DEVELOPER),
                    ("ada", Role.OPERATOR),
                    ("", Role.DEVELOPER),
                )
            }
            assert {"mia": 200, "bo": 404, "ada": 200, "": 200} == reads
            assert [] == requests.own("nobody", BASE, None)["requests"]

    asyncio.run(run())


def test_a_token_lists_its_requests_in_parts(tmp_path: Path, registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside() as gate:
            requests = taker(gate)
            key = told(await post(requests, body(CALM), client=Client("10.0.0.1", who="mia")))["key"]
            made = requests.store.requests.get(key)
            assert made is not None
            for number in range(MOST_LISTED):
                requests.store.requests.add(replace(made, key=f"more{number}"))

            first = requests.own("mia", BASE, None)
            rest = requests.own("mia", BASE, first["next"])

            assert (MOST_LISTED, 2) == (len(first["requests"]), first["next"])
            assert ([key], None) == ([one["key"] for one in rest["requests"]], rest["next"])
            assert f"{BASE}/-/pratique/request/{key}" == rest["requests"][0]["url"]

    asyncio.run(run())
