"""Count how often benign releases show each signal of history, and what signals would hold or let wait.

    python -m bench.history FOLDER [--write] [--examples N]

FOLDER holds `npm_publish_history.jsonl.gz` and `packuments/`. Counted are follow-up releases: all but the first of each
package. `--write` renews `src/pratique/history/measured.py`, where signals have their rates from; what is held depends on
the rates, so run it twice after a signal has changed.
"""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.history.counting import IN_PACKUMENTS, UNTOLD, Counts, count, ids
from bench.history.recorded import HISTORIES, read_histories, read_packuments
from bench.history.writing import TABLE, write
from pratique.history.measured import Measured


def main() -> int:
    options = _parser().parse_args()
    if not (options.folder / HISTORIES).is_file():
        print(f"nothing was measured: {options.folder / HISTORIES} is not there")
        return 3
    counts = count(list(read_histories(options.folder)))
    whole = count(list(read_packuments(options.folder)), frozenset(IN_PACKUMENTS))
    measured = {**counts.measured(), **whole.measured()}
    print("\n".join(_told(counts, measured)))
    for code in ids() if options.examples else ():
        print(f"{code}: {', '.join(counts.examples.get(code, [])[: options.examples])}")
    if options.write:
        write(measured)
        print(f"written: {TABLE}")
    return 0


def _told(counts: Counts, measured: Mapping[str, Measured]) -> Iterator[str]:
    yield f"{counts.releases:,} follow-up releases"
    yield ""
    for code in ids():
        one = measured.get(code)
        if one is None:
            yield f"{code:34}{'-':>8}  {UNTOLD.get(code, 'nobody was asked')}"
        else:
            of = "" if one.asked == counts.releases else f"  of {one.asked:,}"
            yield f"{code:34}{one.shown:>8,}  {one.shown / one.asked:.3%}{of}"
    yield ""
    yield f"held for review by history alone: {counts.held:,}, {counts.held / counts.releases:.3%}"
    yield f"waits lengthened: {counts.lengthened:,}, {counts.lengthened / counts.releases:.3%}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.history", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, help="where the recorded histories are")
    parser.add_argument("--write", action="store_true", help="renew the table that signals read")
    parser.add_argument("--examples", type=int, default=0, metavar="N", help="name N releases of each signal")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
