"""Unpacked megabytes for each CPU second over a mixed npm set, against parsing alone; and peak memory."""

import asyncio
import hashlib
import os
import re
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from tree_sitter import Parser

from pratique.analysis.facts import Language
from pratique.analysis.job import Job, Part
from pratique.analysis.kinds import Code, classify
from pratique.analysis.languages.javascript.grammar import grammar
from pratique.analysis.pool import Pool
from pratique.archive import read
from pratique.cli.run.session import open_session
from pratique.cli.run.settings import read_settings
from pratique.core.names import Ecosystem, ReleaseRef
from pratique.core.release import ArtifactKind
from pratique.core.verdict import Standing
from pratique.ecosystems.target import parse_target
from pratique.intake.questions import Wish

RELEASES = [
    "lodash@4.17.21",
    "axios@1.7.7",
    "express@4.21.1",
    "event-stream@4.0.1",
    "jquery@3.7.1",
    "webpack@5.95.0",
    "react-dom@18.3.1",
    "typescript@5.6.3",
    "next@14.2.15",
    "@babel/parser@7.25.8",
    "eslint@8.57.1",
    "mongoose@8.7.1",
    "prettier@3.3.3",
    "core-js-compat@3.38.1",
]


async def fetch() -> dict[str, bytes]:
    """The tarballs, through the road's own source."""
    found = {}
    async with open_session(read_settings(None, {})) as session:
        for name in RELEASES:
            ref = parse_target(name)
            assert isinstance(ref, ReleaseRef)
            (question,) = await session.questions.of_release(ref, standing=Standing.NEW, wish=Wish(none=True))
            found[name] = (await session.road.source.hold(question.file)).load()
    return found


async def measure(archives: dict[str, bytes]) -> tuple[float, float, int]:
    """Unpacked megabytes, CPU seconds, and the largest worker's resident bytes."""
    unpacked = cpu = 0.0
    peak = 0
    async with Pool(1, recall=lambda keys: [None] * len(keys)) as pool:
        for name, data in archives.items():
            filename = re.sub(r"\W+", "-", name) + ".tgz"
            part = Part(
                ecosystem=Ecosystem.NPM,
                ref=None,
                filename=filename,
                kind=ArtifactKind.NPM_TARBALL,
                sha256=hashlib.sha256(data).hexdigest(),
            )
            done = await pool.run(Job(artifact=part), partial(list, (data,)), size_bytes=len(data))
            unpacked += done.inspection.unpacked_bytes / 1e6
            cpu += done.inspection.cpu_s
            print(
                f"  {name}: {done.inspection.unpacked_bytes / 1e6:.1f} MB, {done.inspection.cpu_s:.2f} s",
                file=sys.stderr,
            )
            peak = max(peak, *(resident(process) for process in workers()), 0)
    return unpacked, cpu, peak


def workers() -> list[int]:
    """Processes that this one has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        if parent == os.getpid():
            found.append(int(folder.name))
    return found


def resident(process: int) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    match = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(match[1]) * 1024 if match else 0


def parse_only(archives: dict[str, bytes]) -> float:
    """CPU seconds for tree-sitter alone over all JavaScript of the set."""
    parser = Parser(grammar(Language.JAVASCRIPT))
    started = time.process_time()
    for data in archives.values():
        for file in read(data, "a.tgz"):
            if classify(file) == Code(Language.JAVASCRIPT) and file.size_bytes < 10_000_000:
                parser.parse(file.data)
    return time.process_time() - started


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ["PRATIQUE_HOME"] = home
        archives = asyncio.run(fetch())
    unpacked, cpu, peak = asyncio.run(measure(archives))
    parsing = parse_only(archives)
    print(
        f"{unpacked:.0f} MB unpacked in {cpu:.1f} s of CPU: {unpacked / cpu:.1f} MB/s; tree-sitter alone: {parsing:.1f} s; "
        f"ratio {cpu / parsing:.2f}; largest worker: {peak / 1e6:.0f} MB"
    )
