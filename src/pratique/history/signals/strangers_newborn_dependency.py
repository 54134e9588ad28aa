"""Dependency added that is not a day old and belongs to strangers.

What it finds: what `strangers-young-dependency` finds, where the dependency's first release is less than 24 hours older than this
release, or younger than it, and its accounts are told.

Why it matters: a package that is made for an attack is asked for at once. An honest project that takes the work of somebody it never met
takes it once it is known.

Seen in: event-stream 3.3.6 and flatmap-stream (2018-09-09, minutes), axios 1.14.1 and plain-crypto-js (2026-03-31, less than a day).

False alarms: the rate above, counted where the history of the dependency is recorded, too. Friends who split a project, each with an
account of his own, look the same.

What to do: look at the dependency itself: `pratique inspect NAME@VERSION`, who publishes it, and what it has to do with the
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
    """Speak of added dependencies that are not a day old and of which no account is known to the package."""
    for name, age, accounts in of_strangers(story, _NEWBORN):
        if accounts:
            when = f"{span(age)} old" if age >= timedelta(0) else "younger than this release"
            yield f"it adds {name}, {when} and by {listed(sorted(accounts))}, who never had to do with this package"
