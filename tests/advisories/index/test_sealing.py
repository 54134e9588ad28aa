"""Keeping the seals of a draft."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.advisories.index import Index, sealing
from pratique.advisories.index.draft import Draft
from pratique.advisories.index.writing import writer_at
from pratique.advisories.interface import Detectors, Row
from pratique.core.advisory import NODE, Exploitation, Product, RuntimeLine, Span
from pratique.errors import StoreError
from tests.advisories.indexes import put, write_index
from tests.advisories.made import LEFT, THEN, about, advisory, state


@contextmanager
def changed(path: Path, source: str) -> Iterator[Draft]:
    """A draft that is published at the end."""
    with writer_at(path) as writer, writer.draft(source) as draft:
        yield draft
        writer.publish(draft, [state(source)], at=THEN)


def many(count: int) -> list[Row]:
    return [advisory(f"MAL-{n}", about(Product("npm", f"p{n}"), Span("0"))) for n in range(count)]


def groups(path: Path) -> int:
    connection = sqlite3.connect(path)
    (count,) = connection.execute("SELECT count(*) FROM seals").fetchone()
    connection.close()
    return int(count) // 2


_SOME = st.integers(0, 5)
_ROWS = st.one_of(
    st.builds(
        lambda n, names, word: advisory(
            f"GHSA-{n}", *(about(Product("npm", f"p{one}")) for one in names), summary=word
        ),
        _SOME,
        st.lists(_SOME, max_size=3),
        st.sampled_from(["one", "two"]),
    ),
    st.builds(lambda n, score: Exploitation(cve=f"CVE-{n}", epss=score), _SOME, st.none() | st.floats(0, 1)),
    st.builds(lambda n: RuntimeLine(product=NODE, line=str(n), start=None, end=None), _SOME),
    st.just(Detectors(b"{}")),
)
_STEPS = st.lists(
    st.tuples(st.sampled_from(["a", "b"]), st.booleans(), st.lists(_ROWS, max_size=4), st.none() | _SOME),
    max_size=5,
)


@pytest.mark.fuzz
@settings(max_examples=60, deadline=None)
@given(_STEPS)
def test_whatever_is_done_every_row_has_its_seal_and_every_seal_its_rows(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, bool, list[Row], int | None]]
) -> None:
    path = tmp_path_factory.mktemp("steps") / "index"
    for source, forgets, rows, gone in steps:
        with changed(path, source) as draft:
            if forgets:
                draft.forget()
            for row in rows:
                put(draft, row)
            if gone is not None:
                draft.remove(f"GHSA-{gone}")
        with Index.open(path) as index:
            index.check()


def test_groups_grow_with_what_they_hold_and_everything_is_found_in_them(tmp_path: Path) -> None:
    path = write_index(tmp_path / "index", {"a": many(50)})
    assert 1 == groups(path)
    with changed(path, "a") as draft:
        for row in many(3_000):
            put(draft, row)
    assert 32 <= groups(path) <= 64
    with Index.open(path) as index:
        index.check()
        assert 3_000 == len(list(index.claims(Product("npm", f"p{n}") for n in range(4_000))))


def test_what_waits_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_MOST_WAITING", 10)
    path = write_index(tmp_path / "index", {"a": many(500), "b": many(300)})
    with Index.open(path) as index:
        index.check()
        assert 800 == len(list(index.claims(Product("npm", f"p{n}") for n in range(600))))


def test_a_package_is_found_whose_sum_is_zero_by_chance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "MODULUS", 1)
    path = write_index(tmp_path / "index", {"a": [advisory("MAL-1", about(LEFT))]})
    # Whoever reads adds up as usual, so that the row is asked for, and differs.
    with Index.open(path) as index, pytest.raises(StoreError, match="checksum of the index does not match"):
        list(index.claims([LEFT]))


def test_damage_is_not_sealed_anew_by_the_next_change(tmp_path: Path) -> None:
    path = write_index(tmp_path / "index", {"a": many(50)})
    connection = sqlite3.connect(path)
    connection.execute("UPDATE claims SET name = 'gone' WHERE name = 'p7'")
    connection.commit()
    connection.close()
    draft = Draft(path, "b", fresh=False)
    draft.add(advisory("MAL-X", about(Product("npm", "p7"))))
    draft.note(replace(state("b"), rows=1, imported=1))
    draft.finish(THEN)
    with Index.open(path) as index, pytest.raises(StoreError, match="checksum of the index does not match"):
        list(index.claims([Product("npm", "p7")]))


@pytest.mark.parametrize("change", ["UPDATE seals SET body = x'00'", "DELETE FROM seals", "DELETE FROM meta"])
def test_a_damaged_seal_is_not_written_over(tmp_path: Path, change: str) -> None:
    path = write_index(tmp_path / "index", {"a": many(50)})
    connection = sqlite3.connect(path)
    connection.execute(change)
    connection.commit()
    connection.close()

    def change_it() -> None:
        draft = Draft(path, "b", fresh=False)
        try:
            draft.add(advisory("MAL-X", about(LEFT)))
            draft.finish(THEN)
        finally:
            draft.close()

    with pytest.raises(StoreError, match="a seal is damaged"):
        change_it()
