"""The report of `source`."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources
from typing import Any

import jsonschema
import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.source import (
    FileState,
    How,
    NotComparable,
    Remark,
    RemarkKind,
    Signature,
    SignatureKind,
    SourceClaim,
    SourceCommit,
    SourceFile,
    SourceReading,
    SourceReport,
    WhyNot,
)
from pratique.report.formats.json_text import compact
from pratique.report.text.style import render
from pratique.report.verbs.source import document, lines

FILES = (
    SourceFile(
        path="index.js",
        state=FileState.SAME,
        sha256="0" * 64,
        size_bytes=10,
        runs=True,
        source_path="index.js",
    ),
    SourceFile(path="lib/\x1b[31mextra.js", state=FileState.MISSING, size_bytes=1234, runs=True, line=1),
    SourceFile(path="dist/a.js", state=FileState.GENERATED, why="built by esbuild, of src/a.ts", traced=True),
)
READING = SourceReading(
    ref=PackageRef(Ecosystem.NPM, "calm").at("1.2.3"),
    filename="calm-1.2.3.tgz",
    repository="https://git.example/calm",
    told_by="its package.json",
    folder="packages/calm",
    commit=SourceCommit(
        id="1" * 40,
        how=How.TAG,
        tag="v1.2.3",
        committed_at=datetime(2026, 1, 1, tzinfo=UTC),
        signature=Signature(SignatureKind.SSH),
        reachable=True,
    ),
    files=FILES,
    remarks=(Remark(RemarkKind.TAG_MOVED, "the tag v1.2.3 named 222 before, and now names 111"),),
)
CLAIM = SourceClaim(
    path="lib/\x1b[31mextra.js", text="the source does not contain this file", strong=True, line=1
)
FULL = SourceReport(reading=READING, claims=(CLAIM,), earlier=replace(READING, files=FILES[:1]))
BARE = SourceReport(
    reading=SourceReading(
        ref=None,
        filename="calm.tgz",
        not_comparable=NotComparable(WhyNot.NO_TAG, "none of the 3 tags is spelt as 1.2.3"),
        remarks=(Remark(RemarkKind.TAG_MISSING, "none"),),
    ),
    earlier_why="a local file has no baseline",
)


def shown(value: SourceReport) -> str:
    return render(lines(value), colour=False)


def test_the_answer_comes_first_then_the_commit_then_what_to_read() -> None:
    expected = """calm@1.2.3: 1 item only in the artifact, unlike earlier releases
  source: https://git.example/calm, folder packages/calm  according to its package.json
  commit: 111111111111 from the tag v1.2.3, committed 2026-01-01 00:00 UTC, ssh signature, not verified (no allowed keys were given), on a branch or tag
  tag-moved: the tag v1.2.3 named 222 before, and now names 111

only in the artifact, unlike earlier releases
  lib/\\x1b[31mextra.js:1  the source does not contain this file
  earlier release: compared with calm@1.2.3

files: 3 files shipped
       1  not in the source
          lib/\\x1b[31mextra.js:1  1,234 bytes  runs
       1  build output; behaviour not compared
          dist/a.js  0 bytes  built by esbuild, of src/a.ts
       1  byte-for-byte identical to the source
"""
    assert expected == shown(FULL)


def test_what_could_not_be_compared_says_why_and_never_that_it_is_the_same() -> None:
    text = shown(BARE)
    assert text.startswith("calm.tgz: not comparable (no-tag)\n")
    assert "  not checked: none of the 3 tags is spelt as 1.2.3\n" in text
    assert "earlier release: not checked: a local file has no baseline" in text
    assert "same" not in text


@pytest.mark.parametrize(
    ("state", "headline"),
    [
        (FileState.SAME, "no file differs from the source"),
        (FileState.DIFFERS, "1 file different from the source"),
        (FileState.GENERATED, "no file differs from the source, 1 file built and not compared"),
        (FileState.UNREAD, "no file differs from the source, incomplete"),
    ],
)
def test_the_headline_says_what_it_comes_to(state: FileState, headline: str) -> None:
    value = SourceReport(reading=replace(READING, files=(SourceFile(path="a", state=state),)))
    assert f"calm@1.2.3: {headline}" == shown(value).splitlines()[0]


@pytest.mark.parametrize(
    ("verified", "words"), [(True, "signature by an allowed key"), (False, "NOT by an allowed key")]
)
def test_a_signature_counts_only_for_allowed_keys(*, verified: bool, words: str) -> None:
    assert READING.commit is not None
    commit = replace(READING.commit, signature=Signature(SignatureKind.SSH, verified, "said"))
    assert words in shown(SourceReport(reading=replace(READING, commit=commit)))


def test_long_lists_are_cut_and_counted() -> None:
    many = tuple(SourceFile(path=f"{n}.js", state=FileState.MISSING) for n in range(60))
    assert "and 20 more (`--format json` shows all)" in shown(
        SourceReport(reading=replace(READING, files=many))
    )


def test_the_document_has_every_file_and_the_counts() -> None:
    told: Any = document(FULL)
    assert {"same": 1, "missing": 1, "generated": 1} == told["counts"]
    assert ["index.js", "lib/\x1b[31mextra.js", "dist/a.js"] == [file["path"] for file in told["files"]]
    assert ("pkg:npm/calm@1.2.3", 1, True) == (told["purl"], told["equal"], told["claims"][0]["strong"])
    assert "\x1b" not in compact(document(FULL))


@pytest.mark.parametrize("value", [FULL, BARE])
def test_the_document_fits_its_schema(value: SourceReport) -> None:
    text = resources.files("pratique.report.schemas").joinpath("source-1.schema.json").read_text()
    jsonschema.validate(json.loads(compact(document(value))), json.loads(text))
