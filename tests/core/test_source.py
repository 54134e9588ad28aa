"""The value of a comparison with the source."""

from dataclasses import replace

import pytest

from pratique.core.source import (
    FileState,
    How,
    NotComparable,
    Remark,
    RemarkKind,
    SourceClaim,
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


@pytest.mark.parametrize(
    ("reading", "complete"),
    [
        (READING, True),
        (replace(READING, not_comparable=NotComparable(WhyNot.NO_TAG, "none")), False),
        (replace(READING, remarks=(Remark(RemarkKind.INCOMPLETE, "big"),)), False),
        (replace(READING, remarks=(Remark(RemarkKind.TAG_MISSING, "none"),)), True),
        (replace(READING, files=(*FILES, SourceFile(path="d", state=FileState.UNREAD))), False),
        (
            replace(READING, files=(*FILES, SourceFile(path="d.js", state=FileState.GENERATED, runs=True))),
            False,
        ),
        (replace(READING, files=(*FILES, SourceFile(path="d.d.ts", state=FileState.GENERATED))), True),
    ],
)
def test_an_answer_is_complete_when_every_file_was_held_against_the_source(
    reading: SourceReading, *, complete: bool
) -> None:
    assert complete == SourceReport(reading=reading).complete


def test_strong_claims_are_told_apart() -> None:
    claims = (SourceClaim(path="a", text="x", strong=True), SourceClaim(path="b", text="x", strong=False))
    assert claims[:1] == SourceReport(reading=READING, claims=claims).strong
    assert READING.has(RemarkKind.TAG_MISSING) is False
