"""How many releases show each chain."""

from pathlib import Path
from typing import Any

from bench.inspect.chain_counts import ChainCounts, counted, read_counts, write_counts
from bench.inspect.rows import Row

from pratique.analysis.chains import BY_ID


def row(sha256: str, *chains: str, failed: str = "") -> Row:
    told: dict[str, Any] = {"failed": failed} if failed else {}
    return Row(
        *(), set="s", ecosystem="pypi", name=sha256, version="1", filename="a", sha256=sha256, size=1,
        chains=[f"{chain} flow install load setup.py:1 " for chain in chains], **told,
    )  # fmt: skip


def test_each_release_counts_once_for_each_chain() -> None:
    rows = [
        row("bad", "files-sent", "files-sent", "secrets-sent"),
        row("worse", "files-sent"),
        row("good", "secrets-sent"),
        row("calm"),
        row("gone", "files-sent", failed="absent"),
    ]
    found = counted("abc", rows, {"bad": "one", "worse": "two", "gone": "three"})

    assert ("abc", 2, 2) == (found.commit, found.families, found.benign)
    assert ("2 / 0", "1 / 1", "0 / 0") == tuple(
        map(found.of, ("files-sent", "secrets-sent", "cloud-secrets-sent"))
    )
    assert BY_ID.keys() <= found.chains.keys()
    assert "not measured" == ChainCounts().of("files-sent")


def test_the_file_is_read_as_it_was_written_and_names_chains_that_exist(tmp_path: Path) -> None:
    counts = ChainCounts("abc", 2, 2, {"files-sent": (2, 0)})
    write_counts(counts, tmp_path / "c.json")

    assert counts == read_counts(tmp_path / "c.json")
    assert ChainCounts() == read_counts(tmp_path / "none.json")
    assert read_counts().chains.keys() <= BY_ID.keys()
