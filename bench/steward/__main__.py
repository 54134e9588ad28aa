"""Measure on recorded histories how well `steward` tells which packages come to their end.

    python -m bench.steward FOLDER [--write]

FOLDER holds `npm_publish_history.jsonl.gz`. `--write` renews result.json and docs/explanation/turnover.md.
"""

import argparse
import json
from pathlib import Path

from bench.history.recorded import HISTORIES, read_histories
from bench.steward.measuring import measured
from bench.steward.page import page

RESULT = Path(__file__).with_name("result.json")
PAGE = Path(__file__).parents[2] / "docs/explanation/turnover.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.steward", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, help="where the recorded histories are")
    parser.add_argument("--write", action="store_true", help="renew the result and the page")
    options = parser.parse_args()
    if not (options.folder / HISTORIES).is_file():
        print(f"nothing was measured: {options.folder / HISTORIES} is not there")
        return 3
    listings = list(read_histories(options.folder))
    # Through JSON, so that a test that reads the file builds the same page.
    result = json.loads(json.dumps({"packages": len(listings), **measured(listings)}, indent=1))
    print(page(result))
    if options.write:
        RESULT.write_text(json.dumps(result, indent=1) + "\n")
        PAGE.write_text(page(result))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
