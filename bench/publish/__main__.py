"""Measures `pratique publish check`.

`python -m bench.publish fetch FOLDER` downloads the releases, `python -m bench.publish rows FOLDER [PATTERN...]` checks
them and writes rows.tsv, and `python -m bench.publish time` times a package of 1,000 files.
"""

import sys
from pathlib import Path

from bench.publish.fetching import fetch
from bench.publish.large import seconds
from bench.publish.measure import Row, measure

ROWS = Path(__file__).with_name("rows.tsv")


def _keep(row: Row) -> None:
    """Write a row, in place of the earlier row of the package."""
    head, *lines = ROWS.read_text().splitlines() if ROWS.is_file() else ["\t".join(Row.__slots__)]
    known = {tuple(line.split("\t")[:2]): line for line in lines}
    known[row.ecosystem, row.name] = row.text
    ROWS.write_text("\n".join([head, *(known[key] for key in sorted(known))]) + "\n")


def main() -> None:
    match sys.argv[1:]:
        case ["fetch", folder]:
            fetch(Path(folder))
        case ["rows", folder, *patterns]:
            for pattern in patterns or ["*/*"]:
                for row in measure(Path(folder), pattern):
                    print(row.text, flush=True)
                    _keep(row)
        case ["time"]:
            taken = seconds()
            print(f"{taken.wall_s:.2f} s, {taken.cpu_s:.2f} s of CPU")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
