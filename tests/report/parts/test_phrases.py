"""Words that the reports share."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pratique.core.assessment import Assessment
from pratique.core.evidence import Dossier, Evidence, Known, NotAsked
from pratique.core.finding import NativeCode
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.release import Dated, TimeSource
from pratique.core.verdict import HoldKind, Verdict
from pratique.report.parts.phrases import NEXT_STEPS, lasting, not_looked_at, verdict_plainly, wait_ends
from tests.report import answers


def test_every_reason_has_a_next_step() -> None:
    assert set(ReasonCode) == set(NEXT_STEPS)


def test_what_was_not_asked_is_summed() -> None:
    lines = not_looked_at([answers.assessment(), answers.assessment()])
    assert "publisher signals not checked: this release of pratique reads no history (2 artifacts)" in lines


def test_the_compiled_code_of_one_artifact_is_told_with_what_loads_it() -> None:
    assert (
        "native: 3 files (4.2 MB) of compiled code not read, 1 not searched for URLs and hosts, "
        "loaded by index.js:4 and lib/load.js:2: build/x.node and 2 more"
    ) == not_looked_at([answers.assessment(native=answers.NATIVE), answers.assessment()])[-1]


def test_compiled_code_that_nothing_was_seen_to_load() -> None:
    native = NativeCode(count=1, size_bytes=10, paths=("a.so",))
    last = not_looked_at([answers.assessment(native=native)])[-1]
    assert "native: 1 file (0.0 MB) of compiled code not read, no code found that loads it: a.so" == last


def test_compiled_code_in_a_wheel_named_as_pure_python_is_noted() -> None:
    plain = answers.assessment(native=NativeCode(count=1, size_bytes=10, paths=("a.so",)))
    wheel = replace(plain, dossier=replace(plain.dossier, filename="a-1-py3-none-any.whl"))
    words = "native: 1 file (0.0 MB) of compiled code not read, in a wheel labelled as pure Python, "
    assert not_looked_at([wheel])[-1].startswith(words)


def test_the_compiled_code_of_a_project_is_one_line() -> None:
    def of(name: str) -> Assessment:
        assessment = answers.assessment(native=answers.NATIVE)
        ref = PackageRef(Ecosystem.NPM, name).at("1.0.0")
        return replace(assessment, dossier=replace(assessment.dossier, ref=ref))

    last = not_looked_at([of(f"p{index}") for index in range(7)])[-1]
    names = "p0@1.0.0, p1@1.0.0, p2@1.0.0, p3@1.0.0, p4@1.0.0, ..."
    assert f"native: compiled code not analysed in 7 packages ({names})" == last


@pytest.mark.parametrize(
    ("published", "words"),
    [
        (
            Known(Dated(answers.NOW - timedelta(hours=2), TimeSource.REGISTRY), "registry"),
            "published 2026-03-01 10:00 UTC; the cooldown is 72 h",
        ),
        (
            Known(Dated(answers.NOW - timedelta(hours=2), TimeSource.MIRROR), "mirror"),
            "in a mirror since 2026-03-01 10:00 UTC; the cooldown is 72 h",
        ),
    ],
)
def test_an_age_is_told_as_a_date(published: Evidence[Dated], words: str) -> None:
    package = answers.judged("fresh", "1.0.0", published=answers.NOW - timedelta(hours=2))
    assessment = package.assessments[0]
    dossier: Dossier = replace(assessment.dossier, published=published)
    assert words == lasting(assessment.verdict.reasons[0], dossier)


def test_an_unknown_age_counts_from_the_first_meeting() -> None:
    assessment = answers.judged("fresh", "1.0.0", published=answers.NOW).assessments[0]
    dossier = replace(assessment.dossier, published=NotAsked("x"))
    told = lasting(assessment.verdict.reasons[0], dossier)
    assert told.startswith("publish time unknown; first seen here 2026-03-01 12:00 UTC")


def test_a_wait_that_starts_with_this_run_has_no_end_to_tell() -> None:
    """On a machine that keeps nothing, both would be another time in each run."""
    assessment = answers.met_now(answers.judged("fresh", "1.0.0")).assessments[0]
    assert HoldKind.WAIT is assessment.verdict.kind
    told = lasting(assessment.verdict.reasons[0], assessment.dossier)
    assert "publish time unknown, not seen here before; the cooldown is 72 h" == told
    assert None is wait_ends(assessment.verdict)
    assert "in cooldown" == verdict_plainly(assessment.verdict)


def test_a_wait_that_is_known_ends_at_its_time() -> None:
    verdict = answers.judged("fresh", "1.0.0", published=answers.NOW).assessments[0].verdict
    assert answers.NOW + timedelta(hours=72) == wait_ends(verdict)


def test_every_other_reason_is_told_as_it_is() -> None:
    assessment = answers.assessment(answers.finding())
    assert "postinstall is new" == lasting(assessment.verdict.reasons[0], assessment.dossier)


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict(action=Action.ALLOW), "no issues"),
        (Verdict(action=Action.BLOCK), "blocked"),
        (Verdict(action=Action.HOLD, kind=HoldKind.REVIEW), "needs review"),
        (
            Verdict(action=Action.HOLD, kind=HoldKind.WAIT, until=datetime(2026, 3, 4, tzinfo=UTC)),
            "in cooldown until 2026-03-04 00:00 UTC",
        ),
    ],
)
def test_a_verdict_needs_no_glossary(verdict: Verdict, words: str) -> None:
    assert words == verdict_plainly(verdict)
