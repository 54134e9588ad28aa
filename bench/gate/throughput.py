"""Requests per second of what is warm: listings of three sizes and a tarball, each in turn at both proxies.

`wrk` (Debian's package) asks over 16 connections of one thread. It shares the machine, so CPU per request is told beside.
The listings and the tarball are made up, of the sizes that `ms`, `@babel/core`, `react-dom` and `lodash` had in 2026.
"""

import random
import re
import shutil
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

from bench.gate.servers import Server, gate, verdaccio

_SIZES = {"listing of 45 kB": 45_000, "listing of 669 kB": 669_000, "listing of 9.3 MB": 9_300_000}
_TARBALL_BYTES = 319_000


@dataclass(frozen=True)
class Load:
    """What a proxy did in one run: requests a second, and its CPU in ms for each."""

    per_s: float
    cpu_ms: float


def main(program: Path, work: Path, *, times: int, seconds: int) -> None:
    """Measure both, interleaved, and print the medians and their ratios."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("wrk is not here: apt-get install wrk")
    packages = [_listed(f"made-up-{at}", size) for at, size in enumerate(_SIZES.values())]
    tarball = NpmRelease(
        version="1.0.0",
        files={"data.txt": random.Random(1).randbytes(_TARBALL_BYTES).hex()[: _TARBALL_BYTES * 2]},
    )
    packages.append(NpmPackage(name="made-up-tarball", releases=(tarball,)))
    paths = {label: f"made-up-{at}" for at, label in enumerate(_SIZES)}
    paths["tarball"] = "made-up-tarball/-/made-up-tarball-1.0.0.tgz"
    with (
        LoopbackRegistry(npm=packages) as registry,
        gate(work / "gate", registry.npm_url) as ours,
        verdaccio(program, work / "verdaccio", registry.npm_url) as peer,
    ):
        for label, path in paths.items():
            size = 0
            for server in (ours, peer):
                with urlopen(server.url + path, timeout=120) as answer:
                    size = len(answer.read())
            runs: dict[str, list[Load]] = {ours.name: [], peer.name: []}
            for _ in range(times):
                for server in (ours, peer):
                    runs[server.name].append(_load(wrk, server, path, seconds))
            print(_line(f"{label} ({size:,} bytes)", runs[ours.name], runs[peer.name], peer.name))
        print(f"memory at most: pratique {ours.peak_mb()} MB, {peer.name} {peer.peak_mb()} MB")


def _line(label: str, ours: Sequence[Load], peer: Sequence[Load], peer_name: str) -> str:
    us, them = (statistics.median(load.per_s for load in loads) for loads in (ours, peer))
    our_cpu, their_cpu = (statistics.median(load.cpu_ms for load in loads) for loads in (ours, peer))
    ratio = f"{us / them:.1f}x" if them else "the peer answered none in time"
    return (
        f"{label}: {us:,.0f} requests/s ({our_cpu:.2f} ms of CPU each); "
        f"{peer_name}: {them:,.0f} ({their_cpu:.2f} ms); {ratio}"
    )


def _load(wrk: str, server: Server, path: str, seconds: int) -> Load:
    before = server.cpu_s()
    done = subprocess.run(
        [wrk, "-t1", "-c16", f"-d{seconds}s", "--timeout", "30s", server.url + path],
        capture_output=True,
        text=True,
        check=True,
    )
    if "Non-2xx" in done.stdout:
        raise SystemExit(f"{server.name} refused {path}:\n{done.stdout}")
    found = re.search(r"(\d+) requests in ([\d.]+)s", done.stdout)
    if found is None:
        raise SystemExit(f"wrk said something else:\n{done.stdout}")
    count = int(found.group(1))
    cpu = server.cpu_s() - before
    return Load(count / float(found.group(2)), 1000 * cpu / count if count else 0.0)


def _listed(name: str, size: int) -> NpmPackage:
    """A package whose whole listing has about so many bytes."""
    rng = random.Random(name)
    one = 1_450
    count = max(1, size // one)
    words = " ".join(rng.choice(["alpha", "beta", "gamma", "delta"]) for _ in range(90))
    releases = tuple(
        NpmRelease(
            version=f"1.{at // 100}.{at % 100}",
            manifest={"description": words, "keywords": [str(rng.random())]},
        )
        for at in range(count)
    )
    return NpmPackage(name=name, releases=releases)
