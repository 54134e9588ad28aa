"""A dependency was added that is less than a day old and has unrelated accounts.

What it finds: the conditions of `strangers-young-dependency`, if the dependency's first release is less than 24 hours
older than this release, or younger, and its accounts are known.

Why it matters: a package made for an attack is used at once. An honest project uses an unrelated author's work only
after it is known.

Seen in: event-stream 3.3.6 and flatmap-stream (2018-09-09, minutes), axios 1.14.1 and plain-crypto-js (2026-03-31,
less than a day).

False alarms: the rate above covers dependencies with a recorded history. Friends who split a project between their
accounts look the same.

What to do: inspect the dependency (`pratique inspect NAME@VERSION`), look at its publisher and its relation to the
project. If it is wanted, add a waiver for this release.
"""

from collections.abc import Iterator
from datetime import timedelta

from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.signals.strangers_young_dependency import of_strangers
from pratique.history.story import Story
from pratique.history.words import listed, span

_NEWBORN = timedelta(days=1)


@signal(
    "strangers-newborn-dependency",
    "a dependency was added that is not a day old and belongs to strangers",
    weight=Weight.HOLDS,
    needs=[Need.TIME, Need.DEPENDENCIES, Need.DEPENDENCY_LISTINGS],
)
def strangers_newborn_dependency(story: Story) -> Iterator[str]:
    """Yield a sentence for each added dependency that is less than a day old and has only unknown accounts."""
    for name, age, accounts in of_strangers(story, _NEWBORN):
        if accounts:
            when = f"{span(age)} old" if age >= timedelta(0) else "younger than this release"
            yield f"it adds {name}, {when} and by {listed(sorted(accounts))}, who never had to do with this package"
