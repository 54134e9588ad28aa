"""What comes over the wire."""

import asyncio
import gzip
import json
import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pratique.core.advisory import Product, Span
from pratique.gate.access.forwarded_headers import Trusted
from pratique.gate.access.token_file import write_token_file
from pratique.gate.access.tokens import Tokens, new_token
from pratique.intake.known_bad.advised import Warnings
from pratique.store.folder.home import Home, data_home
from tests.advisories.answers.index import index_of
from tests.advisories.made import about, advisory
from tests.gate.conftest import CALM
from tests.gate.inside import ask, inside, listening
from tests.loopback import LoopbackRegistry


def test_a_tarball_comes_as_the_bytes_that_were_judged_and_a_refusal_in_the_reason_phrase(
    registry: LoopbackRegistry,
) -> None:
    async def run() -> None:
        async with inside() as made, listening(made.gate) as address:
            good = await ask(address, "GET /npm/calm/-/calm-1.0.1.tgz HTTP/1.1")
            head = await ask(address, "HEAD /npm/calm/-/calm-1.0.1.tgz HTTP/1.1")
            held = await ask(address, "GET /npm/calm/-/calm-1.1.0.tgz HTTP/1.1")
            none = await ask(address, "GET /npm/calm/-/calm-7.0.0.tgz HTTP/1.1")
            log = made.decisions

        assert (200, CALM.tarballs["calm-1.0.1.tgz"]) == (good.status, good.body)
        assert (200, b"") == (head.status, head.body)
        assert head.headers["content-length"] == good.headers["content-length"]
        assert 403 == held.status
        assert held.reason.startswith("calm@1.1.0 is held until 20")
        way = "[too-young]; use calm@1.0.1; request"
        assert held.reason.endswith(f"{way}: http://gate.example/-/pratique/request")
        assert f"{way} it: pratique request pkg:npm/calm@1.1.0 --gate " in json.loads(held.body)["error"]
        assert 404 == none.status
        assert "calm has no version 7.0.0" in json.loads(none.body)["error"]
        assert ["allow", "allow", "hold"] == [one.action.value for one in log]

    asyncio.run(run())


def test_a_listing_has_an_etag_of_its_own_and_comes_packed_to_those_who_ask(
    registry: LoopbackRegistry,
) -> None:
    async def run() -> None:
        async with inside(fresh_s=60) as made, listening(made.gate) as address:
            line = "GET /npm/calm HTTP/1.1"
            plain = await ask(address, line)
            packed = await ask(address, f"{line}\r\nAccept-Encoding: gzip")
            again = await ask(address, f"{line}\r\nIf-None-Match: {packed.headers['etag']}")
            other = await ask(address, f'{line}\r\nIf-None-Match: "other"')
            short = await ask(address, f"{line}\r\nAccept: application/vnd.npm.install-v1+json")

        assert plain.body == gzip.decompress(packed.body)
        assert plain.headers["etag"] != packed.headers["etag"]
        assert (304, b"") == (again.status, again.body)
        assert 200 == other.status
        assert "application/vnd.npm.install-v1+json" == short.headers["content-type"]
        assert plain.headers["etag"] != short.headers["etag"]
        assert "User-Agent" in plain.headers["vary"]
        assert 1 == len(registry.requests_to("/npm/calm"))
        assert "http://gate.example/npm/calm/-/calm-1.0.0.tgz" in plain.body.decode()

    asyncio.run(run())


HOSTILE = [
    ("GET /npm/../healthz HTTP/1.1", 400),
    ("GET /npm/calm/-/..%2f..%2fx.tgz HTTP/1.1", 400),
    ("GET /npm/%252e%252e HTTP/1.1", 400),
    ("GET /npm/calm%0d%0aX:y HTTP/1.1", 400),
    ("GET /npm/" + "a" * 1_100 + " HTTP/1.1", 400),
    ("GET /npm/" + "a" * 5_000 + " HTTP/1.1", 414),
    ("GET /npm/" + "a" * 20_000 + " HTTP/1.1", 400),
    ("GET /npm/calm HTTP/1.1\r\nX-Long: " + "a" * 20_000, 400),
    ("GET /npm/calm HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5", 400),
    ("GET /npm/calm HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6", 400),
    ("PUT /npm/calm HTTP/1.1\r\nContent-Length: 0", 403),
    ("POST /npm/-/v1/login HTTP/1.1\r\nContent-Length: 0", 403),
    ("GET /other HTTP/1.1", 404),
    ("GET /npm/no-such-package HTTP/1.1", 404),
    ("GET http://elsewhere.example/npm/calm HTTP/1.1", 404),
]


def test_what_no_client_sends_is_refused_and_reaches_no_registry(registry: LoopbackRegistry) -> None:
    async def run() -> list[int]:
        async with inside() as made, listening(made.gate) as address:
            answers = [await ask(address, head) for head, _ in HOSTILE]
            health = await ask(address, "GET /healthz HTTP/1.1")
            assert {"degraded"} == {json.loads(health.body)["status"]}
            assert [] == made.decisions
            return [answer.status for answer in answers]

    found = asyncio.run(run())
    assert [] == [(h, f) for (h, s), f in zip(HOSTILE, found, strict=True) if s != f]
    assert {"/npm/no-such-package"} == {seen.path for seen in registry.requests}


def test_metrics_count_what_was_asked_and_decided_without_a_name_of_a_package(
    registry: LoopbackRegistry,
) -> None:
    async def run() -> str:
        async with inside(fresh_s=60) as made, listening(made.gate) as address:
            await ask(address, "GET /npm/calm HTTP/1.1")
            await ask(address, "GET /npm/calm HTTP/1.1")
            await ask(address, "GET /npm/calm/-/calm-1.0.1.tgz HTTP/1.1")
            await ask(address, "GET /npm/calm/-/calm-1.1.0.tgz HTTP/1.1")
            answer = await ask(address, "GET /metrics HTTP/1.1")
            assert "text/plain; version=0.0.4; charset=utf-8" == answer.headers["content-type"]
            return answer.body.decode()

    told = asyncio.run(run()).splitlines()
    assert 'pratique_gate_requests_total{face="npm",kind="listing",status="200"} 2.0' in told
    assert 'pratique_gate_requests_total{face="npm",kind="artifact",status="403"} 1.0' in told
    assert 'pratique_gate_decisions_total{action="allow",reason="none"} 1.0' in told
    assert 'pratique_gate_decisions_total{action="hold",reason="too-young"} 1.0' in told
    assert 'pratique_gate_cache_total{result="hit",what="page"} 1.0' in told
    assert "pratique_gate_judgements_in_flight 0.0" in told
    assert not [line for line in told if "calm" in line]


def test_who_has_no_token_sees_no_metrics_and_whoever_watches_sees_the_health(
    registry: LoopbackRegistry,
) -> None:
    file = Home(data_home(os.environ)).gate_tokens
    write_token_file(
        file, Tokens().with_one(new_token("ada", bytes(38), datetime(2026, 11, 26, tzinfo=UTC))[1])
    )

    async def run() -> list[int]:
        async with inside() as made, listening(made.gate) as address:
            paths = ("/metrics", "/npm/calm", "/pypi/legacy/", "/healthz", "/healthz?strict")
            answers = [await ask(address, f"GET {path} HTTP/1.1") for path in paths]
            assert b'{"status":"degraded"}' == answers[3].body
            return [one.status for one in answers]

    assert [401, 401, 404, 200, 503] == asyncio.run(run())


def test_an_audit_is_answered_from_the_index_and_tells_what_was_withheld(registry: LoopbackRegistry) -> None:
    body = gzip.compress(json.dumps({"calm": ["1.0.1"]}).encode())
    head = (
        "POST /npm/-/npm/v1/security/advisories/bulk HTTP/1.1\r\nContent-Encoding: gzip\r\n"
        f"Content-Length: {len(body)}"
    )
    index = index_of(
        advisory(
            "GHSA-1", about(Product("npm", "calm"), Span("1.0.0", "1.0.5")), summary="It reads too much"
        ),
        checked_at=datetime.now(UTC),
    )

    async def run() -> None:
        async with inside(fresh_s=60) as made, listening(made.gate) as address:
            await ask(address, "GET /npm/calm HTTP/1.1")
            without = await ask(address, head, body)
            law = made.gate.listings.law
            law.road = replace(law.road, warnings=Warnings(index=index))
            found = await ask(address, head, body)
            broken = await ask(address, head, b"x" * len(body))

        notice = "pratique: 1 newer version is withheld: calm@1.1.0; install one to see the reason"
        assert (503, notice) == (without.status, without.headers["npm-notice"])
        assert (
            "an empty response would suggest that there are no advisories"
            in json.loads(without.body)["error"]
        )
        assert (200, notice) == (found.status, found.headers["npm-notice"])
        assert ["It reads too much"] == [one["title"] for one in json.loads(found.body)["calm"]]
        assert 400 == broken.status

    asyncio.run(run())


@pytest.mark.parametrize(
    ("path", "status"), [("-/npm/v1/keys", 200), ("-/ping", 200), ("-/npm/v1/attestations/calm@1.0.0", 404)]
)
def test_what_is_only_read_is_passed_on(registry: LoopbackRegistry, path: str, status: int) -> None:
    async def run() -> int:
        async with inside() as made, listening(made.gate) as address:
            return (await ask(address, f"GET /npm/{path} HTTP/1.1")).status

    assert status == asyncio.run(run())


def head_for(path: str, host: str, method: str = "GET") -> bytes:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode()
    )


async def status_of(address: tuple[str, int], request: bytes) -> tuple[int, str]:
    """The status and the body of an answer."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(request)
    data = (await asyncio.wait_for(reader.read(), 60)).decode("latin-1")
    writer.close()
    return int(data.split(" ")[1]), data.partition("\r\n\r\n")[2]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/npm/calm"),
        ("GET", "/npm/calm/-/calm-1.0.1.tgz"),
        ("GET", "/pypi/simple/kite/"),
        ("GET", "/gems/versions"),
        ("PUT", "/npm/calm"),
        ("GET", "/-/pratique/request/x"),
        ("POST", "/-/pratique/request"),
        ("POST", "/-/pratique/verdicts"),
    ],
)
def test_a_request_for_another_host_is_misdirected(
    registry: LoopbackRegistry, method: str, path: str
) -> None:
    async def run() -> None:
        async with inside() as made, listening(made.gate) as address:
            status, body = await status_of(address, head_for(path, "evil.example", method))
            health, _ = await status_of(address, head_for("/healthz", "evil.example"))

        assert (421, 200) == (status, health)
        error = json.loads(body)["error"]
        assert "evil.example is not an allowed host name of this gate" in error
        assert "--public-url" in error
        assert "gate.hosts" in error
        assert [] == registry.requests

    asyncio.run(run())


def test_its_own_addresses_and_the_listed_hosts_are_the_gate(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside() as made, listening(made.gate) as address:
            hosts = (f"127.0.0.1:{address[1]}", "localhost", "[::1]:4873", "gate.example", "GATE.example:443")
            listed = [await status_of(address, head_for("/npm/calm", host)) for host in hosts]

        assert [200] * len(hosts) == [status for status, _ in listed]
        assert f"http://127.0.0.1:{address[1]}/npm/calm/-/" in listed[0][1]

    asyncio.run(run())


def test_with_a_public_url_the_host_does_not_matter(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside() as made:
            gate = replace(made.gate, public_url="https://packages.example")
            async with listening(gate) as address:
                status, body = await status_of(address, head_for("/npm/calm", "evil.example"))

        assert (200, True) == (status, "https://packages.example/npm/calm/-/" in body)
        assert "evil.example" not in body

    asyncio.run(run())


def test_a_host_that_a_proxy_passes_on_must_be_known_too(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside() as made:
            gate = replace(made.gate, trusted=Trusted.of(["127.0.0.1"]))
            async with listening(gate) as address:
                line = "GET /npm/calm HTTP/1.1\r\nX-Forwarded-Host: "
                known = await ask(address, f"{line}gate.example")
                other = await ask(address, f"{line}evil.example")

        assert (200, 421) == (known.status, other.status)

    asyncio.run(run())
