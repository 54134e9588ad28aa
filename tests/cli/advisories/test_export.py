"""`pratique advisories export`."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pratique.advisories.interface import Row
from pratique.core.advisory import Product, Span
from tests.advisories.indexes import write_index
from tests.advisories.made import DJANGO, GEM, LEFT, about, advisory
from tests.cli.advising import Desk

ROWS: tuple[Row, ...] = (
    advisory("GHSA-2", about(LEFT, Span("1.0.0", "2.0.0"))),
    advisory("GHSA-1", about(LEFT, Span(high="2.0.0"))),
    advisory("PYSEC-1", about(DJANGO, Span("1", "2"))),
    advisory("CVE-1", about(GEM, Span("1", "2"))),
    advisory("NODE-1", about(Product("generic", "node"), Span("1", "2"))),
)


@pytest.fixture(autouse=True)
def _held(desk: Desk) -> None:
    write_index(desk.index, {"osv-npm": ROWS})


def records(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return [json.loads(archive.read(name))["id"] for name in archive.namelist()]


def test_packages_of_every_ecosystem_are_written(desk: Desk) -> None:
    ran = desk.run("export", "all.zip")
    assert (0, "all.zip: 4 records, 0 left out\n") == (ran.code, ran.out)
    assert ["CVE-1", "GHSA-1", "GHSA-2", "PYSEC-1"] == records(Path("all.zip"))


def test_one_ecosystem_may_be_asked_for(desk: Desk) -> None:
    desk.run("export", "npm.zip", "--ecosystem", "npm")
    assert ["GHSA-1", "GHSA-2"] == records(Path("npm.zip"))


def test_the_layout_of_osv_scanner_is_written_below_a_folder(desk: Desk) -> None:
    Path("dbs").mkdir()
    ran = desk.run("export", "dbs")
    assert 0 == ran.code
    found = {path.parent.name: records(path) for path in Path("dbs/osv-scanner").glob("*/all.zip")}
    assert {"npm": ["GHSA-1", "GHSA-2"], "PyPI": ["PYSEC-1"], "RubyGems": ["CVE-1"]} == found


def test_the_same_index_gives_the_same_bytes_however_it_came_about(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.run("export", "one.zip")
    monkeypatch.setenv("PRATIQUE_HOME", str(tmp_path / "other"))
    write_index(desk.index, {"osv-npm": [*reversed(ROWS)]}, at=datetime(2020, 2, 2, tzinfo=UTC))
    desk.run("export", "two.zip")
    assert Path("one.zip").read_bytes() == Path("two.zip").read_bytes()


def test_what_is_left_out_is_counted_and_told(desk: Desk) -> None:
    write_index(
        desk.index, {"osv-npm": [*ROWS, advisory("GHSA-3", about(LEFT, Span("no version at all", "2")))]}
    )
    ran = desk.run("export", "all.zip")
    assert "4 records, 1 left out\n            1  OSV events cannot express" in ran.out


def test_nothing_to_write_is_incomplete(desk: Desk) -> None:
    write_index(desk.index, {"osv-npm": [ROWS[0]]})
    assert 3 == desk.run("export", "gems.zip", "--ecosystem", "gem").code


def test_a_place_that_cannot_be_written_is_a_usage_error_and_nothing_is_left(desk: Desk) -> None:
    Path("file").write_text("in the way")
    ran = desk.run("export", "file/all.zip")
    assert 2 == ran.code
    assert "cannot be written" in ran.err
    Path("old.zip").write_bytes(b"old")
    write_index(desk.index, {"osv-npm": ROWS})
    desk.run("export", "old.zip")
    assert {"file", "old.zip"} == {path.name for path in Path().iterdir()}
