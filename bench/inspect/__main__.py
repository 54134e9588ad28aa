"""Measure `inspect` over sets of archives.

    python -m bench.inspect FOLDER... [--out FOLDER] [--margins FILE] [--peer-python PYTHON] [--misses N] [--write-measured]
    python -m bench.inspect evasions [--peer-python PYTHON] [--write-measured]

A FOLDER is a set: the files of a list of `bench/inspect/lists` as `bench.inspect.fetch` lays them, or any folder of archives.
Sets whose names begin with `mal-` are malware; `--malicious NAME` says it of others. Each artifact is judged alone, in a process of
its own, by the product's own law. With `--pairs` each release is judged against its predecessor in FOLDER-before.

`--margins` takes what `bench.inspect.train --margins` wrote: artifacts that the model was trained on count with the score of a
model that saw no relative of them. `--without RULE` leaves out a rule that knows the very artifacts. `--rows` reads the rows of an
earlier run instead of measuring. Results go to stdout.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from bench.inspect.corpus import LISTS
from bench.inspect.evasions import Evasions, Judged, count, count_of_peer, judge_evasions
from bench.inspect.measure import Task, measured, name_of, progress
from bench.inspect.measured import MeasuredEvasions, MeasuredSet, read_measured, write_measured
from bench.inspect.peer import PeerRow, compare, peer_version, scan
from bench.inspect.printing import (
    adoption_table,
    named,
    percent,
    rules_table,
    share,
    told,
    told_of_peer,
)
from bench.inspect.rows import Row, read_rows, write_rows
from bench.inspect.sets import Archive, Pair, read_pairs, read_set
from bench.inspect.summary import Reading, adoptions, summarise, wrong
from bench.inspect.tabulate import read_stubs
from pratique.analysis.inspection import RULESET
from pratique.cli.run.clock import now


def main() -> int:
    if sys.argv[1:2] == ["evasions"]:
        return evasions(sys.argv[2:])
    options = _parser().parse_args()
    reading = Reading(
        stubs=read_stubs(LISTS / "stubs.tsv"),
        points=read_margins(options.margins) if options.margins else {},
        without=frozenset(options.without),
        malicious=frozenset(options.malicious),
    )
    version = peer_version(options.peer_python) if options.peer_python else ""
    results: list[MeasuredSet] = []
    day = now().date().isoformat()
    for name, rows, said in _all_rows(options):
        summary = summarise(name, rows, reading)
        peer = compare(version, rows, said, reading.stubs if summary.malicious else {}) if said else None
        adopted = adoptions(rows, reading)
        results.append(MeasuredSet(day, RULESET, sorted(reading.without), summary, peer, adopted))
        _print([*_stubs(rows, reading), *told(summary), *(told_of_peer(summary, peer) if peer else ())])
        _print(adoption_table(adopted))
        found = wrong(rows, reading)
        if options.misses and found:
            what = "misses" if summary.malicious else "false alarms"
            print(f"-- the first {min(options.misses, len(found))} of {len(found)} {what}")
            _print(named(row, reading) for row in found[: options.misses])
    _print(rules_table([result.ours for result in results]))
    if options.write_measured:
        kept = read_measured()
        write_measured(replace(kept, sets=kept.sets | {result.ours.name: result for result in results}))
    return 0


def evasions(arguments: Sequence[str]) -> int:
    """Judge the attacks of our own; exit code 1 where the goal is not reached."""
    parser = argparse.ArgumentParser(prog="python -m bench.inspect evasions")
    parser.add_argument("--peer-python", metavar="PYTHON")
    parser.add_argument("--write-measured", action="store_true")
    options = parser.parse_args(arguments)
    version = peer_version(options.peer_python) if options.peer_python else ""
    found = judge_evasions(peer_python=options.peer_python)
    _print(_of_cases("attacks", found.bad, version))
    _print(_of_cases("benign twins", found.twins, version))
    print("the goal is reached" if found.reached() else "the goal is not reached")
    if options.write_measured:
        _remember_evasions(found, version)
    return 0 if found.reached() else 1


def read_margins(path: Path) -> dict[tuple[str, str], str | None]:
    """What `train --margins` wrote, as `Reading.points` has it: rows of `delta-` sets are those of the model for upgrades.

    A line: set, digest, name, family, log odds, then every point that is reached. Raises OSError, ValueError.
    """
    points: dict[tuple[str, str], str | None] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, sha256, _, _, _, *reached = line.split("\t")
        gravest = next((point for point in ("block", "review", "note") if point in reached), None)
        points[name if name.startswith("delta-") else "", sha256] = gravest
    return points


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.inspect",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, help="keep the rows there, a file of JSON lines for each set")
    parser.add_argument("--rows", action="store_true", help="the sets are files of rows of an earlier run")
    parser.add_argument("--most", type=int, default=0, help="of each set")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--pairs", action="store_true")
    parser.add_argument("--malicious", action="append", default=[], metavar="SET")
    parser.add_argument("--without", action="append", default=[], metavar="RULE")
    parser.add_argument("--margins", type=Path)
    parser.add_argument(
        "--peer-python", metavar="PYTHON", help="the Python of an environment that has guarddog"
    )
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="name the first N of each set")
    parser.add_argument("--write-measured", action="store_true", help="renew what the documentation shows")
    return parser


def _all_rows(options: argparse.Namespace) -> Iterator[tuple[str, list[Row], Mapping[str, PeerRow]]]:
    for folder in options.sets:
        if options.rows:
            yield folder.name.removesuffix(".jsonl"), read_rows(folder), {}
            continue
        tasks: Sequence[Task] = (read_pairs(folder) if options.pairs else read_set(folder))[
            : options.most or None
        ]
        if not tasks:
            print(f"{folder}: nothing to measure", file=sys.stderr)
            continue
        name = name_of(folder, tasks)
        rows = _kept(
            options.out, name, progress(name, measured(tasks, processes=options.processes), len(tasks))
        )
        yield name, rows, _said(options, name, tasks)


def _kept(folder: Path | None, name: str, rows: Iterator[Row]) -> list[Row]:
    if folder is None:
        return list(rows)
    folder.mkdir(parents=True, exist_ok=True)
    return write_rows(folder / f"{name}.jsonl", rows)


def _said(options: argparse.Namespace, name: str, tasks: Sequence[Task]) -> dict[str, PeerRow]:
    """Ask the peer about the same files, and give its rows by digest."""
    if not options.peer_python:
        return {}
    archives: list[Archive] = [task.after if isinstance(task, Pair) else task for task in tasks]
    there = [archive for archive in archives if archive.path.is_file()]
    said = {}
    for archive, row in zip(there, scan(options.peer_python, there), strict=True):
        said[archive.sample.sha256] = row
    if options.out:
        folder = options.out / "peer"
        folder.mkdir(exist_ok=True)
        lines = [msgspec.json.encode(row) for row in said.values()]
        (folder / f"{name}.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    return said


def _stubs(rows: Iterable[Row], reading: Reading) -> Iterator[str]:
    """Malware in name only, before it is left out."""
    for row in rows:
        if reading.is_malicious(row.set) and (why := reading.stubs.get(row.sha256)):
            yield f"stub: {row.name} {row.version} {row.sha256[:12]}: {why}"


def _of_cases(what: str, cases: Sequence[Judged], version: str) -> Iterator[str]:
    for one in cases:
        reading = Reading()
        rules = ", ".join(f"{rule}: {does}" for rule, does in sorted(reading.told(one.row).items()))
        peer = "" if one.peer is None else f"; peer {one.peer.failed or one.peer.score}"
        yield f"{reading.level(one.row) or '-':5} {one.case.id:32} {one.row.why_failed or rules or 'nothing'}{peer}"
    found = count(cases)
    yield f"== {what}: stopped {share(found, bounded=False)}"
    if (theirs := count_of_peer(cases)) is not None:
        yield f"{version}: {theirs.hits} of {theirs.of} = {percent(theirs.hits / theirs.of)}"


def _remember_evasions(found: Evasions, version: str) -> None:
    kept = read_measured()
    told_of_us = MeasuredEvasions(
        day=now().date().isoformat(),
        ruleset=RULESET,
        bad=count(found.bad),
        twins=count(found.twins),
        peer=version,
        peer_bad=count_of_peer(found.bad),
        peer_twins=count_of_peer(found.twins),
    )
    write_measured(replace(kept, evasions=told_of_us))


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
