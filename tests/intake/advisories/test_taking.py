"""Putting rows into a draft, and counting them."""

from pathlib import Path

import pytest

from pratique.advisories.index import Index
from pratique.advisories.index.writing import writer_at
from pratique.advisories.interface import Detectors, Entry, Skip, Source
from pratique.core.advisory import NODE, RuntimeLine, SourceState
from pratique.intake.advisories.taking import NO_UNICODE, Taking, record_of
from pratique.intake.advisories.tally import TOLD_TWICE, Tally
from tests.advisories.indexes import every
from tests.intake.advisories.made import NOW, source


def taken(
    folder: Path, *items: Entry | Skip, of: Source | None = None
) -> tuple[SourceState, list[str], dict[str, set[str]]]:
    """The state, the advisories, and what is remembered of skipped rows, after taking some files in."""
    used, steps = of or source(), []
    with writer_at(folder / "index") as writer, writer.draft(used.name) as draft:
        tally = Tally(NOW)
        Taking(used, draft, tally).take(items, step=lambda: steps.append(1))
        skipped = {file: set(draft.forget_skips(file)) for file in draft.skipped()}
        state = tally.state(used, held=draft.counts(), origin="", digest="")
        writer.publish(draft, [state], at=NOW)
    assert len(items) == len(steps)
    assert state.rows == state.imported + sum(state.skipped.values())
    with Index.open(folder / "index") as index:
        return state, [f"{one.id} {one.summary}".strip() for one in every(index)], skipped


def test_rows_are_counted_by_what_became_of_them(tmp_path: Path) -> None:
    state, advisories, _ = taken(
        tmp_path,
        Entry("a.txt", b"GHSA-1 left withdrawn\nGHSA-2 right\n\nCVE-1 0.5 epss"),
        Entry("b.txt", b""),
        Skip("c.txt", "encrypted"),
    )
    assert (6, 3, 1) == (state.rows, state.imported, state.withdrawn)
    assert {"no row": 2, "encrypted": 1} == state.skipped
    assert ["GHSA-1 withdrawn", "GHSA-2"] == advisories


def test_what_is_told_twice_counts_once(tmp_path: Path) -> None:
    data = b"GHSA-1 left first withdrawn\nGHSA-1 left second\nGHSA-1 right\nCVE-1 0.1 epss\ncve-1 0.2 epss"
    state, advisories, _ = taken(tmp_path, Entry("a.txt", data))
    assert (5, 3, 0, {TOLD_TWICE: 2}) == (state.rows, state.imported, state.withdrawn, state.skipped)
    assert ["GHSA-1 second", "GHSA-1"] == advisories


def test_lines_of_a_runtime_and_detectors_are_rows(tmp_path: Path) -> None:
    line = RuntimeLine(product=NODE, line="18", start=None, end=None)
    rows = (line, line, Detectors(b"{}"))
    used = Source(
        name="runtime",
        title="",
        licence="",
        wants=lambda _: True,
        rows=lambda _: iter(rows),
        recognises=lambda _: True,
    )
    state, _, _ = taken(tmp_path, Entry("a", b""), of=used)
    assert (3, 2, {TOLD_TWICE: 1}) == (state.rows, state.imported, state.skipped)


def test_text_that_is_no_unicode_is_skipped(tmp_path: Path) -> None:
    state, advisories, _ = taken(
        tmp_path, Entry("a.txt", "GHSA-1 left \ud800\nGHSA-2 x".encode("utf-8", "surrogatepass"))
    )
    assert {NO_UNICODE: 1} == state.skipped
    assert ["GHSA-2"] == advisories


def test_skipped_rows_are_remembered_by_record_where_changes_are_read_one_by_one(tmp_path: Path) -> None:
    items = (
        Entry("npm/MAL-1.json", b"?"),
        Skip("npm/MAL-2.json", "encrypted"),
        Entry("MAL-3.json", b"A b\nA b"),
    )
    _, _, skipped = taken(tmp_path, *items, of=source(deltas="https://registry.example/modified_id.csv"))
    assert {"MAL-1": {"no row"}, "MAL-2": {"encrypted"}, "MAL-3": {TOLD_TWICE}} == skipped
    _, _, skipped = taken(tmp_path, *items)
    assert {} == skipped


@pytest.mark.parametrize(
    ("path", "record"), [("a/MAL-1.json", "MAL-1"), ("MAL-1", "MAL-1"), ("a/\udcff.json", "?")]
)
def test_a_record_is_called_as_its_file(path: str, record: str) -> None:
    assert record == record_of(path)
