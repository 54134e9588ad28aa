"""Break one line of the code that decides at a time, run the tests that should notice, and print which do.

Exit code 0: at most one breakage survives. 1: more survive. 2: a row does not fit the source, or the tests fail without any breakage.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.breakages.table import BREAKAGES, Breakage
from tests.breakages.tree import NoFitError, NotRunError, Tree

MOST_SURVIVORS = 1


def main(arguments: list[str]) -> int:
    """Break what the command line names, or everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.breakages", description=__doc__)
    parser.add_argument("id", nargs="*", help="breakages to try (default: all)")
    chosen = parser.parse_args(arguments).id
    if unknown := {*chosen} - {breakage.id for breakage in BREAKAGES}:
        parser.error(f"no such breakage: {', '.join(sorted(unknown))}")
    rows = [breakage for breakage in BREAKAGES if not chosen or breakage.id in chosen]
    with tempfile.TemporaryDirectory(prefix="breakages-") as folder:
        tree = Tree.copied(Path(folder))
        if not tree.is_imported():
            print("the tests do not import the copy of the source")
            return 2
        if trouble := _without_breakage(tree, rows):
            print(trouble)
            return 2
        survived = 0
        for row in rows:
            try:
                caught = tree.catches(row)
            except (NoFitError, NotRunError) as error:
                print(f"{row.id}: {error}")
                return 2
            survived += not caught
            print(f"{'caught' if caught else 'SURVIVED':8}  {row.id}: {row.promise}", flush=True)
    print(f"{len(rows) - survived} of {len(rows)} caught")
    return 0 if survived <= MOST_SURVIVORS else 1


def _without_breakage(tree: Tree, rows: Sequence[Breakage]) -> str:
    """Say why the tests say nothing: they fail, or do not run, when nothing is broken."""
    try:
        passed = tree.passes(tuple(dict.fromkeys(test for row in rows for test in row.tests)))
    except NotRunError as error:
        return str(error)
    return "" if passed else "the tests fail without any breakage"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
