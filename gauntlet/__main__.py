"""`python -m gauntlet [ID ...] [--moment M] [--write]`: replay incidents through a gate whose clock moves.

`python -m gauntlet ground` builds the bad releases upon the bytes of their real predecessors, `python -m gauntlet quarter` replays ordinary
upgrades, `python -m gauntlet serve ID --moment M` serves the registry of an incident for another tool, and `python -m gauntlet page` writes
the pages from the files of results. Each has a `--help`.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from gauntlet import on_ground, quarter, results, serve
from gauntlet.clients import missing
from gauntlet.incident import Incident
from gauntlet.incidents import INCIDENTS
from gauntlet.page import write_pages
from gauntlet.replay import MOMENTS, Replay
from gauntlet.sink import trials
from gauntlet.sums import sums, table
from gauntlet.work import JOBS, Failed, replays


def _page(arguments: Sequence[str]) -> int:
    """Write the pages from the files of results."""
    argparse.ArgumentParser(prog="python -m gauntlet page", description=_page.__doc__).parse_args(arguments)
    write_pages()
    return 0


_OTHERS = {"ground": on_ground.main, "page": _page, "serve": serve.main, "quarter": quarter.main}


def main(arguments: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and (other := _OTHERS.get(words[0])):
        return other(words[1:])
    asked = _asked(words)
    commit = _commit() if asked.write else ""
    done: list[Replay] = []
    failed: list[Failed] = []
    found = replays(
        asked.chosen,
        moments=asked.moment or tuple(MOMENTS),
        beside=not asked.moment,
        jobs=asked.jobs,
        tell=lambda text: print(text, file=sys.stderr, flush=True),
    )
    for one in found:
        if isinstance(one, Failed):
            failed.append(one)
            print(f"{one.incident.id}: NOT REPLAYED: {'; '.join(one.why)}", end="\n\n", flush=True)
            continue
        done.append(one)
        print(table(done[-1:]), end="\n\n", flush=True)
        if asked.write:
            # After each, so that a run that is ended leaves what was replayed.
            results.write([one], commit=commit)
    if asked.write:
        results.write([], commit=commit, tokens=trials())
        write_pages()
    print("\n".join(sums(done)))
    return 0 if not failed and all(cell.passed for one in done for cell in one.cells) else 1


def _commit() -> str:
    """Return which commit is checked out. Raises CalledProcessError outside of a git tree."""
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=Path(__file__).parent,
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    )
    return done.stdout.strip()


def _asked(words: Sequence[str]) -> argparse.Namespace:
    known = {incident.id: incident for incident in INCIDENTS}
    parser = argparse.ArgumentParser(
        prog="python -m gauntlet", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help=f"which incident (default: all): {', '.join(known)}"
    )
    parser.add_argument(
        "--moment", action="append", choices=list(MOMENTS), help="only this moment, and the gate alone"
    )
    parser.add_argument("--write", action="store_true", help="write gauntlet/replays.json and the pages")
    jobs = min(JOBS, os.cpu_count() or 1)
    parser.add_argument("--jobs", type=int, default=jobs, help=f"cells at once (default: {jobs})")
    asked = parser.parse_args(words)
    if strange := [name for name in asked.ids if name not in known]:
        parser.error(f"no incident is called {', '.join(strange)}: {', '.join(known)}")
    if asked.write and asked.moment:
        parser.error("--write replays all moments")
    chosen: list[Incident] = [known[name] for name in asked.ids] or list(INCIDENTS)
    if lacking := {program for one in chosen if (program := missing(one.ecosystem))}:
        parser.error(f"not installed here: {', '.join(sorted(lacking))}")
    asked.chosen = chosen
    return asked


if __name__ == "__main__":
    raise SystemExit(main())
