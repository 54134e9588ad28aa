"""The values of stewardship."""

from dataclasses import replace

from pratique.core.reading import LockRead, NotJudged, Trouble
from pratique.core.stewardship import DOUBTS, FACTS, StewardReport, Told, Worry
from pratique.errors import Reference

READ = LockRead(path="package-lock.json", format="package-lock v3", packages=1)
WHOLE = StewardReport(
    root=".", files=(READ,), packages=1, told=Told(listings=1, maintainers=1, people=1, times=1)
)


def test_the_worries_are_ordered_by_their_doubt() -> None:
    assert [worry for worry in Worry if worry in DOUBTS] == list(DOUBTS)
    assert list(DOUBTS.values()) == sorted(DOUBTS.values(), reverse=True)
    assert set(DOUBTS) >= FACTS


def test_an_answer_is_complete_when_all_was_looked_up_and_something_was_told() -> None:
    assert WHOLE.complete


def test_what_makes_it_incomplete() -> None:
    trouble = Trouble(Reference.LOCK_INVALID, "no lock", "hint")
    for broken in (
        replace(WHOLE, packages=0),
        replace(WHOLE, not_asked=(NotJudged(purl="pkg:npm/a", why="down"),)),
        replace(WHOLE, files=(replace(READ, error=trouble),)),
        replace(WHOLE, files=(replace(READ, problems=("line 3: odd",)),)),
        replace(WHOLE, told=Told(listings=1, times=1)),
        replace(WHOLE, told=Told(listings=1, people=1)),
    ):
        assert not broken.complete


def test_a_change_without_new_packages_is_complete() -> None:
    assert replace(WHOLE, packages=0, earlier=3, told=Told()).complete
