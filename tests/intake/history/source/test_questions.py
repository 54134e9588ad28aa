"""Artifacts held against their source, in workers that may die."""

import asyncio
import sys
from pathlib import Path

import pytest

from pratique.analysis.pool import Pool, WorkerLimits
from pratique.core.names import Ecosystem
from pratique.core.provenance import BuiltCommit, Outcome
from pratique.core.release import ArtifactKind
from pratique.core.source import How, RemarkKind, SourceReport
from pratique.errors import AnalysisError, ParseError, Reference
from pratique.history.source.reading import Asked
from pratique.intake.history.source.job import PROGRAM
from pratique.intake.history.source.questions import Shipped, SourceQuestions
from pratique.intake.history.source.work import Claimed, Named, Reach
from tests.builders import tgz
from tests.git import repository
from tests.history.source.sides import CALM, ref

HOOK = "console.log('marker')\n"


def shipped(files: dict[str, str], version: str, **more: object) -> Shipped:
    data = tgz(files)
    asked = Asked(
        ref=ref(version=version),
        ecosystem=Ecosystem.NPM,
        filename=f"calm-{version}.tgz",
        kind=ArtifactKind.NPM_TARBALL,
    )
    return Shipped(asked=asked, load=lambda: data, size_bytes=len(data), **more)  # type: ignore[arg-type]


def calm(version: str, **more: str) -> dict[str, str]:
    return {**{path: str(text).replace("1.2.3", version) for path, text in CALM.items()}, **more}


def made(folder: Path, *versions: str) -> list[str]:
    git = repository(folder)
    commits = []
    for version in versions:
        for path, text in calm(version).items():
            (folder / path).write_text(text)
        commits.append(git.commit())
        git("tag", f"v{version}")
    return commits


def report(
    folder: Path, one: Shipped, before: Shipped | None = None, limits: WorkerLimits | None = None
) -> SourceReport:
    async def run() -> SourceReport:
        async with Pool(1, program=PROGRAM, limits=limits) as pool:
            ask = SourceQuestions(pool=pool, reach=Reach(), repository=str(folder))
            return await ask.report(one, before, Named())

    return asyncio.run(run())


def test_what_breaks_with_the_habit_of_the_release_before_is_a_strong_claim(tmp_path: Path) -> None:
    made(tmp_path / "calm", "1.2.2", "1.2.3")
    found = report(
        tmp_path / "calm", shipped(calm("1.2.3", **{"x.js": HOOK}), "1.2.3"), shipped(calm("1.2.2"), "1.2.2")
    )
    assert (["x.js"], frozenset(CALM)) == ([claim.path for claim in found.strong], found.reading.equal_paths)


def test_an_attested_commit_is_compared_with(tmp_path: Path) -> None:
    first, _ = made(tmp_path / "calm", "1.2.3", "1.2.4")
    built = BuiltCommit(repository="https://git.example/a/calm", commit=first, ref=None, outcome=Outcome.READ)
    found = report(
        tmp_path / "calm",
        shipped(
            calm("1.2.3"), "1.2.3-next", claimed=Claimed(attested=(built,)), unattested="half of it was lost"
        ),
    )
    commit = found.reading.commit
    assert commit is not None
    assert (first, How.ATTESTED) == (commit.id, commit.how)
    assert "half of it was lost" in [
        r.text for r in found.reading.remarks if r.kind is RemarkKind.ATTESTATION
    ]


def test_what_is_no_archive_is_said_so(tmp_path: Path) -> None:
    made(tmp_path / "calm", "1.2.3")
    broken = Shipped(asked=shipped({}, "1.2.3").asked, load=lambda: b"no archive", size_bytes=10)
    with pytest.raises(ParseError) as caught:
        report(tmp_path / "calm", broken)
    assert Reference.ARCHIVE_INVALID is caught.value.reference
    found = report(tmp_path / "calm", shipped(calm("1.2.3"), "1.2.3"), broken)
    assert found.earlier is None
    assert "could not be read" in found.earlier_why


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is Linux's")
def test_an_archive_that_fills_its_worker_ends_the_worker_alone(tmp_path: Path) -> None:
    made(tmp_path / "calm", "1.2.3")
    bomb = shipped(calm("1.2.3", **{f"{n}.js": "a" * 16_000_000 for n in range(12)}), "1.2.3")
    with pytest.raises(AnalysisError) as caught:
        report(tmp_path / "calm", bomb, limits=WorkerLimits(memory_bytes=200_000_000))
    assert Reference.ANALYSIS_MEMORY is caught.value.reference
