"""The gate with TLS beside the same gate without: responses per second, and CPU of the gate for each, in turn at both.

The client is aiohttp in this process. It shares the machine, so the CPU of the gate says more than the rate.
"""

import asyncio
import json
import random
import ssl
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from tests.gate.tls import pki
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

from bench.gate.servers import Server, gate

_CLIENTS = 8
_TARBALL_BYTES = 319_000
RESULTS = Path(__file__).with_name("tls.json")


@dataclass(frozen=True)
class _Case:
    label: str
    path: str
    close: bool = False
    """Whether each request has a connection of its own."""


_CASES = (
    _Case("tarball of 0.3 MB", "big/-/big-1.0.0.tgz"),
    _Case("small listing", "small"),
    _Case("small listing, a connection each", "small", close=True),
)


def main(work: Path, *, times: int, seconds: int) -> None:
    """Measure both, interleaved, print the ratios of the medians, and write them to `tls.json`."""
    results: dict[str, dict[str, float]] = {}
    data = random.Random(1).randbytes(_TARBALL_BYTES).hex()
    packages = [
        NpmPackage(name="big", releases=(NpmRelease(version="1.0.0", files={"data.txt": data}),)),
        NpmPackage(name="small", releases=(NpmRelease(version="1.0.0", files={"a.js": "1"}),)),
    ]
    made = pki(work / "pki")
    with (
        LoopbackRegistry(npm=packages) as registry,
        gate(work / "http", registry.npm_url) as plain,
        gate(work / "https", registry.npm_url, made) as secure,
    ):
        for case in _CASES:
            rounds: list[tuple[float, float]] = []
            for at in range(times + 1):
                rate, cpu = _load(plain, case, None, seconds)
                tls_rate, tls_cpu = _load(secure, case, made.client(), seconds)
                if at:
                    rounds.append((tls_rate / rate, tls_cpu / cpu))
            rates, cpus = (statistics.median(one) for one in zip(*rounds, strict=True))
            results[case.label] = {"rate": round(rates, 2), "cpu": round(cpus, 2)}
            print(
                f"{case.label}: https has {rates:.2f} x the rate of http, and {cpus:.2f} x the gate's CPU",
                flush=True,
            )
    RESULTS.write_text(json.dumps({"times": times, "https_to_http": results}, indent=1) + "\n")


def _load(server: Server, case: _Case, tls: ssl.SSLContext | None, seconds: int) -> tuple[float, float]:
    """Return the responses per second, and the CPU seconds of the gate for each."""
    before, begun = server.cpu_s(), time.monotonic()
    count = asyncio.run(_ask(f"{server.url}{case.path}", case, tls, seconds))
    return count / (time.monotonic() - begun), (server.cpu_s() - before) / count


async def _ask(url: str, case: _Case, tls: ssl.SSLContext | None, seconds: int) -> int:
    end = time.monotonic() + seconds
    connector = aiohttp.TCPConnector(limit=_CLIENTS, ssl=tls or False, force_close=case.close)

    async def client(session: aiohttp.ClientSession) -> int:
        count = 0
        while time.monotonic() < end:
            async with session.get(url) as answer:
                if answer.status != 200:
                    raise SystemExit(f"the gate answers {answer.status}: {answer.reason}")
                await answer.read()
            count += 1
        return count

    async with aiohttp.ClientSession(connector=connector, auto_decompress=False) as session:
        return sum(await asyncio.gather(*(client(session) for _ in range(_CLIENTS))))
