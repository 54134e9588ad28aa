"""The index as it is read."""

import os
import sqlite3
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.advisories.index import Index
from pratique.advisories.index.form import APPLICATION_ID
from pratique.advisories.interface import Advisories, Detectors, Row
from pratique.advisories.memory import MemoryAdvisories
from pratique.core.advisory import NODE, AdvisoryKind, Exploitation, Product, RuntimeLine, Span
from pratique.errors import Reference, StoreError
from tests.advisories.indexes import every, write_index
from tests.advisories.made import DJANGO, GEM, LEFT, THEN, about, advisory, state

ROWS = (
    advisory("GHSA-1", about(LEFT, Span(high="2.0.0")), about(DJANGO, Span("1")), aliases=("CVE-1",)),
    advisory("MAL-1", about(LEFT, versions=("1.0.0",)), kind=AdvisoryKind.MALWARE, withdrawn=True),
    advisory("RUBY-1", about(GEM, Span("1", "2")), about(GEM, Span("3")), kind=AdvisoryKind.UNMAINTAINED),
    Exploitation(cve="CVE-1", epss=0.5, percentile=0.9, epss_model="v1", epss_date=date(2026, 1, 1)),
    RuntimeLine(product=NODE, line="18", start=None, end=date(2025, 4, 30)),
    Detectors(b"{}" * 1000),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_index(tmp_path / "index", {"osv-npm": ROWS}, [state("osv-npm"), state("empty")])


def test_it_answers_what_was_put_in(path: Path) -> None:
    with Index.open(path) as index:
        claims = list(index.claims([LEFT, GEM, Product("npm", "other")]))
        known: Advisories = index
        whole = known.advisories(claim.number for claim in claims)
        assert {
            ("GHSA-1", False, "2.0.0"),
            ("MAL-1", True, None),
            ("RUBY-1", False, "2"),
            ("RUBY-1", False, None),
        } == {
            (whole[c.number].id, c.withdrawn, c.affected.spans[0].high if c.affected.spans else None)
            for c in claims
        }
        assert set(ROWS[:3]) == set(whole.values())
        assert ["osv-npm"] == [one.name for one in known.sources() if one.name != "empty"]
        assert [b"{}" * 1000] == list(known.detectors())
        assert [ROWS[4]] == list(known.lines(NODE))
        assert {"CVE-1": ROWS[3]} == known.exploitation(["cve-1", "CVE-2"])
        assert ["GHSA-1"] == [one.id for one in known.by_id("cVe-1")]
        assert ["GHSA-1", "MAL-1", "RUBY-1"] == [one.id for one in index.every("osv-npm")]
        assert (3, 0) == (len(list(every(index))), len(list(index.every("empty"))))
        assert (THEN, path.stat().st_size) == (index.built_at, index.size_bytes)
        index.check()


_PRODUCTS = st.sampled_from([LEFT, GEM, DJANGO, Product("npm", "left'; --"), Product("npm", "nul\0l"), NODE])
_IDS = st.integers(1, 6).map(lambda n: f"GHSA-{n}")
_ADVISORIES = st.builds(
    lambda id_, products, aliases, kind: advisory(
        id_, *(about(product, Span("1")) for product in products), aliases=aliases, kind=kind
    ),
    _IDS,
    st.lists(_PRODUCTS, max_size=3),
    st.sets(st.sampled_from(["CVE-1", "CVE-2"])).map(lambda found: tuple(sorted(found))),
    st.sampled_from(AdvisoryKind),
)


@pytest.mark.fuzz
@settings(max_examples=100)
@given(st.lists(_ADVISORIES, max_size=4, unique_by=lambda one: one.id), st.lists(_PRODUCTS, max_size=4))
def test_it_answers_as_rows_in_memory_do(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row], asked: list[Product]
) -> None:
    path = write_index(tmp_path_factory.getbasetemp() / "as-in-memory", {"osv-npm": rows})
    memory = MemoryAdvisories(rows)

    def said(index: Advisories) -> list[str]:
        claims = list(index.claims(set(asked)))
        whole = index.advisories({claim.number for claim in claims})
        return sorted(
            f"{whole[claim.number]} {claim.kind} {claim.withdrawn} {claim.affected}" for claim in claims
        )

    with Index.open(path) as index:
        assert said(memory) == said(index)
        for name in ("cve-1", "GHSA-1"):
            assert list(memory.by_id(name)) == list(index.by_id(name))


def test_thousands_of_names_are_asked_at_once(tmp_path: Path) -> None:
    rows = [advisory(f"MAL-{n}", about(Product("npm", f"p{n}"), Span("0"))) for n in range(1500)]
    path = write_index(tmp_path / "many", {"osv-npm": rows})
    with Index.open(path) as index:
        claims = list(index.claims(Product("npm", f"p{n}") for n in range(-500, 1500)))
        assert 1500 == len(claims) == len(index.advisories(claim.number for claim in claims))


def test_advisories_of_some_types_are_told_in_order_of_id_whatever_the_order_they_came_in(
    tmp_path: Path,
) -> None:
    one = advisory("b-2", about(LEFT))
    same = advisory("B-2", about(LEFT), source="other")
    both = advisory("A-1", about(GEM), about(LEFT), source="other")
    gem = advisory("C-3", about(GEM))
    orders = (
        {"osv-npm": [gem, one], "other": [same, both]},
        {"other": [both, same], "osv-npm": [one, gem]},
    )
    for number, order in enumerate(orders):
        with Index.open(write_index(tmp_path / str(number), order)) as index:
            assert [both, same, one] == list(index.about(["npm"]))
            assert [both, same, one, gem] == list(index.about(["npm", "gem"]))
            assert [] == list(index.about(["pypi"]))


def test_names_that_no_index_can_hold_are_in_none(path: Path) -> None:
    with Index.open(path) as index:
        assert [] == list(index.claims([Product("npm", "\ud800")]))
        assert () == index.by_id("\ud800")
        assert {} == index.exploitation(["\ud800"])


def test_what_two_sources_say_of_a_cve_is_put_together(tmp_path: Path) -> None:
    added = date(2025, 5, 5)
    path = write_index(
        tmp_path / "two",
        {
            "epss": [Exploitation(cve="CVE-1", epss=0.25, epss_model="v2")],
            "kev": [Exploitation(cve="CVE-1", kev_added=added, ransomware=True)],
        },
    )
    with Index.open(path) as index:
        (told,) = index.exploitation(["CVE-1"]).values()
    assert Exploitation(cve="CVE-1", epss=0.25, epss_model="v2", kev_added=added, ransomware=True) == told


def test_it_stays_as_it_was_opened_when_a_new_one_takes_its_place(path: Path) -> None:
    with Index.open(path) as index:
        write_index(path, {"osv-npm": ()}, at=datetime(2026, 6, 6, tzinfo=UTC))
        assert 3 == len(list(every(index)))
    with Index.open(path) as index:
        assert [] == list(every(index))
        assert datetime(2026, 6, 6, tzinfo=UTC) == index.built_at


def test_it_can_be_asked_from_another_thread(path: Path) -> None:
    found: list[int] = []
    with Index.open(path) as index:
        thread = threading.Thread(target=lambda: found.append(len(list(index.claims([LEFT])))))
        thread.start()
        thread.join()
    assert [2] == found


def test_no_index_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as raised:
        Index.open(tmp_path / "gone")
    assert Reference.ADVISORIES_MISSING is raised.value.reference


def edited(path: Path, at: int, data: bytes) -> None:
    """Write some bytes over those of a file."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


@pytest.mark.parametrize("left_bytes", [0, 50, 100, 4096, -4096, -1])
def test_a_file_that_is_cut_off_is_found_on_opening(path: Path, left_bytes: int) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:left_bytes])
    with pytest.raises(StoreError) as raised:
        Index.open(path)
    assert Reference.ADVISORIES_UNREADABLE is raised.value.reference


@pytest.mark.parametrize(
    ("at", "data", "words"),
    [
        (0, b"PK\x03\x04", "not an index of advisories"),
        (68, b"\0\0\0\0", "not an index of advisories"),
        (60, (99).to_bytes(4, "big"), "a newer release of pratique"),
        (60, (0).to_bytes(4, "big"), "an older release of pratique"),
        (100, b"\xff" * 200, "cannot be read"),
    ],
)
def test_a_file_that_is_something_else_is_found_on_opening(
    path: Path, at: int, data: bytes, words: str
) -> None:
    edited(path, at, data)
    with pytest.raises(StoreError, match=words) as raised:
        Index.open(path)
    assert Reference.ADVISORIES_UNREADABLE is raised.value.reference


def test_a_folder_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as raised:
        Index.open(tmp_path)
    assert Reference.ADVISORIES_UNREADABLE is raised.value.reference


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE claims",
        "CREATE TABLE more (x)",
        "DELETE FROM meta",
        "UPDATE meta SET value = 'yesterday'",
        "UPDATE meta SET value = '2026-01-01T00:00:00'",
        "DROP TABLE ids; CREATE VIEW ids AS SELECT 'GHSA-1' AS id, number FROM advisories",
        "CREATE TRIGGER t AFTER INSERT ON ids BEGIN DELETE FROM claims; END",
    ],
)
def test_tables_of_another_hand_are_found_on_opening(path: Path, change: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.executescript(change)
    connection.close()
    with pytest.raises(StoreError) as raised:
        Index.open(path)
    assert Reference.ADVISORIES_UNREADABLE is raised.value.reference


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE claims SET affected = x'ff'",
        "UPDATE claims SET affected = 'text'",
        "UPDATE claims SET kind = 7",
        "UPDATE advisories SET body = x'00'",
        "DELETE FROM dictionaries",
        "UPDATE sources SET state = x'90'",
        "UPDATE shared SET body = 5",
        "UPDATE lines SET body = x''",
        "UPDATE detectors SET body = 'x'",
    ],
)
def test_a_damaged_row_is_told_when_it_is_read(path: Path, change: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    connection.close()

    def ask() -> None:
        with Index.open(path) as index:
            claims = list(index.claims([LEFT, GEM]))
            index.advisories(claim.number for claim in claims)
            index.sources(), index.detectors(), index.lines(NODE), index.exploitation(["CVE-1"])

    with pytest.raises(StoreError) as raised:
        ask()
    assert Reference.ADVISORIES_UNREADABLE is raised.value.reference


def test_a_damaged_page_is_found_by_the_check(tmp_path: Path) -> None:
    rows = [advisory(f"MAL-{n}", about(Product("npm", f"p{n}"), Span("0"))) for n in range(900)]
    path = write_index(tmp_path / "damaged", {"osv-npm": rows})
    edited(path, path.stat().st_size // 4096 // 2 * 4096, b"\xff" * 4096)
    with Index.open(path) as index, pytest.raises(StoreError) as raised:
        index.check()
    assert Reference.ADVISORIES_UNREADABLE is raised.value.reference


def test_the_file_is_what_it_says_to_other_programs(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        assert (APPLICATION_ID,) == connection.execute("PRAGMA application_id").fetchone()
    connection.close()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_the_place_of_an_index_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "index")
    with pytest.raises(StoreError, match="not a regular file"):
        Index.open(tmp_path / "index")


def test_an_advisory_that_is_spoken_of_and_missing_is_damage(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM advisories")
    connection.close()
    with Index.open(path) as index, pytest.raises(StoreError, match="are missing"):
        index.advisories(claim.number for claim in index.claims([LEFT]))
