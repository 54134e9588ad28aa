"""Judge every artifact of a set alone, each in a process of its own, and keep one row for each.

    python -m bench.inspect.measure FOLDER... --out FOLDER [--most N] [--features-only] [--pairs]

A set is a folder of archives (bench.inspect.sets). With `--pairs` the releases of each FOLDER are judged against their predecessors,
which lie in FOLDER-before; the set of the rows is then `delta-` and the ecosystem, and their features are those of the model for upgrades.
Nothing is unpacked to disk, and nothing of an artifact runs.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from bench.inspect.judging import absent, judge, judge_pair, not_judged, warm
from bench.inspect.processes import ChildLimits, Ended, run_each
from bench.inspect.rows import Row, write_rows
from bench.inspect.sets import Archive, Pair, read_pairs, read_set
from pratique.analysis.pool import WorkerLimits

_WORKER = WorkerLimits()
LIMITS = ChildLimits(memory_bytes=_WORKER.memory_bytes, cpu_s=_WORKER.cpu_s, wall_s=4 * _WORKER.wall_s)
"""Those of the product's own workers; the clock waits longer, so that a busy machine changes no rate."""
_TOLD_EVERY = 500

Task = Archive | Pair


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--most", type=int, default=0, help="of each set")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--features-only", action="store_true", help="do not inspect")
    parser.add_argument("--pairs", action="store_true", help="against FOLDER-before")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for folder in options.sets:
        tasks: Sequence[Task] = (read_pairs(folder) if options.pairs else read_set(folder))[
            : options.most or None
        ]
        if not tasks:
            print(f"{folder}: nothing to measure", file=sys.stderr)
            continue
        rows = measured(tasks, processes=options.processes, light=options.features_only)
        path = options.out / f"{name_of(folder, tasks)}.jsonl"
        write_rows(path, progress(folder.name, rows, len(tasks)))
    return 0


def name_of(folder: Path, tasks: Sequence[Task]) -> str:
    """The name under which the rows of a set are kept."""
    first = tasks[0]
    return f"delta-{first.after.sample.ecosystem.value}" if isinstance(first, Pair) else folder.name


def measured(
    tasks: Iterable[Task], *, processes: int, light: bool = False, limits: ChildLimits = LIMITS
) -> Iterator[Row]:
    """Measure artifacts, several at a time; rows come as they are done."""
    warm()

    def work(task: Task) -> bytes:
        return msgspec.json.encode(_measure(task, light=light))

    for ended in run_each(tasks, work, limits=limits, processes=processes):
        yield _row(ended, light=light)


def progress(name: str, rows: Iterable[Row], count: int) -> Iterator[Row]:
    """Tell a person how far it is; a file is told rarely."""
    started = time.monotonic()
    for done, row in enumerate(rows, 1):
        yield row
        if sys.stderr.isatty() or done % _TOLD_EVERY == 0:
            end = "\r" if sys.stderr.isatty() and done < count else "\n"
            spent = time.monotonic() - started
            print(f"{name}: {done} of {count}, {spent:.0f} s", end=end, file=sys.stderr, flush=True)


def _measure(task: Task, *, light: bool) -> Row:
    archive = task.after if isinstance(task, Pair) else task
    try:
        data = archive.path.read_bytes()
        earlier = task.before.path.read_bytes() if isinstance(task, Pair) else b""
    except OSError as error:
        return absent(archive, f"cannot be read: {error.strerror}")
    try:
        if isinstance(task, Pair):
            return judge_pair(task, data, earlier, light=light)
        return judge(archive, data, light=light)
    except MemoryError:
        return not_judged(archive, "the memory limit was reached", light=light)
    except Exception as error:  # noqa: BLE001 - a worker would have died of it, and the row tells why
        return not_judged(archive, f"{type(error).__name__}: {error}"[:300], light=light)


def _row(ended: Ended[Task], *, light: bool) -> Row:
    if ended.why:
        archive = ended.task.after if isinstance(ended.task, Pair) else ended.task
        row = not_judged(archive, ended.why, light=light)
    else:
        row = msgspec.json.decode(ended.answer, type=Row)
    # What an inspection cost is told by itself; else by its process.
    return (
        row
        if row.cpu_s
        else msgspec.structs.replace(row, cpu_s=ended.cpu_s, peak_mb=row.peak_mb or ended.peak_mb)
    )


if __name__ == "__main__":
    sys.exit(main())
