"""Changing single records of a source."""

import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.advisories.index import Index
from pratique.advisories.index.verification import problems
from pratique.advisories.index.writing import Writer, writer_at
from pratique.advisories.interface import Entry, Skip
from pratique.core.advisory import SourceState
from pratique.intake.advisories.delta import Delta
from pratique.intake.advisories.taking import Taking
from pratique.intake.advisories.tally import Tally
from tests.advisories.indexes import every
from tests.intake.advisories.made import NOW, source

SOURCE = source(deltas="https://registry.example/modified_id.csv")
FILES = {"GHSA-1": "GHSA-1 left", "GHSA-2": "GHSA-2 left withdrawn", "BAD-1": "?", "GHSA-3": "GHSA-3 right"}


def entry(name: str, text: str) -> Entry:
    return Entry(f"{name}.json", text.encode())


def begin(writer: Writer, files: dict[str, str]) -> SourceState:
    """Take in a whole source."""
    with writer.draft(SOURCE.name) as draft:
        draft.forget()
        tally = Tally(NOW)
        items = [entry(name, text) for name, text in files.items()]
        Taking(SOURCE, draft, tally).take(items, step=lambda: None)
        state = tally.state(
            SOURCE,
            held=draft.counts(),
            origin="https://registry.example/all.zip",
            digest="whole",
            synced=True,
            etag='"1"',
        )
        writer.publish(draft, [state], at=NOW)
    return state


def changed(writer: Writer, held: SourceState, changes: Mapping[str, str | None]) -> SourceState:
    """Put some records anew, and drop those that are None."""
    with writer.draft(SOURCE.name) as draft:
        delta = Delta(source=SOURCE, draft=draft, held=held, now=NOW)
        for name, text in changes.items():
            if text is None:
                delta.drop(name)
            else:
                delta.put(name, entry(name, text))
        assert delta.changed == bool(changes)
        state = delta.state()
        writer.publish(draft, [state], at=NOW)
    return state


def held(path: Path) -> dict[str, str]:
    with Index.open(path) as index:
        assert [] == list(problems(index))
        return {one.id: one.summary for one in every(index)}


def test_records_change_come_and_go_and_the_counts_stay_right(tmp_path: Path) -> None:
    with writer_at(tmp_path / "index") as writer:
        whole = begin(writer, FILES)
        assert (4, 3, 1, {"no row": 1}) == (whole.rows, whole.imported, whole.withdrawn, whole.skipped)
        state = changed(
            writer,
            whole,
            {
                "GHSA-1": "GHSA-1 left withdrawn",
                "GHSA-3": None,
                "BAD-1": "BAD-1 mended",
                "NEW-1": "NEW-1 left",
            },
        )
    assert (4, 4, 2, {}) == (state.rows, state.imported, state.withdrawn, state.skipped)
    assert {"GHSA-1": "withdrawn", "GHSA-2": "withdrawn", "BAD-1": "", "NEW-1": ""} == held(
        tmp_path / "index"
    )
    assert (whole.origin, True, '"1"') == (state.origin, state.synced, state.etag)
    assert whole.digest != state.digest


def test_what_can_no_longer_be_read_is_skipped(tmp_path: Path) -> None:
    with writer_at(tmp_path / "index") as writer:
        whole = begin(writer, FILES)
        state = changed(writer, whole, {"GHSA-1": "?", "GHSA-2": "?"})
    assert (4, 1, 0, {"no row": 3}) == (state.rows, state.imported, state.withdrawn, state.skipped)


def test_a_record_that_is_gone_after_all_is_dropped_and_one_that_is_too_large_skipped(tmp_path: Path) -> None:
    with writer_at(tmp_path / "index") as writer:
        whole = begin(writer, FILES)
        with writer.draft(SOURCE.name) as draft:
            delta = Delta(source=SOURCE, draft=draft, held=whole, now=NOW)
            assert set(FILES) == delta.names()
            delta.put("GHSA-1", None)
            delta.put("GHSA-3", Skip("GHSA-3.json", "too large"))
            state = delta.state()
    assert (3, 1, {"no row": 1, "too large": 1}) == (state.rows, state.imported, state.skipped)


def test_the_digest_tells_what_was_changed(tmp_path: Path) -> None:
    with writer_at(tmp_path / "index") as writer:
        whole = begin(writer, FILES)
        digests = [
            changed(writer, whole, changes).digest
            for changes in ({"NEW": "NEW left"}, {"NEW": "NEW left"}, {"NEW": "NEW right"}, {"GHSA-1": None})
        ]
    assert digests[0] == digests[1]
    assert 3 == len(set(digests))


_TEXTS = st.sampled_from(["?", "{} left", "{} left withdrawn", "{} right"])
_CHANGES = st.dictionaries(st.sampled_from(["A-1", "B-2", "C-3", "D-4"]), st.none() | _TEXTS, max_size=4)


@pytest.mark.fuzz
@settings(max_examples=50)
@given(_CHANGES, st.lists(_CHANGES, max_size=2))
def test_changes_lead_to_where_the_whole_does(
    tmp_path_factory: pytest.TempPathFactory, first: dict[str, str | None], later: list[dict[str, str | None]]
) -> None:
    path = tmp_path_factory.getbasetemp() / f"delta-{random.getrandbits(64)}"
    now: dict[str, str] = {"KEPT": "KEPT left"}
    with writer_at(path) as writer:
        now |= {name: text.format(name) for name, text in first.items() if text}
        state = begin(writer, now)
        for changes in later:
            spelt = {name: text.format(name) if text else None for name, text in changes.items()}
            state = changed(writer, state, spelt)
            now = {name: text for name, text in {**now, **spelt}.items() if text is not None}
        reached = held(path)
        whole = begin(writer, now)
    assert held(path) == reached
    assert (whole.rows, whole.imported, whole.withdrawn, whole.skipped) == (
        state.rows,
        state.imported,
        state.withdrawn,
        state.skipped,
    )
