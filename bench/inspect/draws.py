"""Judge the drawn sets (`bench.inspect.drawing`): `python -m bench.inspect.draws FOLDER [SET ...]`.

Sets are judged in the order of `SETS`, each file in a process of its own at the limits of a worker. Each row is appended to
`FOLDER/rows/SET.jsonl` when it is done, so a run that was stopped goes on. With `--ask` the product itself (`pratique inspect`) is
asked about each stopped release: it compares the release with the one before, and knows of precedents. The results of all rows that are
there go to `bench/inspect/drawn.json`. With `--again` the held rows are judged again, and both numbers are kept.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from bench.inspect.corpus import LISTS
from bench.inspect.drawing import lot
from bench.inspect.drawn import FILE, Drawn, DrawnSet, drawn_set, read_drawn, write_drawn
from bench.inspect.measure import Task, measured, progress
from bench.inspect.rows import BLOCK, HOLD, Row, encode_row, read_rows
from bench.inspect.sets import BEFORE, Pair, read_pairs, read_set
from bench.inspect.summary import Reading, adoptions
from pratique.analysis.inspection import RULESET
from pratique.cli.output.exit_codes import Exit
from pratique.cli.run.clock import now

PROJECTS = "projects-files"
"""Each release of the projects whose adoption is measured."""
SETS = (
    "drawn-named-npm", "drawn-named-pypi", "drawn-tools-npm", "drawn-tools-pypi", "drawn-used-npm", "drawn-used-pypi",
    "drawn-first-pypi", "drawn-fresh-npm", "drawn-fresh-pypi", PROJECTS,
)  # fmt: skip
_LONGEST_S = 600


def tasks_of(folder: Path, set_: str, *, lists: Path = LISTS) -> Sequence[Task]:
    """Return what is judged of a set: releases with their baselines where it has any. Raises OSError, ValueError."""
    paired = (lists / f"{set_}{BEFORE}.tsv").is_file()
    return (read_pairs if paired else read_set)(folder / set_, lists=lists)


def digest_of(task: Task) -> str:
    """Return the digest of the release that is judged."""
    return (task.after if isinstance(task, Pair) else task).sample.sha256


def _lot(task: Task) -> tuple[int, str]:
    return 0, lot(digest_of(task))


def _size(task: Task) -> tuple[int, str]:
    sample = (task.after if isinstance(task, Pair) else task).sample
    return sample.size_bytes, sample.sha256


def judge(tasks: Iterable[Task], out: Path, *, processes: int) -> list[Row]:
    """Judge what `out` has no row of yet, append the rows, and return all. Raises OSError, ValueError."""
    kept = read_rows(out) if out.is_file() else []
    done = {row.sha256 for row in kept}
    # In the order of the lots, so that what a run that was stopped has judged is a draw, too; tools are no draw.
    order = _size if out.stem.startswith("drawn-tools-") else _lot
    waiting = sorted((task for task in tasks if digest_of(task) not in done), key=order)
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("ab") as file:
        for row in progress(out.stem, measured(waiting, processes=processes), len(waiting)):
            file.write(encode_row(row) + b"\n")
            file.flush()
            kept.append(row)
    return kept


def ask(row: Row, home: Path) -> str:
    """Return the action of `pratique inspect` for a release, with what the registry says; "" where it gives none."""
    separator = "@" if row.ecosystem == "npm" else "=="
    target = f"{row.name}{separator}{row.version}"
    command = [
        sys.executable,
        "-m",
        "pratique.cli",
        "inspect",
        target,
        "--format",
        "json",
        "--platform",
        "linux-x86_64-py312",
        "--min-age",
        "0h",
        "--jobs",
        "1",
    ]
    environment = {**os.environ, "PRATIQUE_HOME": str(home)}
    done = subprocess.run(command, capture_output=True, timeout=_LONGEST_S, env=environment, check=False)
    try:
        files = [file for answer in json.loads(done.stdout) for file in answer["artifacts"]]
    except (ValueError, KeyError, TypeError):
        return ""
    own = [file["action"] for file in files if file["digests"].get("sha256") == row.sha256]
    if own and own[0] != BLOCK and done.returncode == Exit.INCOMPLETE:
        # Somebody has to look at it, as at a hold.
        return HOLD
    return own[0] if own else ""


def asked(rows: Iterable[Row], folder: Path, *, new: bool) -> dict[str, str]:
    """Return what the product says of stopped releases: digest -> action.

    With `new` it is asked about those that it was not asked about before.
    """
    path = folder / "asked.json"
    kept: dict[str, str] = (
        msgspec.json.decode(path.read_bytes(), type=dict[str, str]) if path.is_file() else {}
    )
    for row in rows:
        if new and row.action in {HOLD, BLOCK} and row.sha256 not in kept:
            kept[row.sha256] = ask(row, folder / "home")
            path.write_bytes(msgspec.json.encode(kept, order="sorted"))
    return kept


def again(rows: Iterable[Row], tasks: Sequence[Task], out: Path, *, processes: int) -> list[Row]:
    """Judge the held rows again, at the state that is here; the others are as they were. Raises OSError."""
    held = {row.sha256 for row in rows if row.action not in {"", "allow"}}
    chosen = [task for task in tasks if digest_of(task) in held]
    found = {row.sha256: row for row in measured(chosen, processes=processes)}
    out.write_bytes(b"".join(encode_row(row) + b"\n" for row in found.values()))
    return [found.get(row.sha256, row) for row in rows]


def results(options: argparse.Namespace) -> Iterator[DrawnSet]:
    """Judge each set and yield what came of it."""
    rows_folder = options.folder / "rows"
    for set_ in options.sets or SETS:
        if not (LISTS / f"{set_}.tsv").is_file():
            print(f"{set_}: there is no such list", file=sys.stderr)
            continue
        tasks = tasks_of(options.folder, set_)
        out = rows_folder / f"{set_}.jsonl"
        rows = judge([] if options.rows else tasks, out, processes=options.processes)
        once = drawn_set(
            set_,
            rows,
            len(tasks),
            asked(rows, options.folder, new=options.ask),
            day=now().date().isoformat(),
            ruleset=RULESET,
        )
        if options.again:
            # What was judged once stays as it was written then.
            once = read_drawn(FILE).sets.get(set_, once)
            later = again(rows, tasks, rows_folder / f"{set_}-again.jsonl", processes=options.processes)
            known = asked(later, options.folder, new=options.ask)
            day = now().date().isoformat()
            now_found = drawn_set(set_, later, len(tasks), known, day=day, ruleset=RULESET)
            once = msgspec.structs.replace(once, again=now_found)
        if set_ == PROJECTS:
            once = msgspec.structs.replace(once, adoptions=adoptions(rows, Reading()))
        yield once


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("sets", nargs="*")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--rows", action="store_true", help="judge nothing new: sum up the rows that are there"
    )
    parser.add_argument("--ask", action="store_true", help="ask the product about each stopped release")
    parser.add_argument("--again", action="store_true", help="judge the held rows again")
    options = parser.parse_args()
    for result in results(options):
        kept = read_drawn(FILE)
        write_drawn(Drawn(sets=kept.sets | {result.name: result}), FILE)
        print(
            f"{result.name}: {result.releases} of {result.listed}, {len(result.blocked)} blocked, {len(result.held)} held",
            flush=True,
        )
        for line in result.stopped:
            print(f"  {line}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
