"""`python -m gauntlet.estate make|check|page FOLDER`: make an organisation with planted releases, and compare answers with the truth."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from gauntlet.estate.check import check
from gauntlet.estate.organisation import SIZES, make
from gauntlet.estate.page import write_page


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand."""
    parser = argparse.ArgumentParser(prog="python -m gauntlet.estate", description=__doc__)
    parser.add_argument("command", choices=("make", "check", "page"))
    parser.add_argument("folder", type=Path, nargs="?", default=Path("estate"))
    parser.add_argument("--size", choices=tuple(SIZES), default="quick")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="keep the results, and write the page of them")
    parser.add_argument("--campaign", action="append", default=[], help="check only this incident")
    given = parser.parse_args(arguments)
    if given.command == "page":
        write_page()
        return 0
    if given.command == "make":
        started = time.perf_counter()
        truth = make(given.folder, SIZES[given.size], seed=given.seed, jobs=given.jobs)
        print(
            f"{len(truth.planted)} planted, {len(truth.decoys)} look-alikes, {len(truth.unreadable)} unreadable"
        )
        print(truth.counts)
        for name, why in truth.missing.items():
            print(f"not made: {name}: {why}")
        print(f"{time.perf_counter() - started:.0f} s", file=sys.stderr)
        return 0
    good = check(given.folder, chosen=given.campaign, write=given.write)
    if given.write:
        write_page()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
