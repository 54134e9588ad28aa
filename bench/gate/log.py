"""The log of a gate with very many decisions: its size, its queries, moving old months out, and the export.

The decisions are made up: 24 months up to now, 20,000 files of which few are asked for very often, 400 tokens and 2,000 addresses, one
refusal in 200. While old months are moved out, another process stores one decision after another as a gate does, and measures how long
each takes. Queries are timed as commands, with the start of Python (about 0.3 s).
"""

import hashlib
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pratique.core.decision import Client, Decision, Ground
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.verdict import Standing
from pratique.gate.export.exporting import Export
from pratique.gate.export.file import FileTarget
from pratique.store.database.schema import DECISIONS, to_number
from pratique.store.folder.home import Home
from pratique.store.gate.affected_clients import Bad, ServedName
from pratique.store.gate.decisions import _INSERT, _row
from pratique.store.interface import Store
from pratique.store.opening import open_store

_FILES = 20_000
_DAYS = 730
_BLOCK = 500_000
_EXPORTED = 200_000
_ALONE_S = 20.0
_AGENTS = (
    "npm/11.19.1 node/v20.20.2 linux x64 workspaces/false ci/github-actions",
    "npm/10.8.2 node/v22.11.0 darwin arm64 workspaces/false",
    'pip/25.3 {"ci":true,"cpu":"x86_64","distro":{"id":"noble","name":"Ubuntu","version":"24.04"},"python":"3.12.3"}',
    "Bundler/2.6.2 RubyGems/3.6.2 ruby/3.4.1 (x86_64-pc-linux-gnu) command/install",
)
_GROUND = Ground(
    "new-install-hook", "1.4.2 adds the install script postinstall, which 1.4.1 does not have", "inspection"
)


def main(work: Path, decisions: int, keep_days: int) -> None:
    """Fill a log and measure it. Decisions older than `keep_days` are moved.

    The numbers are printed and written to `log-DECISIONS.json` in the current folder.
    """
    os.environ["PRATIQUE_HOME"] = str(work)
    home = Home(work)
    with open_store(home):
        pass
    fill_s = _timed(lambda: fill(home, decisions))
    measure(home, decisions, keep_days, fill_s=fill_s)


def measure(home: Home, decisions: int, keep_days: int, **found: Any) -> None:
    """Measure a log that is filled."""
    found["decisions"] = decisions
    with open_store(home) as store:
        found["list_served_files_s"] = _timed(lambda: store.served.catch_up(epoch="e" * 64, ruleset="r"))
        found["database_bytes"] = _size(home)
        found["bytes_a_decision"] = round(_size(home) / decisions)
        found["bytes_by_part"] = _parts(home)
        bad = _turn(store)
        found["queries_before"] = _queries(bad)
        found["export"] = _export(store, home.folder / "exported.jsonl")
        found["moving"] = _move(store, home, timedelta(days=keep_days))
        found["queries_after"] = _queries(bad)
    text = json.dumps(found, indent=1)
    print(text)
    Path(f"log-{decisions}.json").write_text(text + "\n")


def fill(home: Home, decisions: int) -> None:
    """Store made-up decisions, very many in a transaction: one block of them again and again, each time a span later."""
    rng, names = random.Random(1), list(_names())
    block = min(decisions, _BLOCK)
    span = timedelta(days=_DAYS) * block / decisions
    start = datetime.now(UTC) - timedelta(days=_DAYS)
    rows = [_one(rng, names, start + span * number / block) for number in range(block)]
    columns = ", ".join(
        name for name in (column.name for column in DECISIONS.columns) if name not in {"id", "at"}
    )
    again = f"INSERT INTO decisions (at, {columns}) SELECT at + ?, {columns} FROM decisions WHERE id <= ? ORDER BY id"
    with closing(sqlite3.connect(home.database, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-2000000")
        connection.execute("BEGIN IMMEDIATE")
        before = int(connection.execute("SELECT coalesce(max(id), 0) FROM decisions").fetchone()[0])
        connection.executemany(_INSERT.text, rows)
        connection.execute("COMMIT")
        for number in range(1, decisions // block):
            connection.execute(again, (number * (span // timedelta(microseconds=1)), before + block))
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _names() -> Iterator[ServedName]:
    for number in range(_FILES):
        ecosystem = (Ecosystem.NPM, Ecosystem.NPM, Ecosystem.PYPI, Ecosystem.RUBYGEMS)[number % 4]
        package, version = f"made-up-{number // 5}-package", f"{number % 5}.4.{number % 7}"
        end = {Ecosystem.NPM: ".tgz", Ecosystem.PYPI: "-py3-none-any.whl", Ecosystem.RUBYGEMS: ".gem"}[
            ecosystem
        ]
        sha256 = hashlib.sha256(str(number).encode()).hexdigest()
        yield ServedName(PackageRef(ecosystem, package).at(version), f"{package}-{version}{end}", sha256)


def _one(rng: random.Random, names: list[ServedName], at: datetime) -> Mapping[str, Any]:
    name = names[int(len(names) * rng.random() ** 3)]
    refused = rng.random() < 1 / 200
    row = _row(decision_about(name, at, rng.randrange(2_000), refused=refused))
    row["at"] = to_number(at)
    return row


def decision_about(name: ServedName, at: datetime, client: int, *, refused: bool) -> Decision:
    """Return a made-up decision."""
    return Decision(
        at=at,
        ref=name.ref,
        filename=name.filename,
        sha256=name.sha256,
        action=Action.HOLD if refused else Action.ALLOW,
        grounds=(_GROUND,) if refused else (),
        standing=Standing.NEW if refused else Standing.PINNED,
        epoch=hashlib.sha256(f"{at:%Y-%m-%d}{at.hour // 6}".encode()).hexdigest(),
        client=Client(
            f"10.{client % 7}.{client // 250}.{client % 250}",
            _AGENTS[client % 4],
            "ci",
            f"ci-{client % 400:03}",
        ),
    )


def _turn(store: Store) -> ServedName:
    """Flag a file of the middle: about as often asked for as most."""
    name = list(_names())[_FILES // 2]
    bad = Bad(name=name, action=Action.BLOCK, grounds=(Ground("advisory", "it steals", "osv"),))
    store.turned.turn([bad], at=datetime.now(UTC), epoch="e" * 64, alarm="bench")
    return name


def _queries(bad: ServedName) -> Mapping[str, Mapping[str, float]]:
    release = f"{bad.ref.package.purl}@{bad.ref.version}"
    asked = {
        "log --package RELEASE": ("log", "--package", release),
        "log --since 7d": ("log", "--since", "7d"),
        "log --since 7d --action hold": ("log", "--since", "7d", "--action", "hold"),
        "log --since 700d --until 695d": ("log", "--since", "700d", "--until", "695d"),
        "log --who ci-007 --since 30d": ("log", "--who", "ci-007", "--since", "30d"),
        "affected": ("affected",),
    }
    return {name: _command(*words) for name, words in asked.items()}


def _command(*words: str) -> Mapping[str, float]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    started, before = time.perf_counter(), _children_s()
    done = subprocess.run(
        [sys.executable, "-m", "pratique.cli", *words, "--format", "jsonl"],
        env=env,
        check=False,
        capture_output=True,
        text=True,
    )
    told = {
        "s": round(time.perf_counter() - started, 2),
        "cpu_s": round(_children_s() - before, 2),
        "lines": len(done.stdout.splitlines()),
        "exit": done.returncode,
    }
    print(f"  {' '.join(words)}: {told}", file=sys.stderr)
    return told


def _children_s() -> float:
    """Return the CPU seconds of the processes that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _export(store: Store, path: Path) -> Mapping[str, float]:
    export = Export(url="bench", target=FileTarget(path), store=store, now=lambda: datetime.now(UTC))
    store.cursors.put(f"export-decisions-{hashlib.sha256(b'bench').hexdigest()[:32]}", 0)
    export.begin()
    started, cpu, batches = time.perf_counter(), time.process_time(), 0
    while batches * 500 < _EXPORTED and export.step():
        batches += 1
    wall, cpu = time.perf_counter() - started, time.process_time() - cpu
    lines = batches * 500
    size = path.stat().st_size
    path.unlink()
    return {
        "decisions_a_second": round(lines / wall),
        "cpu_ms_each": round(1000 * cpu / max(1, lines), 3),
        "bytes_a_line": round(size / max(1, lines)),
    }


def _move(store: Store, home: Home, keep: timedelta) -> Mapping[str, Any]:
    before = _size(home)
    with _writer(home) as alone:
        time.sleep(_ALONE_S)
    with _writer(home) as beside:
        started, cpu = time.perf_counter(), time.process_time()
        parts = list(store.moving.move(before=datetime.now(UTC) - keep))
        wall, cpu = time.perf_counter() - started, time.process_time() - cpu
    rows, size = sum(part.rows for part in parts), sum(part.size_bytes for part in parts)
    return {
        "decisions": rows,
        "files": len(parts),
        "s": round(wall, 1),
        "cpu_s": round(cpu, 1),
        "file_bytes": size,
        "file_bytes_a_decision": round(size / max(1, rows), 1),
        "database_bytes_before": before,
        "database_bytes_after": _size(home),
        "writer_alone_ms": alone,
        "writer_beside_ms": beside,
    }


@contextmanager
def _writer(home: Home) -> Iterator[dict[str, float]]:
    """Run `write` in another process. What it prints at its end is put into the yielded dictionary."""
    told: dict[str, float] = {}
    with subprocess.Popen(
        [sys.executable, "-m", "bench.gate.log", str(home.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        yield told
        told |= json.loads(writer.communicate("\n")[0])


def write(folder: Path) -> None:
    """Store one decision after another until a line comes on standard input, and print how long each took."""
    import select  # noqa: PLC0415 - the measuring process alone

    name, times = next(_names()), list[float]()
    with open_store(Home(folder)) as store:
        print("ready", flush=True)
        while not select.select([sys.stdin], [], [], 0.01)[0]:
            started = time.perf_counter()
            store.decisions.add_many([decision_about(name, datetime.now(UTC), 1, refused=False)])
            times.append(1000 * (time.perf_counter() - started))
    times.sort()
    shown = {
        "stored": len(times),
        "median": times[len(times) // 2],
        "p99": times[int(len(times) * 0.99)],
        "most": times[-1],
    }
    print(json.dumps({key: round(value, 1) for key, value in shown.items()}))


def _parts(home: Home) -> Mapping[str, int]:
    """Return the bytes of the table of decisions and of each of its indexes, if this SQLite can tell."""
    query = "SELECT name, sum(pgsize) FROM dbstat WHERE name LIKE '%decisions%' GROUP BY name ORDER BY 2 DESC"
    with closing(sqlite3.connect(home.database)) as connection:
        try:
            return {name: int(size) for name, size in connection.execute(query)}
        except sqlite3.OperationalError:
            return {}


def _size(home: Home) -> int:
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home.database.stat().st_size


def _timed(work: Any) -> float:
    started = time.perf_counter()
    work()
    return round(time.perf_counter() - started, 1)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
