"""The measure of the hook in small: made-up names are stopped, and real names are not."""

import os
from pathlib import Path

from bench.hook.measure import Named, configured, judge, read, registry, summary


def test_made_up_names_are_told_from_real_ones() -> None:
    names = [
        one for kind, step in (("real", 20), ("young", 10), ("missing", 10)) for one in _some(kind, step)
    ]
    home = Path(os.environ["HOME"])
    with registry(names) as served, configured(home, served):
        found = summary(judge(names, home))
        asked = len(served.requests)

    assert {"allow": 50, "ask": 0, "deny": 0} == found["real"]
    assert {"allow": 0, "ask": 10, "deny": 0} == found["young"]
    assert {"allow": 0, "ask": 0, "deny": 10} == found["missing"]
    assert asked > 0


def test_the_draw_is_two_hundred_against_a_thousand() -> None:
    kinds = [one.kind for one in read()]
    assert (1000, 100, 100) == tuple(kinds.count(kind) for kind in ("real", "young", "missing"))
    assert len(read()) == len({(one.ecosystem, one.name) for one in read()})


def _some(kind: str, step: int) -> list[Named]:
    return [one for one in read() if one.kind == kind][::step]
