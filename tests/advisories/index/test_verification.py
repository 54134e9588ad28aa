"""Looking at all of an index."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from pratique.advisories.index import Index
from pratique.advisories.index.verification import problems
from pratique.advisories.interface import Detectors, Row
from pratique.core.advisory import NODE, Exploitation, Product, RuntimeLine, Span
from tests.advisories.indexes import write_index
from tests.advisories.made import about, advisory, state

ROWS: tuple[Row, ...] = (
    *(advisory(f"MAL-{n}", about(Product("npm", f"p{n}"), Span("0")), withdrawn=n < 3) for n in range(300)),
    Exploitation(cve="CVE-1", epss=0.5),
    RuntimeLine(product=NODE, line="18", start=None, end=None),
    Detectors(b"{}"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    told = replace(state(), rows=310, imported=303, withdrawn=3, skipped={"odd": 7})
    return write_index(tmp_path / "index", {"osv-npm": ROWS}, [told])


def found(path: Path) -> list[str]:
    with Index.open(path) as index:
        return list(problems(index))


def test_a_sound_index_has_no_problem(path: Path) -> None:
    assert [] == found(path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("DELETE FROM advisories WHERE number = 1", "should have 303 rows (3 withdrawn), but has 302"),
        ("DELETE FROM exploitation", "but has 302"),
        ("UPDATE advisories SET body = x'00' WHERE number = 200", "a row of the index is damaged"),
        ("UPDATE claims SET affected = x'00' WHERE number = 200", "a row of the index is damaged"),
    ],
)
def test_what_is_missing_or_damaged_is_told(path: Path, change: str, words: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    connection.close()
    assert words in found(path)[0]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE claims SET name = 'lefu' WHERE number = 200",
        "UPDATE claims SET withdrawn = 1 - withdrawn WHERE number = 200",
        "DELETE FROM claims WHERE number = 200",
    ],
)
def test_what_is_looked_up_must_be_what_the_advisories_say(path: Path, change: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    connection.close()
    differs, unsealed = found(path)
    assert differs == "the lookup table and the advisories list different affected versions"
    assert "a checksum of the index does not match" in unsealed


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ids SET id = 'MAL-X' WHERE number = 200",
        "UPDATE exploitation SET epss = 0.25",
        "UPDATE advisories SET id = 'MAL-X' WHERE number = 200",
        "DELETE FROM seals WHERE number = 0",
    ],
)
def test_rows_that_are_not_as_they_were_written_are_told(path: Path, change: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    connection.close()
    (told,) = found(path)
    assert "a checksum of the index does not match" in told


def test_counts_that_do_not_add_up_are_told(tmp_path: Path) -> None:
    told = replace(state(), rows=5, imported=1, skipped={"odd": 1})
    path = write_index(tmp_path / "index", {"osv-npm": [advisory("GHSA-1")]}, [told])
    assert ["osv-npm: imported and skipped rows do not add up to 5 rows"] == found(path)


def test_a_damaged_page_is_told(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 4096 // 2 * 4096)
        file.write(b"\xff" * 4096)
    (told,) = found(path)
    assert "cannot be read" in told
