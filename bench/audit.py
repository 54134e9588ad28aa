"""Cold `audit` of the recorded 1,079-package lock against an index of 250,000 advisories."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.timing import best, row
from pratique.advisories.index.writing import writer_at
from pratique.advisories.table import source_named
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product, SourceState, Span

LOCK = Path(__file__).resolve().parent.parent.parent / "shared/data/gate-bench"
ADVISORIES = 250_000
TIMES = 9


def main() -> None:
    if not LOCK.is_dir():
        print(f"needs the recorded lock, which is not here: {LOCK}", file=sys.stderr)
        raise SystemExit(3)
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        shutil.copytree(LOCK, project)
        audit = [sys.executable, "-m", "pratique.cli", "audit", "."]
        peer = best(["npm", "ls", "--all", "--package-lock-only"], times=3, folder=project)
        for findings in (0, 10):
            home = Path(folder, f"home-{findings}")
            index = home / "advisories.sqlite3"
            _write(index, project, findings)
            # What is installed has its byte code.
            own = {"PRATIQUE_HOME": str(home), "PYTHONDONTWRITEBYTECODE": ""}
            cost = best(audit, times=TIMES, folder=project, env=own)
            print(f"index: {ADVISORIES:,} advisories, {index.stat().st_size / 1e6:.1f} MB")
            print(row(f"cold audit, {findings} findings", cost, "npm ls --package-lock-only", peer))
            print(f"peak memory: {_peak_mb(audit, project, own):.0f} MB")
        print(f"processors: {len(os.sched_getaffinity(0))}")


def _write(index: Path, project: Path, findings: int) -> None:
    """Malicious packages that nobody uses, and some faults of packages of the lock."""
    moment, source = datetime.now(UTC), source_named("osv-npm")
    with writer_at(index) as writer, writer.draft(source.name) as draft:
        count = 0
        for advisory in _advisories(project, moment, findings):
            draft.add(advisory)
            count += 1
        state = SourceState(
            name=source.name, title=source.title, licence=source.licence, origin="made", checked_at=moment,
            as_of=moment, rows=count, imported=count, covers=tuple(source.covers), counts=(), synced=True,
        )  # fmt: skip
        writer.publish(draft, [state], at=moment)


def _advisories(project: Path, moment: datetime, findings: int) -> Iterator[Advisory]:
    packages = json.loads((project / "package-lock.json").read_bytes())["packages"]
    names = sorted({path.rpartition("node_modules/")[2] for path in packages if path})
    for number, name in enumerate(names[::100][:findings]):
        yield _advisory(f"GHSA-made-{number:04}-aaaa", name, AdvisoryKind.VULNERABILITY, moment)
    for number in range(ADVISORIES - findings):
        yield _advisory(f"MAL-2026-{number}", f"made-{number}", AdvisoryKind.MALWARE, moment)


def _advisory(id_: str, name: str, kind: AdvisoryKind, moment: datetime) -> Advisory:
    affected = Affected(product=Product("npm", name), spans=(Span(low="0"),))
    return Advisory(
        id=id_,
        source="osv-npm",
        kind=kind,
        summary=f"Malicious code in {name} (npm)",
        details="The package talks to a host that is known for malice. " * 8,
        affected=(affected,),
        published=moment,
        modified=moment,
        urls=(f"https://advisories.example/{id_}",),
    )


def _peak_mb(command: list[str], folder: Path, env: dict[str, str]) -> float:
    """The most memory that a run held, in MB; measured in a process of its own, whose children are that run alone."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, *command],
        cwd=folder, env={**os.environ, **env}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(told.stdout) / 1024
