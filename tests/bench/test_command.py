"""`python -m bench.inspect` over small sets."""

import json
import subprocess
import sys
from pathlib import Path

from tests.bench.making import PLAIN, POSTS_ENVIRONMENT, indexed, package

ROOT = Path(__file__).parents[2]


def run(module: str, *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return ran.stdout


def test_sets_are_measured_and_their_rows_kept(tmp_path: Path) -> None:
    good = indexed(tmp_path / "benign-x", {("a", "1"): package("a", PLAIN), ("gone", "1"): b"x"})
    next(path for path in good.glob("*.tgz") if path.read_bytes() == b"x").unlink()
    bad = indexed(tmp_path / "mal-x", {("b", "1"): b"no archive"})

    told = run("bench.inspect", str(good), str(bad), "--out", str(tmp_path / "rows"), "--misses", "5")

    assert "== benign-x: 1 benign\nnot inspected, held by the law: 0; files that are not there: 1\n" in told
    assert "false alarms at review-hold: 0 of 1 = 0.00 %" in told
    assert "recall at review-hold: 1 of 1 = 100.0 %" in told
    assert "recall at review-hold per family: 100.0 % (mean of 1 families)" in told
    assert "incomplete                        1 (1)       0 (0)  precision 100.0 %" in told
    again = run("bench.inspect", "--rows", str(tmp_path / "rows/benign-x.jsonl"), "--malicious", "benign-x")
    assert "== benign-x: 1 malicious" in again


def test_rows_of_features_become_tables(tmp_path: Path) -> None:
    older, newer = package("a", PLAIN, version="1.0.0"), package("a", POSTS_ENVIRONMENT, version="1.1.0")
    indexed(tmp_path / "benign-f", {("a", "1.1.0"): newer}, drawn="follows 1.0.0")
    indexed(tmp_path / "benign-f-before", {("a", "1.0.0"): older})
    rows = tmp_path / "rows"

    run("bench.inspect.measure", str(tmp_path / "benign-f"), "--features-only", "--out", str(rows))
    run("bench.inspect.measure", str(tmp_path / "benign-f"), "--pairs", "--features-only", "--out", str(rows))

    alone = json.loads((rows / "benign-f.jsonl").read_text())
    more = json.loads((rows / "delta-npm.jsonl").read_text())
    assert (3.0, "1.0.0") == (alone["features"]["can-network"], more["before"])
    assert "failed" not in alone
    told = run("bench.inspect.tabulate", str(rows), "--tables", str(tmp_path / "tables"))
    assert "benign-f: 1 rows, 0 failed, 0 stubs\ndelta-npm: 1 rows, 0 failed, 0 stubs\n" == told
