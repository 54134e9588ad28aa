"""From measured rows to the committed feature tables.

    python -m bench.inspect.tabulate ROWS --tables FOLDER

ROWS is what `bench.inspect.measure` wrote. What `lists/stubs.tsv` names is marked: malicious in name only.
"""

import argparse
import json
from pathlib import Path

from bench.inspect.corpus import LISTS
from bench.inspect.tables import TABLES, Row, write_table

_CAN_TRAIN = ("mal-", "benign-", "delta-")
"""Sets whose name starts otherwise are reported on and never trained on: they get no table."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--tables", type=Path, default=TABLES)
    options = parser.parse_args()
    options.tables.mkdir(parents=True, exist_ok=True)
    stubs = read_stubs(LISTS / "stubs.tsv")
    for path in sorted(options.rows.glob("*.jsonl")):
        if not path.stem.startswith(_CAN_TRAIN):
            continue
        found = [json.loads(line) for line in path.read_text().splitlines()]
        rows = [
            Row(
                set=path.stem,
                sha256=row["sha256"],
                name=row["name"],
                family=row["family"],
                stub=stubs.get(row["sha256"], ""),
                features=row["features"],
                files=tuple(row.get("files", ())),
            )
            for row in found
            if "failed" not in row
        ]
        write_table(options.tables, path.stem, rows)
        print(
            f"{path.stem}: {len(rows)} rows, {len(found) - len(rows)} failed, {sum(bool(r.stub) for r in rows)} stubs"
        )


def read_stubs(path: Path) -> dict[str, str]:
    """Digests of malicious releases without anything harmful inside, each with the reason."""
    if not path.exists():
        return {}
    return dict(line.split("\t", 1) for line in path.read_text().splitlines() if not line.startswith("#"))


if __name__ == "__main__":
    main()
