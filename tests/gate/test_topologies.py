"""What stands before and behind the gate: each nginx of docs/how-to/gate-topologies.md, a proxy, and a second process."""

import asyncio
import http.client
import json
import os
import shutil
import ssl
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trustme

from pratique.gate.access.forwarded_headers import Trusted
from pratique.gate.server.app import Gate
from tests.cli import spawning
from tests.gate.aftermath import After, aftermath, warn
from tests.gate.conftest import CALM, HOOKED
from tests.gate.inside import inside, listening
from tests.gate.nginx import PROGRAM, Config, nginx
from tests.gate.python_clients import KITE, configure
from tests.gate.running import Got, RunningGate, gate, installed, project
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease
from tests.loopback.proxy import LoopbackProxy

needs_nginx = pytest.mark.skipif(PROGRAM is None, reason="nginx is not installed here")
needs_node = pytest.mark.skipif(shutil.which("npm") is None, reason="node and npm are not installed here")

LONGEST_S = 60
GOOD, HELD = "/npm/calm/-/calm-1.0.1.tgz", "/npm/calm/-/calm-1.1.0.tgz"
AHEAD_H2 = """
const [address, ca, asked] = process.argv.slice(1)
const session = require('http2').connect(address, {ca: require('fs').readFileSync(ca)})
const one = (path, body) => new Promise((done) => {
  const type = {'content-type': 'application/json'}
  const request = session.request({':path': path, ...(body ? {':method': 'POST', ...type} : {})})
  let headers, text = ''
  request.on('response', (found) => { headers = found }).on('data', (part) => { text += part })
  request.on('end', () => done({status: headers[':status'], headers, text})).end(body)
})
Promise.all(JSON.parse(asked).map((path) => one(...path))).then((answers) => {
  console.log(JSON.stringify({protocol: session.alpnProtocol, answers})); session.close()
})
"""


def get(
    port: int, path: str, *, source: str = "127.0.0.1", tls: ssl.SSLContext | None = None, **headers: str
) -> Got:
    """Ask over HTTP/1.1 from one of this machine's addresses; words of headers are joined by `_`."""
    options: dict[str, Any] = {"source_address": (source, 0), "timeout": LONGEST_S}
    if tls is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, **options)
    else:
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=tls, **options)
    try:
        connection.request(
            "GET", path, headers={name.replace("_", "-"): text for name, text in headers.items()}
        )
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Got(answer.status, answer.reason, told, answer.read())
    finally:
        connection.close()


def codes(answer: Got) -> list[str]:
    """The reasons of a refusal."""
    return [reason["code"] for reason in answer.json["reasons"]]


def quiet(made: After) -> Gate:
    """The gate behind nginx; what runs beside its answers is run by the test, where it says so."""
    return replace(made.inside.gate, background=(), trusted=Trusted.of(["127.0.0.1"]))


def until(wanted: int, port: int, path: str) -> Got:
    """Ask until the status is this one."""
    end = time.monotonic() + LONGEST_S
    while (found := get(port, path)).status != wanted:
        assert time.monotonic() < end, (found.status, found.reason)
        time.sleep(0.2)
    return found


def port_of(running: RunningGate) -> int:
    return int(running.url.rpartition(":")[2])


@pytest.fixture
def certificates(tmp_path: Path) -> Path:
    """A folder with an authority of its own and a certificate for this machine."""
    authority = trustme.CA()
    made = authority.issue_cert("127.0.0.1", "localhost")
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    made.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "gate.pem"))
    return tmp_path


@needs_nginx
@needs_node
def test_behind_tls_and_http2_the_words_arrive_and_the_log_names_who_asked(
    tmp_path: Path, certificates: Path
) -> None:
    ca, pem = str(certificates / "ca.pem"), str(certificates / "gate.pem")
    swaps = {"/etc/nginx/gate.pem": pem, "/etc/nginx/gate.key": pem}
    trusting = {"PRATIQUE_GATE_TRUSTED_PROXIES": "127.0.0.1"}
    with LoopbackRegistry(npm=[CALM, HOOKED], pypi=[KITE]) as registry:
        (Path(os.environ["HOME"]) / ".npmrc").write_text(f"registry={registry.npm_url}\n")
        configure(registry)
        with gate(tmp_path, variables=trusting) as running:
            swaps["127.0.0.1:4873"] = running.url.removeprefix("http://")
            with nginx(tmp_path / "front", Config(title="before the gate: TLS", swaps=swaps)) as port:
                url, tls = f"https://localhost:{port}", ssl.create_default_context(cafile=ca)
                forged = get(port, HELD, source="127.0.0.2", tls=tls, x_forwarded_for="192.0.2.1")
                direct = get(port_of(running), HELD, source="127.0.0.3", x_forwarded_for="192.0.2.1")
                user = replace(running, url=url)
                ranged = user.npm("install", project=project(tmp_path, "range", calm="^1.0.0"), cafile=ca)
                pinned = user.npm("install", project=project(tmp_path, "pin", calm="1.1.0"), cafile=ca)
                audit = json.dumps({"calm": ["1.0.1"]})
                asked = [
                    [HELD],
                    ["/npm/calm"],
                    ["/pypi/simple/kite/"],
                    ["/npm/-/npm/v1/security/advisories/bulk", audit],
                ]
                words = ("node", "-e", AHEAD_H2, url, ca, json.dumps(asked))
                done = subprocess.run(words, check=True, text=True, capture_output=True, timeout=LONGEST_S)
                held, listing, page, advised = json.loads(done.stdout)["answers"]
        log = running.log("--package", "npm:calm")

    assert "h2" == json.loads(done.stdout)["protocol"]
    # HTTP/2: what was in the phrase is in the body and in the listing.
    assert (403, True) == (held["status"], "calm@1.1.0 is held until 20" in json.loads(held["text"])["error"])
    versions = json.loads(listing["text"])["versions"]
    assert "[too-young]" in versions["1.1.0"]["deprecated"]
    assert versions["1.0.1"]["dist"]["tarball"] == f"{url}{GOOD}"
    assert "[too-young]" in page["text"]
    assert f"{url}/pypi/" in page["text"]
    assert "1 newer version is withheld: calm@1.1.0" in advised["headers"]["npm-notice"]
    # HTTP/1.1: nginx passes the phrase on.
    assert (403, forged.reason) == (
        forged.status,
        direct.reason.replace(running.url, url.replace("localhost", "127.0.0.1")),
    )
    assert "calm@1.1.0 is held until" in forged.reason
    assert (0, "1.0.1") == (ranged.code, installed(tmp_path / "range", "calm"))
    assert "calm@1.1.0 is held until" in pinned.out
    # nginx is believed, and no client's own word.
    assert ["127.0.0.2", "127.0.0.3"] == [one["address"] for one in log[:2]]


CLIENTS = [(f"127.0.1.{n + 1}", "ci" if n % 2 else "install") for n in range(50)]


@needs_nginx
def test_a_cache_that_heeds_the_gate_replays_nothing_and_hides_nobody(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    async def run() -> None:
        warn(tmp_path)
        async with aftermath() as made, listening(quiet(made)) as (_, number):
            config = Config(
                title="above the gate: a cache that heeds the gate",
                swaps={"127.0.0.1:4873": f"127.0.0.1:{number}"},
            )
            with nginx(tmp_path / "cache", config) as port:
                await asyncio.to_thread(_heeding, made, port, registry)
                served = await asyncio.to_thread(_all_get, port)
                assert {200} == {one.status for one in served}
                await asyncio.to_thread(get, port, "/npm/calm")
                warn(tmp_path, calm=["1.0.1"])
                await made.look()
                refused = await asyncio.to_thread(get, port, GOOD)
                listed = await asyncio.to_thread(get, port, "/npm/calm")
                await made.look()

        assert (403, ["advisory"]) == (refused.status, codes(refused))
        assert "malicious" in listed.json["versions"]["1.0.1"]["deprecated"]
        assert [sorted([*CLIENTS, *[("127.0.0.1", "")] * 2])] == [sorted(one) for one in made.named()]

    asyncio.run(run())


def _all_get(port: int) -> list[Got]:
    return [get(port, GOOD, source=address, npm_command=command) for address, command in CLIENTS]


def _heeding(made: After, port: int, registry: LoopbackRegistry) -> None:
    """Nothing that is asked twice is had from the cache, refusals and what is missing among it."""
    assert (200, CALM.tarballs["calm-1.0.1.tgz"]) == (
        get(port, GOOD).status,
        get(port, GOOD).body,
    )
    for path, status in ((HELD, 403), ("/npm/calm", 200), ("/npm/late", 404), ("/npm/-/ping", 200)):
        assert [(status, "MISS")] * 2 == [
            (one.status, one.headers["x-cache"]) for one in (get(port, path), get(port, path))
        ]
    registry.put_npm(NpmPackage(name="late", releases=(NpmRelease(version="1.0.0", files={"x.js": "1"}),)))
    assert 200 == get(port, "/npm/late").status, "a 404 was kept"


@needs_nginx
def test_a_cache_with_a_life_of_its_own_asks_again_within_it_and_keeps_no_refusal(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    async def run() -> None:
        warn(tmp_path)
        async with aftermath() as made, listening(quiet(made)) as (_, number):
            # A second for thirty: the test would wait long.
            swaps = {"127.0.0.1:4873": f"127.0.0.1:{number}", "200 30s": "200 1s"}
            config = Config(title="above the gate: a cache with a life of its own", swaps=swaps)
            with nginx(tmp_path / "cache", config) as port:
                good: list[Got] = []
                for word in ("MISS", "HIT", "REVALIDATED"):
                    await asyncio.to_thread(_until, partial(_from_cache, word), port, good)
                token = await asyncio.to_thread(get, port, GOOD, authorization="Bearer x")
                held = [await asyncio.to_thread(get, port, HELD) for _ in range(2)]
                warn(tmp_path, calm=["1.0.1"])
                await made.look()
                await asyncio.to_thread(_until, lambda one: one.status != 200, port, good)

            decided = len(made.inside.decisions)

        *served, refused = good
        assert {(200, CALM.tarballs["calm-1.0.1.tgz"])} == {(one.status, one.body) for one in served}
        assert (403, ["advisory"]) == (refused.status, codes(refused))
        assert "BYPASS" == token.headers["x-cache"]
        assert [(403, "MISS")] * 2 == [(one.status, one.headers["x-cache"]) for one in held]
        # What the cache answers is in its own log alone.
        assert decided == sum(one.headers["x-cache"] != "HIT" for one in (*good, token, *held))

    asyncio.run(run())


def _from_cache(word: str, answer: Got) -> bool:
    return answer.headers["x-cache"] == word


def _until(fits: Callable[[Got], bool], port: int, answers: list[Got]) -> None:
    """Ask until an answer fits; all are noted."""
    end = time.monotonic() + LONGEST_S
    answers.append(get(port, GOOD))
    while not fits(answers[-1]):
        assert time.monotonic() < end, answers[-1].headers
        time.sleep(0.1)
        answers.append(get(port, GOOD))


@needs_nginx
def test_a_cache_below_may_be_late_and_wrong_and_nothing_comes_in_by_that(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    other = replace(
        HOOKED, releases=(replace(HOOKED.releases[0], files={"index.js": "2"}), *HOOKED.releases[1:])
    )
    path = "/npm/hooked/-/hooked-1.0.0.tgz"

    async def run() -> None:
        warn(tmp_path)
        upstream = registry.npm_url.removesuffix("/npm/")
        swaps = {"https://registry.example": upstream, "404 1m": "404 1s"}
        config = Config(title="between the gate and the registry: a cache", swaps=swaps)
        with nginx(tmp_path / "cache", config) as port:
            # The addresses of files in the listing are those of the registry, which has a private address here.
            (Path(os.environ["HOME"]) / ".npmrc").write_text(
                f"registry=http://127.0.0.1:{port}/npm/\n@known:registry={registry.npm_url}\n"
            )
            async with aftermath() as made, listening(quiet(made)) as (_, number):
                # The cache has a listing of bytes that the registry has replaced since.
                await asyncio.to_thread(get, number, "/npm/hooked")
                registry.put_npm(other)
                wrong = await asyncio.to_thread(get, number, path)
                gone = [await asyncio.to_thread(get, number, "/npm/late") for _ in range(2)]
                late = NpmRelease(version="1.0.0", files={"x.js": "1"})
                registry.put_npm(NpmPackage(name="late", releases=(late,)))
                found = await asyncio.to_thread(until, 200, number, "/npm/late")
                served = await asyncio.to_thread(get, number, GOOD)
                registry.remove("calm")
                warn(tmp_path, calm=["1.0.1"])
                await made.look()
                refused = await asyncio.to_thread(get, number, GOOD)
                stale = await asyncio.to_thread(get, number, "/npm/calm")

        assert (403, ["changed-bytes"]) == (wrong.status, codes(wrong))
        assert [404, 404] == [one.status for one in gone]
        assert ["1.0.0"] == list(found.json["versions"])
        assert 200 == served.status
        assert (403, ["advisory"]) == (refused.status, codes(refused))
        # The cache still lists it; the gate says what is known by now.
        assert "malicious" in stale.json["versions"]["1.0.1"]["deprecated"]

    asyncio.run(run())


def test_the_gate_goes_out_by_the_proxy_and_the_authority_of_its_user(
    tmp_path: Path, certificates: Path
) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(str(certificates / "gate.pem"))
    npmrc = Path(os.environ["HOME"]) / ".npmrc"

    async def asked() -> list[Got]:
        async with inside() as made, listening(made.gate) as (_, number):
            return [await asyncio.to_thread(get, number, path) for path in ("/npm/calm", GOOD)]

    with (
        LoopbackRegistry(npm=[CALM], tls=tls) as registry,
        LoopbackProxy(user="ada", password="hunter2") as proxy,
    ):
        lines = [f"registry={registry.npm_url}", f"https-proxy=http://ada:hunter2@{proxy.host}"]
        npmrc.write_text("\n".join(lines))
        strangers = asyncio.run(asked())
        reached = len(registry.requests)
        npmrc.write_text("\n".join([*lines, f"cafile={certificates / 'ca.pem'}"]))
        listing, served = asyncio.run(asked())
        npmrc.write_text(
            "\n".join([*lines[:1], f"https-proxy=http://{proxy.host}", f"cafile={certificates}/ca.pem"])
        )
        shutil.rmtree(Path(os.environ["PRATIQUE_HOME"]))
        refused = asyncio.run(asked())

    assert ([503, 503], 0) == ([one.status for one in strangers], reached)
    assert "cafile in .npmrc" in strangers[0].json["error"]
    assert (200, 200, CALM.tarballs["calm-1.0.1.tgz"]) == (listing.status, served.status, served.body)
    assert {"CONNECT"} == {one.method for one in proxy.requests}
    assert 503 == refused[0].status
    assert "(407)" in refused[0].json["error"]
    assert "hunter2" not in "".join(one.body.decode() for one in (*strangers, *refused))


@needs_nginx
def test_two_gates_on_one_store_say_the_same_and_name_everybody_once(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    warn(tmp_path)
    held = "/npm/hooked/-/hooked-1.0.1.tgz"
    trusting = {"PRATIQUE_GATE_TRUSTED_PROXIES": "127.0.0.1"}
    with gate(tmp_path, variables=trusting) as one, gate(tmp_path, variables=trusting) as two:
        ports = [port_of(one), port_of(two)]
        swaps = {
            "127.0.0.1:4873": one.url.removeprefix("http://"),
            "127.0.0.1:4874": two.url.removeprefix("http://"),
        }
        with nginx(tmp_path / "front", Config(title="before two gates", swaps=swaps)) as front:
            clients = [f"127.0.1.{n}" for n in range(1, 9)]
            assert {200} == {get(front, GOOD, source=client).status for client in clients}
            assert [403, 403] == [get(port, held).status for port in ports]
        words = ("pkg:npm/hooked@1.0.1", "--reason", "read it", "--by", "ada", "--expires", "1d")
        assert 0 == spawning.run("release", *words, folder=tmp_path)[0]
        warn(tmp_path, calm=["1.0.1"])
        let_in = [until(200, port, held) for port in ports]
        refused = [until(403, port, GOOD) for port in ports]
        _decided_anew(one, two)
        log = one.log("--package", "npm:calm", "--action", "allow")
        code, out, _ = spawning.run("gate", "victims", "--format", "jsonl", folder=tmp_path)

    assert 2 == len(let_in)
    assert [["advisory"], ["advisory"]] == [codes(answer) for answer in refused]
    assert clients == [line["address"] for line in log][: len(clients)]
    named = [line["address"] for line in map(json.loads, out.splitlines()) if "address" in line]
    assert 1 == code, "something turned bad"
    assert len(set(named)) == len(log_addresses := {line["address"] for line in log}), out
    assert sorted(named) == sorted(line["address"] for line in log)
    assert set(clients) <= log_addresses
    assert 1 == len(registry.requests_to("/npm/calm/-/calm-1.0.1.tgz"))


def _decided_anew(*gates: RunningGate) -> None:
    """Wait until each has looked at all that was served by the present law."""
    end = time.monotonic() + LONGEST_S
    while not all(one.get("/healthz").json["served_decided_anew"] for one in gates):
        assert time.monotonic() < end
        time.sleep(0.2)
