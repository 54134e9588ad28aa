"""The rows under the lanes."""

from collections.abc import Callable
from typing import Any

from pratique.core.history import Timeline
from pratique.history.chronicle import chronicle_of
from pratique.history.timeline import timeline_of
from pratique.report.history.axis import Axis, axis_of
from pratique.report.history.publishers import publishers_of
from pratique.report.history.rows import (
    MOST_PEOPLE,
    dependencies_svg,
    hooks_svg,
    people_svg,
    provenance_svg,
)
from tests.history.telling import DAY, START, listing, release
from tests.report.history import told


def drawn(value: Timeline, row: Callable[..., Any]) -> str:
    dated = frozenset(entry.version for entry in value.marked)
    axis = axis_of(value.entries, by_time=True, left=132, right=1172, dated=dated)
    parts, below = row(value, axis, top=10.0)
    assert below > 10
    return "".join(parts)


def people(value: Timeline, axis: Axis, *, top: float) -> tuple[list[str], float]:
    return people_svg(value, axis, publishers_of(value.entries), top=top)


def of(*releases: object) -> Timeline:
    return timeline_of(chronicle_of(listing(releases)))  # type: ignore[arg-type]  # as the builder takes them


def test_who_came_and_who_went() -> None:
    text = drawn(told.stream(), people)
    assert (1, 1) == (text.count(">in<"), text.count(">out<"))
    assert text.index("dominictarr") < text.index("right9ctrl")


def test_of_many_people_the_last_are_drawn_and_the_rest_is_counted() -> None:
    names = [f"p{number}" for number in range(20)]
    value = of(
        *(release(f"1.{n}.0", START + n * DAY, maintainers=" ".join(names[: n + 1])) for n in range(20))
    )
    text = drawn(value, people)
    assert f"and {20 - MOST_PEOPLE} more present or former maintainers" in text


def test_a_dependency_that_came_and_went_is_named() -> None:
    text = drawn(told.stream(), dependencies_svg)
    assert 2 == text.count(">flatmap-stream<")
    assert "3.3.6: new dependency: flatmap-stream ^0.1.0" in text


def test_many_at_once_are_counted() -> None:
    value = of(release("1.0.0", START), release("1.0.1", START + DAY, needs="a b c"))
    assert ">a and 2 more<" in drawn(value, dependencies_svg)


def test_hooks_are_named_and_their_absence_is_said() -> None:
    value = of(release("1.0.0", START), release("1.0.1", START + DAY, hooks={"postinstall": "node x"}))
    assert ">postinstall<" in drawn(value, hooks_svg)
    assert "no release has an install hook" in drawn(told.stream(), hooks_svg)


def test_provenance_that_was_lost_is_said() -> None:
    value = of(release("1.0.0", START, provenance=True), release("1.0.1", START + DAY, provenance=False))
    assert ">lost<" in drawn(value, provenance_svg)
    assert "no release has provenance" in drawn(of(release("1.0.0", START, provenance=False)), provenance_svg)


def test_what_the_registry_does_not_tell_is_said_on_each_row() -> None:
    bare = told.stream(removed=True)
    nothing = of()
    for row in (people, dependencies_svg, hooks_svg, provenance_svg):
        axis = axis_of(bare.entries, by_time=True, left=132, right=1172)
        assert "not listed by this registry" in "".join(row(nothing, axis, top=0.0)[0])
