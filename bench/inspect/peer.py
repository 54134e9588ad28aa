"""The strongest open peer, GuardDog, over the same files in the same run.

It lives in an environment of its own, made by whoever measures (`python -m venv`, `pip install guarddog`); its Python is given by
`--peer-python`. What it fails at is told and counts as not stopped.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from bench.inspect.rows import Row
from bench.inspect.sets import Archive
from bench.inspect.summary import Cost, Count, cost

OPERATING_POINT = 5.0
"""What its own evaluation takes for suspicious."""
_OFFLINE = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
"""When it starts it renews lists of names of registries. Its source rules do not need them, and no list is to be fetched."""
SCRIPT = Path(__file__).with_name("peer_scan.py")


class PeerRow(msgspec.Struct, frozen=True):
    """What the peer says of one file."""

    path: str
    cpu_s: float
    peak_mb: int
    score: float | None = None
    rules: list[str] = []
    failed: str = ""

    @property
    def stops(self) -> bool:
        """Whether it reaches its operating point."""
        return self.score is not None and self.score >= OPERATING_POINT


class PeerSummary(msgspec.Struct, frozen=True):
    """The peer over one set, and both costs over the files that both have read."""

    version: str
    stopped: Count
    failed: int
    families_mean: float
    cost: Cost
    ours: Cost


def peer_version(python: str) -> str:
    """The version of GuardDog in an environment. Raises ValueError where there is none."""
    asked = "import importlib.metadata as m; print(m.version('guarddog'))"
    ran = subprocess.run([python, "-I", "-c", asked], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise ValueError(f"{python} has no guarddog: {ran.stderr.strip().splitlines()[-1:]}")
    return f"guarddog {ran.stdout.strip()}"


def scan(python: str, archives: Sequence[Archive]) -> Iterator[PeerRow]:
    """Scan files one after another, as they are asked for. Raises ValueError when it ends before the last one."""
    decoder = msgspec.json.Decoder(PeerRow)
    with tempfile.TemporaryFile("w+") as asked, tempfile.TemporaryFile("w+") as complaints:
        asked.writelines(
            f"{archive.sample.ecosystem.value}\t{archive.path.resolve()}\n" for archive in archives
        )
        asked.seek(0)
        with subprocess.Popen(
            [python, "-I", str(SCRIPT)],
            stdin=asked,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env={**os.environ, **_OFFLINE},
        ) as process:
            assert process.stdout is not None
            count = 0
            for line in process.stdout:
                yield decoder.decode(line)
                count += 1
        if count != len(archives):
            complaints.seek(0)
            told = complaints.read()[-500:].strip()
            raise ValueError(
                f"the peer ended with {process.returncode} after {count} of {len(archives)} files: {told}"
            )


def compare(
    version: str, rows: Iterable[Row], said: Mapping[str, PeerRow], stubs: Mapping[str, str]
) -> PeerSummary:
    """Summarise the peer over the rows of a set that it was asked about, by digest; stubs are left out."""
    both = [
        (row, said[row.sha256])
        for row in rows
        if row.sha256 in said and row.action and row.sha256 not in stubs
    ]
    families: dict[str, list[bool]] = {}
    for row, peer in both:
        families.setdefault(row.family or row.sha256, []).append(peer.stops)
    shares = [sum(found) / len(found) for found in families.values()]
    costly = [(row, peer) for row, peer in both if row.measured and not peer.failed]
    return PeerSummary(
        version=version,
        stopped=Count(sum(peer.stops for _, peer in both), len(both)),
        failed=sum(bool(peer.failed) for _, peer in both),
        families_mean=round(sum(shares) / len(shares), 5) if shares else 0.0,
        cost=cost([(peer.cpu_s, peer.peak_mb, row.unpacked) for row, peer in costly]),
        ours=cost([(row.cpu_s, row.peak_mb, row.unpacked) for row, _ in costly]),
    )
