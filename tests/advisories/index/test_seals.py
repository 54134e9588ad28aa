"""Seals: no audit is silently clean by damage that SQLite does not notice."""

import random
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.index import Index
from pratique.advisories.index.seals import (
    CLAIMS,
    HASH_BYTES,
    Layout,
    entries_of,
    find,
    sum_at,
    sum_of,
)
from pratique.advisories.interface import Detectors, Row
from pratique.advisories.match import match
from pratique.core.advisory import NODE, AdvisoryKind, Exploitation, Product, RuntimeLine, Span
from pratique.errors import Reference, StoreError
from tests.advisories.indexes import write_index
from tests.advisories.made import THEN, about, advisory, state

LAYOUT = Layout(0, bytes(16))
HELD = [Product("npm", f"held-{n}") for n in range(150)]
ASKED = [*HELD[::5], *(Product("npm", f"absent-{n}") for n in range(40)), NODE]
FLIPS = 600
_NODE_18 = RuntimeLine(product=NODE, line="18", start=None, end=date(2025, 4, 30))
_HASHES = st.lists(st.binary(min_size=HASH_BYTES, max_size=HASH_BYTES), unique=True, max_size=40)


def rows() -> list[Row]:
    """Malware, faults, exploits, a line and detectors: all that an audit asks for."""
    found: list[Row] = []
    for n, product in enumerate(HELD):
        kind = AdvisoryKind.MALWARE if n % 3 else AdvisoryKind.VULNERABILITY
        span = about(product, Span(str(n % 7), "9.0.0"))
        found.append(advisory(f"GHSA-{n}", span, kind=kind, aliases=(f"CVE-2026-{n}",), summary="made " * 9))
        found.append(Exploitation(cve=f"CVE-2026-{n}", epss=n / 1000, kev_added=date(2026, 1, 1)))
    return [*found, _NODE_18, Detectors(b"{}" * 400)]


def answer(path: Path) -> object:
    """All that an audit learns of an index."""
    with Index.open(path) as index:
        found = match(index, {product: ["8.0.0", "1.0.0"] for product in ASKED})
        return found, index.sources(), index.lines(NODE), index.detectors(), index.built_at


def answer_or_error(path: Path) -> object:
    """The same, or what the error says that there is instead."""
    try:
        return answer(path)
    except StoreError as error:
        return error.reference


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "index"
    return write_index(path, {"osv-npm": rows(), "other": rows()[:100]}, [state("osv-npm")]).read_bytes()


def flipped(data: bytearray, place: int, lot: random.Random) -> None:
    data[place] ^= 1 << lot.randrange(8)


def wiped(data: bytearray, place: int, lot: random.Random) -> None:
    size = lot.choice([16, 512, 4096])
    start = place // size * size
    data[start : start + size] = bytes([lot.choice([0, 255])]) * len(data[start : start + size])


def moved(data: bytearray, place: int, lot: random.Random) -> None:
    """A page that was written where another one belongs."""
    pages = len(data) // 4096
    here, there = (place // 4096) * 4096, lot.randrange(pages) * 4096
    data[here : here + 4096] = data[there : there + 4096]


@pytest.mark.parametrize(("damage", "times"), [(flipped, FLIPS), (wiped, FLIPS // 3), (moved, FLIPS // 3)])
def test_a_damaged_index_gives_the_same_answer_or_says_that_it_is_damaged(
    whole: bytes, tmp_path: Path, damage: Callable[[bytearray, int, random.Random], None], times: int
) -> None:
    path, lot = tmp_path / "index", random.Random(damage.__name__)
    path.write_bytes(whole)
    expected = answer(path)
    told = 0
    for number in range(times):
        data = bytearray(whole)
        # All over the file, one place in each stretch of it.
        damage(data, min(len(data) - 1, len(data) * number // times + lot.randrange(64)), lot)
        path.write_bytes(data)
        found = answer_or_error(path)
        told += found is Reference.ADVISORIES_UNREADABLE
        assert found in (expected, Reference.ADVISORIES_UNREADABLE), f"{damage.__name__} {number}"
    assert told > times // 10


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE claims SET name = 'helb-5' WHERE name = 'held-5'",
        "UPDATE claims SET withdrawn = 1",
        "UPDATE claims SET kind = 2",
        "DELETE FROM claims WHERE name = 'held-5'",
        "INSERT INTO claims SELECT type, name, 9000, kind, withdrawn, affected FROM claims WHERE name = 'held-5' LIMIT 1",
        "UPDATE advisories SET body = (SELECT body FROM advisories WHERE number = 2) WHERE number = 6",
        "DELETE FROM exploitation",
        "DELETE FROM shared",
        "UPDATE exploitation SET cve = 'CVE-X' || cve",
        "DELETE FROM lines",
        "UPDATE lines SET name = 'nodo'",
        "DELETE FROM detectors",
        "DELETE FROM sources WHERE name = 'other'",
        "UPDATE sources SET state = NULL",
        "UPDATE meta SET value = '2026-11-11T00:00:00+00:00' WHERE name = 'built_at'",
        "UPDATE meta SET value = '1' || value WHERE name = 'seals'",
        "UPDATE meta SET value = substr(value, 1, 20) || (substr(value, 21, 1) = '0') || substr(value, 22) WHERE name = 'seals'",
        "UPDATE meta SET value = 7 WHERE name = 'seals'",
        "DELETE FROM meta WHERE name = 'seals'",
        "DELETE FROM seals",
        "UPDATE seals SET body = x''",
        "UPDATE seals SET body = 'text'",
        "UPDATE seals SET number = number + 1 WHERE number = (SELECT max(number) FROM seals)",
    ],
)
def test_a_row_that_is_not_as_it_was_written_is_told(whole: bytes, tmp_path: Path, change: str) -> None:
    path = tmp_path / "index"
    path.write_bytes(whole)
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    connection.close()
    with pytest.raises(StoreError) as raised:
        answer(path)
    assert Reference.ADVISORIES_UNREADABLE is raised.value.reference


def test_what_is_not_asked_for_costs_no_audit_its_answer(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "index"
    path.write_bytes(whole)
    expected = answer(path)
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM claims WHERE name = 'held-6'")
    connection.close()
    assert expected == answer(path)
    with Index.open(path) as index, pytest.raises(StoreError):
        index.check_seals()


@pytest.mark.fuzz
@given(_HASHES, st.integers(0, 1 << 20))
def test_every_entry_of_a_group_is_found_and_no_other(hashes: list[bytes], number: int) -> None:
    entries = {hashed: place * 77_777_777 % 2**32 for place, hashed in enumerate(hashes[1:])}
    (at, first), (behind, second) = LAYOUT.rows(number, entries)
    plain, sums = LAYOUT.check(at, first), LAYOUT.check(behind, second)
    assert entries == entries_of(plain, sums)
    for hashed, told in entries.items():
        place = find(plain, hashed)
        assert place is not None
        assert told == sum_at(sums, place)
    assert all(find(plain, hashed) is None for hashed in hashes[:1])


def test_a_hash_that_stands_across_two_entries_is_not_there() -> None:
    assert find(b"abcdefg" + b"hijklmn", b"defghij") is None
    assert 1 == find(b"aaaaaaa" + b"aaaaaab", b"aaaaaab")


def test_a_layout_comes_back_as_it_was() -> None:
    layout = Layout(13, bytes(range(16)))
    assert layout == Layout.read(str(layout))


@pytest.mark.parametrize("text", ["", "25:" + "00" * 16, "-1:" + "00" * 16, "3:00", "3", "x:" + "00" * 16])
def test_a_layout_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Layout.read(text)


def test_another_salt_gives_other_hashes() -> None:
    key = CLAIMS.key(("npm", "left-pad"))
    assert LAYOUT.hash(key) != Layout(0, b"\1" * 16).hash(key)


@pytest.mark.parametrize("entries", [0, 1, 128, 129, 1000, 250_000, 10**9])
def test_groups_have_room_and_are_not_many_more_than_needed(entries: int) -> None:
    layout = LAYOUT.roomy(entries)
    groups = 1 << layout.bits
    assert entries <= 128 * groups or layout.bits == 24
    assert groups == 1 or entries >= 32 * groups
    assert 0 <= layout.group(b"\xff" * 7) < groups


def test_the_sum_of_rows_is_that_of_any_order() -> None:
    first, second = (1, "a", b"x", None, 0.5), (2, "b", b"y", 1.0, 0.5)
    assert sum_of([first, second]) == sum_of([second, first]) != sum_of([first])
    assert 0 == sum_of([])


def test_hashes_are_the_same_with_hashlib_alone() -> None:
    # Where Python was built without its own BLAKE2, an index of another machine must still be read.
    assert bytes.fromhex("f907b88559e584") == LAYOUT.hash(CLAIMS.key(("npm", "left-pad")))


def test_the_time_of_writing_is_sealed(tmp_path: Path) -> None:
    path = write_index(tmp_path / "index", {"osv-npm": ()}, at=THEN)
    write_index(path, {"osv-npm": ()}, at=datetime(2026, 6, 6, tzinfo=UTC))
    with Index.open(path) as index:
        assert ["osv-npm"] == [one.name for one in index.sources()]
        index.check()
