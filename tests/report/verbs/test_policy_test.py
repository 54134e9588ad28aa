"""What a policy would have stopped, told."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources
from typing import Any

import jsonschema
import pytest

from pratique.core.assessment import Change, ChangeKind, JudgedPackage
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.reading import NotJudged
from pratique.core.reason import ReasonCode
from pratique.core.replay import Replay, ReplayedCommit
from pratique.core.verdict import HoldKind, Reason, Verdict
from pratique.report.formats.json_text import compact
from pratique.report.text.style import render
from pratique.report.verbs.policy_test import document, lines
from tests.core.test_assessment import assessment

AT = datetime(2026, 1, 1, tzinfo=UTC)
REVIEW = Verdict(
    action=Action.HOLD,
    kind=HoldKind.REVIEW,
    reasons=(Reason(code=ReasonCode.FINDING, text="runs \x1b[2J at install", source="new-install-hook"),),
)
HELD = JudgedPackage(
    ref=PackageRef(Ecosystem.NPM, "evil\u202e").at("2.0.0"),
    assessments=(assessment(REVIEW),),
    change=Change(kinds=(ChangeKind.UPGRADED,), before=("1.0.0",)),
)
COMMIT = ReplayedCommit(
    commit="a" * 40, at=AT, packages=(HELD,), not_judged=(NotJudged(purl="pkg:npm/gone@1", why="down"),)
)
NOTHING = Replay(root=".", first="", last="", commits=(), cut_short=True)
REPLAY = Replay(root=".", first="b" * 40, last="a" * 40, commits=(COMMIT,), cut_short=True)


def test_the_counts_come_first_and_each_stop_names_its_commit_and_reason() -> None:
    text = render(lines(REPLAY), colour=False)
    assert text.startswith(
        "bbbbbbbbbb..aaaaaaaaaa: 1 package added by 1 commit; the policy would have blocked 0, held 1"
    )
    assert "2026-01-01  aaaaaaaaaa" in text
    assert "  upgraded from 1.0.0  hold: needs review" in text
    assert "    finding: runs \\x1b[2J at install [new-install-hook]" in text


def test_what_was_not_looked_at_is_told() -> None:
    text = render(lines(REPLAY), colour=False)
    assert "pkg:npm/gone@1: down" in text
    assert "the clone is shallow" in text


def test_hostile_text_is_escaped() -> None:
    text = render(lines(REPLAY), colour=False)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_the_document_has_the_counts_and_the_verdicts() -> None:
    told: Any = document(REPLAY)
    assert {"commits": 1, "brought_in": 1, "blocks": 0, "reviews": 1, "waits": 0, "not_judged": 1} == told[
        "totals"
    ]
    (package,) = told["commits"][0]["packages"]
    assert ("hold", "review") == (package["action"], package["kind"])
    assert {"kinds": ["upgraded"], "before": ["1.0.0"]} == package["change"]
    assert "2026-01-01T00:00:00Z" == told["commits"][0]["at"]
    assert not told["complete"]


@pytest.mark.parametrize("value", [REPLAY, NOTHING])
def test_the_document_fits_its_schema(value: Replay) -> None:
    text = resources.files("pratique.report.schemas").joinpath("policy-test-1.schema.json").read_text()
    jsonschema.validate(json.loads(compact(document(value))), json.loads(text))


def test_nothing_to_replay_says_so_and_why() -> None:
    text = render(lines(NOTHING), colour=False)
    assert "nothing to replay" in text
    assert "the clone is shallow" in text


def test_many_gaps_are_counted() -> None:
    gone = tuple(NotJudged(purl=f"pkg:npm/gone{n}@1", why="down") for n in range(150))
    text = render(lines(replace(REPLAY, commits=(replace(COMMIT, not_judged=gone),))), colour=False)
    assert "gone98@1: down" in text
    assert "  and 51 more\n" in text
