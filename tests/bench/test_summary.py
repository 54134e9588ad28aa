"""From rows to rates."""

from typing import Any

from bench.inspect.rows import HOLD
from bench.inspect.summary import Adoption, Count, Families, Reading, adoptions, summarise, wrong

from tests.bench.making import row

SCORED: dict[str, Any] = {"rules": {"behaves-like-malware": "hold"}, "action": "hold"}


def test_recall_counts_what_is_stopped_and_leaves_stubs_out() -> None:
    rows = [
        row("a", set_="mal-npm", **SCORED),
        row("b", set_="mal-npm"),
        row("stub", set_="mal-npm", **SCORED),
        row("gone", set_="mal-npm", action=""),
    ]
    found = summarise("mal-npm", rows, Reading(stubs={rows[2].sha256: "emptied"}))

    assert (2, Count(1, 1), 1) == (found.count, found.stubs, found.absent)
    assert {"block": Count(0, 2), "hold": Count(1, 2), "note": Count(1, 2)} == found.levels


def test_a_family_counts_once_however_many_clones_it_has() -> None:
    rows = [row(f"clone{n}", set_="mal-npm", family="f", **SCORED) for n in range(9)]
    rows += [row("half1", set_="mal-npm", family="h", **SCORED), row("half2", set_="mal-npm", family="h")]
    rows += [row("missed", set_="mal-npm", family="m")]

    found = summarise("mal-npm", rows, Reading())

    assert Families(count=3, mean=0.5, touched=2) == found.families


def test_what_the_training_knows_counts_with_the_score_of_a_model_that_does_not() -> None:
    rows = [
        row("a", set_="mal-npm", **SCORED),
        row("b", set_="mal-npm", rules={"attack-chain": "hold"}),
        row("c", set_="mal-npm"),
    ]
    points = {("", rows[0].sha256): None, **{("", one.sha256): "block" for one in rows[1:]}}

    found = summarise("mal-npm", rows, Reading(points=points))

    # What no chain speaks against as well is held, and not blocked.
    assert (3, Count(1, 3), Count(2, 3)) == (found.cross_validated, found.levels["block"], found.levels[HOLD])


def test_with_a_baseline_the_graver_of_both_models_counts() -> None:
    pair = row("a", set_="delta-npm", before="0.9")
    reading = Reading(points={("", pair.sha256): "review", ("delta-npm", pair.sha256): "note"})

    assert "hold" == reading.level(pair)
    assert not Reading(points={("", pair.sha256): "block"}).validated(pair)


def test_a_rule_that_knows_the_very_artifacts_can_be_left_out() -> None:
    known = row("a", rules={"known-malware-clone": "block", "hidden-characters": "note"}, action="block")

    assert "note" == Reading(without=frozenset({"known-malware-clone"})).level(known)


def test_rules_are_counted_with_what_they_would_stop() -> None:
    rows = [row("a", rules={"r": "note"}), row("b", rules={"r": "hold", "s": "block"})]
    found = summarise("benign-npm", rows, Reading()).rules

    assert (2, 1) == (found["r"].hits, found["r"].stops)
    assert (1, 1) == (found["s"].hits, found["s"].stops)


def test_misses_and_false_alarms_are_named() -> None:
    missed, caught = row("missed", set_="mal-npm"), row("caught", set_="mal-npm", **SCORED)
    alarm, quiet = row("alarm", **SCORED), row("quiet")

    assert [missed, alarm] == wrong([missed, caught, alarm, quiet], Reading())


def test_adopting_a_project_is_stopped_by_what_blocks_alone() -> None:
    rows = [row("a", drawn="projects x,y", **SCORED), row("b", drawn="project x", rules={"r": "block"})]

    assert [
        Adoption(project="x", releases=2, stopped=1, held_if_new=1),
        Adoption(project="y", releases=1, stopped=0, held_if_new=1),
    ] == adoptions(rows, Reading())


def test_cost_is_that_of_what_was_inspected() -> None:
    rows = [
        row("a", cpu_s=1.0, peak_mb=50, unpacked=2_000_000),
        row("b", cpu_s=3.0, peak_mb=70, unpacked=2_000_000),
        row("c", cpu_s=99.0, failed="it crashed", action="hold", rules={"not-inspected": "hold"}),
    ]
    found = summarise("benign-npm", rows, Reading())

    assert (1, 2.0, 3.0, 70) == (
        found.not_inspected,
        found.cost.median_s,
        found.cost.most_s,
        found.cost.peak_mb,
    )
    assert (0.5, 1.0) == (found.cost.per_cpu_s, found.cost.mb_per_s)
