"""Which files `make test` leaves out."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import quick
from tests.breakages.table import BREAKAGES


def test_a_file_that_took_longer_than_the_limit_is_slow() -> None:
    table = quick.text({"tests/a.py": 1.24, "tests/b.py": 1.26, "tests/c.py": 0.9})
    assert table.splitlines()[1:] == ["tests/a.py\t1.2", "tests/b.py\t1.3"]
    assert {"tests/b.py"} == quick.slow(table)


def test_what_catches_the_breakages_is_never_left_out() -> None:
    catching = BREAKAGES[0].tests[0]
    assert frozenset() == quick.slow(f"{catching}\t99.0\n")


def test_each_recorded_file_exists() -> None:
    rows = quick.TABLE.read_text().splitlines()[1:]
    assert rows
    assert [] == [row for row in rows if not (quick.ROOT / row.partition("\t")[0]).is_file()]


def test_a_quick_run_says_what_it_left_out() -> None:
    left_out = sorted(quick.slow(quick.TABLE.read_text()))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--quick", "--collect-only"]
    folder = str(Path(left_out[0]).parent)
    done = subprocess.run([*command, folder], cwd=quick.ROOT, capture_output=True, text=True, check=False)
    assert "::" in done.stdout, done.stderr
    assert left_out[0] not in done.stdout
    assert quick.summary(left_out) in done.stdout


@pytest.mark.parametrize(
    ("number", "line"), [(0, ""), (2, "2 slow test files did not run: `make test-all` runs everything")]
)
def test_the_summary_counts_files(number: int, line: str) -> None:
    assert line == quick.summary(map(str, range(number)))
