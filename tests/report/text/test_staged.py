"""The lines about a staged release."""

from dataclasses import replace
from datetime import UTC, datetime

from pratique.core.finding import Unread
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.staged import StagedRelease, StageRecord
from pratique.report.text.staged import changes, commands, plain, record
from pratique.report.text.style import render
from tests.report import answers

ID = "1de6f3db-2ed9-4d72-b3dd-8f0e2b474a2f"
CALM = PackageRef(Ecosystem.NPM, "calm")
RECORD = StageRecord(
    id=ID,
    ref=CALM.at("1.2.0"),
    registry="https://registry.example/",
    tag="latest",
    staged_at=datetime(2026, 11, 30, 9, 30, tzinfo=UTC),
    actor="ada",
    actor_type="user",
)
STAGED = StagedRelease(
    record=RECORD,
    baseline=CALM.at("1.1.0"),
    baseline_why="the last release with the dist-tag latest",
    baseline_publisher="grace",
    delta=answers.comparison(),
)


def shown(value: StagedRelease | None) -> str:
    return render([*record(value), *changes(value)], colour=False)


def test_a_release_that_is_not_staged_has_no_lines() -> None:
    assert "" == shown(None)
    assert [] == list(commands(None, Action.ALLOW))


def test_the_record_says_who_when_and_for_which_tag() -> None:
    assert (
        "  staged 2026-11-30 09:30 UTC by ada (user), dist-tag latest\n"
        "  compared with calm@1.1.0 (the last release with the dist-tag latest), published by grace\n"
    ) == render(list(record(STAGED)), colour=False)


def test_what_the_record_does_not_say_is_unknown() -> None:
    bare = StageRecord(id=ID, ref=CALM.at("1.2.0"), registry="https://registry.example/")
    assert "  staged at an unknown time by an unknown account, dist-tag unknown\n" == shown(
        StagedRelease(record=bare)
    )


def test_lost_ways_of_publishing_are_shown() -> None:
    told = shown(replace(STAGED, baseline_trusted_publisher="github", baseline_provenance=True))
    assert "published by github (trusted publishing)\n" in told
    assert "the baseline has provenance; the record of a staged release does not state" in told


def test_the_changes_are_those_of_diff() -> None:
    assert "calm@1.1.0 -> calm@1.2.0: 1 capability gained, 1 capability lost" in shown(STAGED)
    gaps = tuple(Unread(f"lib/{number}.js", "too large") for number in range(7))
    told = shown(replace(STAGED, delta_unread=gaps))
    assert "not compared: lib/4.js: too large\n  and 2 more (`--format json` lists all)\n\n" in told


def test_no_comparison_has_a_reason() -> None:
    assert "changes not shown: the bytes are unavailable" in shown(
        replace(STAGED, delta=None, delta_why="the bytes are unavailable")
    )
    first = replace(
        STAGED, delta=None, baseline=None, baseline_why="first release", delta_why="first release"
    )
    assert "no baseline: first release\n" in shown(first)
    assert "changes not shown" not in shown(first)


def test_both_commands_are_whole_lines_and_a_blocked_release_has_only_one() -> None:
    other = replace(STAGED, registry_option="--registry=https://registry.acme.example/npm-internal-all/")
    for action in (Action.ALLOW, Action.HOLD):
        lines = render(list(commands(other, action)), colour=False, width=60).splitlines()
        assert [f"  {other.approve}", f"  {other.reject}"] == lines[-2:]
    blocked = render(list(commands(STAGED, Action.BLOCK)), colour=False, width=60)
    assert f"  npm stage reject {ID}\n" in blocked
    assert "approve" not in blocked


def test_every_word_of_the_record_is_escaped() -> None:
    evil = "\x1b[2J\u202e" + "x" * 500
    told = shown(
        replace(
            STAGED,
            record=replace(RECORD, actor=evil, actor_type=evil, tag=evil, access=evil, status=evil),
            baseline_publisher=evil,
            baseline_trusted_publisher=evil,
        )
    )
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert 1_500 > max(map(len, told.splitlines()))


def test_formats_of_ci_systems_get_every_line() -> None:
    lines = plain(replace(answers.clear(), staged=STAGED))
    whole = "\n".join(lines)
    for part in (
        "staged 2026-11-30",
        "compared with calm@1.1.0",
        "calm@1.1.0 -> calm@1.2.0",
        "npm stage approve",
    ):
        assert part in whole
    assert () == plain(answers.clear())


def test_a_release_without_a_verdict_is_not_offered_for_approval() -> None:
    assert "npm stage approve" not in "\n".join(plain(replace(answers.failed(), staged=STAGED)))
