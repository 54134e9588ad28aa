"""Measures `pratique publish check`.

`python -m bench.publish fetch FOLDER` downloads the releases, `python -m bench.publish rows FOLDER` checks them and writes
rows.tsv, and `python -m bench.publish time` times a package of 1,000 files.
"""

import sys
from pathlib import Path

from bench.publish.fetching import fetch
from bench.publish.large import seconds
from bench.publish.measure import Row, measure

ROWS = Path(__file__).with_name("rows.tsv")


def main() -> None:
    match sys.argv[1:]:
        case ["fetch", folder]:
            fetch(Path(folder))
        case ["rows", folder]:
            lines = ["\t".join(Row.__slots__)]
            for row in measure(Path(folder)):
                print(row.text, flush=True)
                lines.append(row.text)
            ROWS.write_text("\n".join(lines) + "\n")
        case ["time"]:
            print(f"{seconds():.2f} s")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
