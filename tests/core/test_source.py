"""The value of a comparison with the source."""

from dataclasses import replace

import pytest

from pratique.core.source import (
    FileState,
    How,
    NotComparable,
    Remark,
    RemarkKind,
    SourceCommit,
    SourceFile,
    SourceReading,
    SourceReport,
    WhyNot,
)

FILES = (
    SourceFile(path="a.js", state=FileState.SAME),
    SourceFile(path="b.js", state=FileState.SAME),
    SourceFile(path="c.js", state=FileState.MISSING),
)
COMMIT = SourceCommit(id="1" * 40, how=How.TAG, tag="v1", reachable=True)
READING = SourceReading(ref=None, filename="a.tgz", commit=COMMIT, files=FILES)


def test_a_reading_counts_its_files_by_state() -> None:
    assert {FileState.SAME: 2, FileState.MISSING: 1} == READING.counts
    assert FILES[2] == READING.by_path["c.js"]


def test_what_is_equal_is_so_only_at_a_commit_that_something_leads_to() -> None:
    assert frozenset({"a.js", "b.js"}) == READING.equal_paths
    for reachable in (None, False):
        assert frozenset() == replace(READING, commit=replace(COMMIT, reachable=reachable)).equal_paths
    assert frozenset() == replace(READING, commit=None).equal_paths


UNREAD = SourceFile(path="d", state=FileState.UNREAD)


def built(path: str, *, runs: bool = True) -> SourceFile:
    return SourceFile(path=path, state=FileState.GENERATED, runs=runs)


@pytest.mark.parametrize(
    ("reading", "gap"),
    [
        (READING, ""),
        (replace(READING, not_comparable=NotComparable(WhyNot.NO_TAG, "no tag")), "no tag"),
        (replace(READING, remarks=(Remark(RemarkKind.INCOMPLETE, "a submodule"),)), "a submodule"),
        (replace(READING, remarks=(Remark(RemarkKind.TAG_MISSING, "none"),)), ""),
        (replace(READING, files=(*FILES, UNREAD)), "d: not read"),
        (replace(READING, files=(*FILES, built("d.js"))), "d.js: built, not compared"),
        (
            replace(READING, files=(UNREAD, *(built(f"{name}.so") for name in "abcde"))),
            "d: not read; a.so, b.so, c.so and 2 more: built, not compared",
        ),
        (replace(READING, files=(*FILES, built("d.d.ts", runs=False))), ""),
    ],
)
def test_an_answer_is_complete_when_every_file_that_runs_was_compared(
    reading: SourceReading, gap: str
) -> None:
    report = SourceReport(reading=reading)
    assert (gap, not gap) == (report.gap, report.complete)
