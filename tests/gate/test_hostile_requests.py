"""What no honest client sends: each request has one answer, no defect, and nothing of it reaches a registry that should not."""

import asyncio
import itertools
import json
import logging
import os
import random
import re
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.gate.protocols.interface import Ask, BesideWanted, WriteWanted
from pratique.gate.protocols.table import FACES
from pratique.gate.server import lifecycle as serving
from pratique.gate.server.request_bodies import MOST_BODY_BYTES, Bodies
from tests.cli import spawning
from tests.gate.conftest import CALM
from tests.gate.inside import Raw, ask, inside, listening
from tests.gate.running import gate
from tests.loopback import LoopbackRegistry, Redirect

GOOD, YOUNG = CALM.tarballs["calm-1.0.1.tgz"], CALM.tarballs["calm-1.1.0.tgz"]
TARBALL = "/npm/calm/-/calm-1.0.1.tgz"
SECURITY = "/npm/-/npm/v1/security"
METHODS = ("GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "G\x7fT")
ROOTS = (
    *("/npm/", "/npm/-/", f"{SECURITY}/", "/npm/-/package/", "/npm/-/user/", "/npm/-/v1/search", "/npm//"),
    *("/pypi/simple/", "/pypi/", "/gems/", "/gems/info/", "/gems/gems/", "/gems/quick/Marshal.4.8/"),
    *(
        "/-/pratique/request",
        "/-/pratique/request/",
        "/-/pratique/verdicts",
        "/metrics",
        "/healthz",
        "/",
        "*",
    ),
)
PARTS = (
    *("calm", "calm-1.0.1.tgz", "calm-1.1.0.tgz", "-", "@s", "@s%2fcalm", "..", "%2e%2e", "..;", "..%2f"),
    *(
        "%252f",
        "%00",
        "%0a",
        "%ff",
        "-rev",
        "1",
        "dist-tags",
        "latest",
        "calm-1.0.1.gem",
        "versions",
        "names",
    ),
    *("calm-1.0.1.gemspec.rz", "a" * 300, "advisories", "bulk", "\\..\\", "?write=true", "?text=x", ";x=y"),
    *("calm-1.0.1-py3-none-any.whl", "calm-1.0.1-py3-none-any.whl.metadata", "1.0.1", "=cmd", "\xff"),
)
HEADERS = (
    *("Range: bytes=0-1", "Range: bytes=-0", "Range: bytes=9999999999999999-", "Range: bytes=0-0,1-1"),
    *("If-None-Match: *", 'If-None-Match: "x"', "If-Range: x", "Accept: \xff\xfe", "Accept-Encoding: gzip"),
    *("Authorization: Basic !!!", "Authorization: \xff", "Content-Length: -1", "Content-Length: +3"),
    *("Transfer-Encoding: xchunked", "Transfer-Encoding : chunked"),
    *("Upgrade: websocket\r\nConnection: Upgrade", "Expect: 100-continue", "Content-Type: application/json"),
    *("Content-Encoding: gzip", "npm-scope: @s", "User-Agent: \xff", "X: \x00", "npm-command: =HYPERLINK(1)"),
)
BODIES = (
    *(
        b"abc",
        b"{}",
        b'{"purls":["pkg:npm/calm@1.1.0"],"reason":"r"}',
        b"0\r\n\r\n",
        b"3\r\nabc\r\n0\r\n\r\n",
    ),
    *(b"no-number\r\n", b"\x1f\x8b\x00", b"[" * 50_000, b"GET /npm/user HTTP/1.1\r\n\r\n"),
    b'{"lock":{"name":"package-lock.json","text":"' + b"[" * 50_000 + b'"},"reason":"r"}',
)
_ANSWER = re.compile(rb"^HTTP/1\.[01] [0-9]", re.MULTILINE)


async def told(address: tuple[str, int], data: bytes) -> bytes:
    """Send bytes as they are, and give all that comes until the connection ends."""
    reader, writer = await asyncio.open_connection(*address)
    try:
        writer.write(data)
        return await asyncio.wait_for(reader.read(), 60)
    except ConnectionError:
        return b""
    finally:
        writer.close()


def made_up(rnd: random.Random) -> bytes:
    """A request by the tables above."""
    path = rnd.choice(ROOTS) + "/".join(rnd.choice(PARTS) for _ in range(rnd.randint(0, 4)))
    head = [f"{rnd.choice(METHODS)} {path} HTTP/1.1", "Host: gate.example"]
    head += [rnd.choice(HEADERS) for _ in range(rnd.randint(0, 2))]
    body = rnd.choice(BODIES) if rnd.random() < 0.4 else b""
    if body:
        # A chunk whose end never comes is waited for: that is another test.
        chunked = body.endswith(b"\r\n") and rnd.random() < 0.7
        head.append("Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(body)}")
    return ("\r\n".join([*head, "Connection: close"]) + "\r\n\r\n").encode("latin-1") + body


@pytest.mark.parametrize("writes", ["refuse", "pass"])
def test_requests_at_random_get_an_answer_each_and_nothing_that_was_held(
    registry: LoopbackRegistry, settings: Path, writes: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings.write_text(f'[gate]\nwrites = "{writes}"\n')
    rnd = random.Random(f"pratique {writes}")
    sent = [made_up(rnd) for _ in range(int(os.environ.get("PRATIQUE_HOSTILE_REQUESTS", "1000")))]

    async def run() -> list[bytes]:
        slots = asyncio.Semaphore(32)

        async def one(address: tuple[str, int], data: bytes) -> bytes:
            async with slots:
                return await told(address, data)

        async with inside(fresh_s=60) as made, listening(made.gate) as address:
            return await asyncio.gather(*(one(address, data) for data in sent))

    answers = asyncio.run(run())
    found = Counter(answer[9:12] for answer in answers)
    strange = [
        (data[:200], answer[:200])
        for data, answer in zip(sent, answers, strict=True)
        if answer[9:12] == b"500" or not _ANSWER.match(answer) or YOUNG in answer
    ]
    assert [] == strange
    assert {b"400", b"403", b"404", b"200"} <= found.keys()
    assert [] == [seen.path for seen in registry.requests if ".." in seen.path]
    assert [] == [one.getMessage() for one in caplog.records if one.exc_info]


SMUGGLED = b"GET /npm/user HTTP/1.1\r\nHost: gate.example\r\n\r\n"
AMBIGUOUS = [
    f"Content-Length: {len(SMUGGLED)}\r\nTransfer-Encoding: chunked",
    "Content-Length: 0\r\nContent-Length: 4",
    "Content-Length: 0, 4",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding:\x0bchunked",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding : chunked",
    "Content-Length: +0",
    "X: y\nContent-Length: 0",
    " Content-Length: 0",
    f"Content-Length: {len(SMUGGLED)}",
]


async def _so_far(address: tuple[str, int], data: bytes) -> bytes:
    """The first answer, and what follows at once; the connection may stay open."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(data)
    found = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60)
    with suppress(TimeoutError):
        async with asyncio.timeout(0.2):
            while part := await reader.read(1 << 16):
                found += part
    writer.close()
    return found


def test_a_request_inside_another_is_never_answered(registry: LoopbackRegistry) -> None:
    async def run() -> list[bytes]:
        async with inside() as made, listening(made.gate) as address:
            heads = [
                f"POST {path} HTTP/1.1\r\nHost: gate.example\r\n{header}\r\n\r\n".encode("latin-1")
                for header, path in itertools.product(AMBIGUOUS, ("/npm/calm", "/-/pratique/request"))
            ]
            return [await _so_far(address, head + SMUGGLED) for head in heads]

    answers = asyncio.run(run())
    assert {1} == {len(_ANSWER.findall(answer)) for answer in answers}
    assert {b"4"} == {answer[9:10] for answer in answers}
    assert [] == registry.requests


LED_ELSEWHERE = [
    *(f"GET {SECURITY}/..;/..;/..;/..;/user/-/user-2.0.0.tgz", f"GET {SECURITY}/..;x=1/..;/user"),
    *(f"GET {SECURITY}/%2e%2e/user", f"GET {SECURITY}/%252e%252e/user", f"GET {SECURITY}/..%5cuser"),
    *(f"GET {SECURITY}/;/user", f"GET {SECURITY}/a%2f..%2f..%2fuser", f"GET {SECURITY}//user"),
    *("PUT /npm/-/user/..;/user", "PUT /npm/..;/user", "DELETE /npm/-/package/..;/dist-tags/latest"),
    "GET /npm/-/npm/v1/tokens/..;/..;/security/x",
]


def test_no_address_leads_elsewhere_at_a_registry(registry: LoopbackRegistry, settings: Path) -> None:
    settings.write_text('[gate]\nwrites = "pass"\n')

    async def run() -> list[int]:
        async with inside() as made, listening(made.gate) as address:
            return [(await ask(address, f"{one} HTTP/1.1")).status for one in LED_ELSEWHERE]

    assert [400] * len(LED_ELSEWHERE) == asyncio.run(run())
    assert [] == registry.requests


@given(
    face=st.sampled_from(FACES),
    method=st.sampled_from(("GET", "PUT", "POST", "DELETE")),
    parts=st.lists(st.sampled_from(PARTS) | st.text(max_size=8), max_size=7),
)
@settings(max_examples=400, deadline=None)
def test_whatever_a_face_reads_it_passes_on_no_step_upwards(
    face: object, method: str, parts: list[str]
) -> None:
    assert face in FACES
    asked = Ask(method=method, path="/".join(parts), query="", headers={}, base="http://gate.example/npm/")
    found = None
    for one in FACES:
        if one is face:
            try:
                found = one.read(asked)
            except ParseError:
                return
    if isinstance(found, BesideWanted | WriteWanted):
        steps = [part.partition(";")[0] for part in found.path.partition("?")[0].split("/")]
        assert not {"", ".", ".."} & set(steps)
        assert not [part for part in steps if "%2e" in part.lower() or "%5c" in part.lower()]


def test_five_hundred_clients_are_answered_while_others_never_end_what_they_say(
    registry: LoopbackRegistry,
) -> None:
    async def run() -> tuple[list[Raw], int]:
        async with inside(fresh_s=60) as made, listening(made.gate) as address:
            slow = [await asyncio.open_connection(*address) for _ in range(150)]
            starts = (b"G", b"GET /npm/calm HTTP/1.1\r\nHost: g", b"POST /-/pratique/request HTTP/1.1\r\n")
            for (_, writer), start in zip(slow, itertools.cycle(starts)):
                writer.write(start)
            answers = await asyncio.gather(*(ask(address, f"GET {TARBALL} HTTP/1.1") for _ in range(500)))
            for _, writer in slow:
                writer.close()
            return answers, len(made.decisions)

    answers, decisions = asyncio.run(run())
    assert {(200, GOOD)} == {(one.status, one.body) for one in answers}
    assert 500 == decisions
    assert 1 == len(registry.requests_to(TARBALL))


def test_a_client_that_says_nothing_is_let_go(registry: LoopbackRegistry) -> None:
    async def run() -> list[bytes]:
        async with (
            inside() as made,
            serving.listening(made.gate.handle, "127.0.0.1", 0, idle_s=0.2) as address,
        ):
            return [await told(address, said) for said in (b"", b"GET /healthz HTTP/1.1\r\nHo")]

    assert [b"", b""] == asyncio.run(run())


def test_bodies_are_bounded_each_and_all_together(registry: LoopbackRegistry) -> None:
    head = "POST /npm/-/npm/v1/security/advisories/bulk HTTP/1.1\r\nContent-Length: "

    async def run() -> list[Raw]:
        async with inside() as made, listening(replace(made.gate, bodies=Bodies(2_000))) as address:
            waiting = await asyncio.open_connection(*address)
            waiting[1].write(f"{head}1501\r\nHost: g\r\n\r\n".encode() + b"x" * 1_500)
            await asyncio.sleep(0.3)
            full = await ask(address, f"{head}1000", b"x" * 1_000)
            waiting[1].write(b"x")
            await asyncio.wait_for(waiting[0].readuntil(b"\r\n\r\n"), 60)
            after = await ask(address, f"{head}1000", b"x" * 1_000)
            waiting[1].close()
        async with inside() as made, listening(made.gate) as address:
            large = await ask(address, f"{head}{MOST_BODY_BYTES + 1}", b"x" * (MOST_BODY_BYTES + 1))
        return [full, after, large]

    full, after, large = (json.loads(one.body)["error"] for one in asyncio.run(run()))
    assert full.startswith("the gate is processing too many request bodies")
    assert "too many" not in after
    assert large.startswith("the request body is too large")


@pytest.mark.parametrize("path", ["/npm/-/npm/v1/security/advisories/bulk", "/-/pratique/request"])
def test_a_body_that_breaks_off_is_told(registry: LoopbackRegistry, path: str) -> None:
    head = f"POST {path} HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked"

    async def run() -> Raw:
        async with inside() as made, listening(made.gate) as address:
            return await ask(address, head, b"3\r\nabc\r\nno-number\r\n")

    answer = asyncio.run(run())
    assert 400 == answer.status


def test_what_is_no_http_leaves_no_trace_with_a_secret_in_the_log(
    registry: LoopbackRegistry, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "prtq_0123456789ab_hush"
    caplog.set_level(logging.DEBUG)

    async def run() -> list[int]:
        async with inside() as made, listening(made.gate) as address:
            heads = (f"Authorization: Bearer {secret}\x00", f"Authorization: Bearer {secret}")
            first, second = [await ask(address, f"GET /npm/no HTTP/1.1\r\n{head}") for head in heads]
            return [first.status, second.status]

    assert [400, 404] == asyncio.run(run())
    assert secret not in caplog.text + "".join(str(one.exc_info) for one in caplog.records)


def test_a_credential_of_a_client_goes_to_no_registry_with_what_it_reads(registry: LoopbackRegistry) -> None:
    paths = ("/npm/calm", TARBALL, "/npm/-/npm/v1/keys", "/npm/-/v1/search?text=calm")
    registry.fault("/npm/-/npm/v1/keys", Redirect(location=f"{registry.npm_url}calm"))

    async def run() -> None:
        async with inside() as made, listening(made.gate) as address:
            for path in paths:
                await ask(address, f"GET {path} HTTP/1.1\r\nAuthorization: Bearer hush\r\nCookie: hush")

    asyncio.run(run())
    assert len(registry.requests) >= len(paths) - 1
    assert [] == [seen.path for seen in registry.requests if "hush" in str(seen.headers)]


def test_questions_that_strangers_make_up_take_no_room_of_listings(registry: LoopbackRegistry) -> None:
    async def run() -> list[str]:
        async with inside() as made, listening(made.gate) as address:
            for number in range(5):
                path = f"/npm/-/npm/v1/keys?x={number}"
                await ask(address, f"GET {path} HTTP/1.1\r\nAccept: text/{number}")
                await ask(address, f"GET /npm/-/npm/v1/keys HTTP/1.1\r\nAccept: \xff{number}")
            kept = made.gate.listings.store.listings.fetched_since(
                made.gate.listings.law.now().replace(year=2000)
            )
            return [f"{one.url} {one.accept}" for one in kept]

    assert [f"{registry.npm_url}-/npm/v1/keys */*"] == asyncio.run(run())


def test_a_stranger_s_words_run_in_no_terminal_and_no_spreadsheet(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    body = json.dumps(
        {
            "purls": ["pkg:npm/calm@1.1.0"],
            "reason": "=HYPERLINK(1)\x1b[2J\x07\u202e",
            "who": "@SUM(1)\r\n=1+1",
            "about": "\x1b]0;x\x07",
        }
    ).encode()
    with gate(tmp_path) as running:
        running.get("/npm/calm/-/calm-1.1.0.tgz", npm_command="=cmd|x", User_Agent="\t=1\x9b31m+1")
        asked = running.get("/-/pratique/request", method="POST", data=body, Content_Type="application/json")
        assert 201 == asked.status
        shown = {
            format_: spawning.run(*words, "--format", format_, folder=tmp_path)[1]
            for words in (("holds",), ("log",))
            for format_ in ("text", "csv")
        }

    for text in shown.values():
        assert not {"\x1b", "\x07", "\u202e", "\x9b", "\r"} & set(text)
    cells = [cell for line in shown["csv"].splitlines()[1:] for cell in line.split(",")]
    assert [] == [cell for cell in cells if cell.strip('"').startswith(("=", "+", "-", "@", "\t"))]


def test_a_request_lets_nothing_in_and_names_bytes_by_what_the_gate_knows(registry: LoopbackRegistry) -> None:
    lock = {
        "lockfileVersion": 3,
        "packages": {
            "": {"name": "app"},
            "node_modules/calm": {
                "version": "1.1.0",
                "resolved": "https://registry.example/calm/-/calm-1.1.0.tgz",
                "integrity": "sha512-" + "A" * 86 + "==",
            },
        },
    }
    body = json.dumps(
        {"lock": {"name": "package-lock.json", "text": json.dumps(lock)}, "reason": "x"}
    ).encode()
    head = (
        f"POST /-/pratique/request HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    )

    async def run() -> tuple[Raw, int]:
        async with inside() as made, listening(made.gate) as address:
            asked = await ask(address, head, body)
            return asked, (await made.tarball("calm", "1.1.0")).status

    asked, status = asyncio.run(run())
    assert (201, 403) == (asked.status, status)
    assert "00000000" not in asked.body.decode()
    assert b'"digest":"sha512:AAAA' not in asked.body
    assert 1 == len(json.loads(asked.body)["held"])
