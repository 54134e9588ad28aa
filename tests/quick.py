"""Which test files `make test` runs: all but those that took long in the last recorded run of `make test-all`.

`tests/durations.tsv` has a row for each file that took a second or more. `pytest --record-durations` writes it. A file without
a row is quick. The tests that catch the breakages of `tests/breakages` always run.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.breakages.table import BREAKAGES

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "tests/durations.tsv"
SLOW_S = 1.2
"""A file that took longer is slow."""
_LEAST_S = 1.0
_HEADING = "# file of tests, seconds: written by `pytest --record-durations` in a run of all tests"


def slow(table: str) -> frozenset[str]:
    """Return the files that `make test` leaves out, of the text of `durations.tsv`. Raises ValueError for a row that is not one."""
    always = {file for breakage in BREAKAGES for file in breakage.tests}
    return frozenset(file for file, took in seconds(table).items() if took > SLOW_S and file not in always)


def seconds(table: str) -> Mapping[str, float]:
    """Return the seconds of each file in the text of `durations.tsv`. Raises ValueError for a row that is not one."""
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {file: float(took) for file, took in rows}


def text(durations: Mapping[str, float]) -> str:
    """Return what `durations.tsv` contains for the seconds that each file took."""
    rows = sorted((file, round(seconds, 1)) for file, seconds in durations.items())
    return "\n".join([_HEADING, *(f"{file}\t{seconds}" for file, seconds in rows if seconds >= _LEAST_S), ""])


def summary(left_out: Iterable[str]) -> str:
    """Return the line that says what did not run; "" if everything did."""
    number = len({*left_out})
    return f"{number} slow test files did not run: `make test-all` runs everything" if number else ""
