"""A dependency was added that is less than a day old and belongs to unrelated accounts.

What it finds: the conditions of `strangers-young-dependency` are met, and the accounts of the dependency are known. The
first release of the dependency is less than 24 hours older than this release, or younger than this release.

Why it matters: an attacker uses a package that was made for an attack at once. A legitimate project uses the package
of an unrelated author only after the package has become known.

Seen in: event-stream 3.3.6 and flatmap-stream (2018-09-09, minutes), axios 1.14.1 and plain-crypto-js (2026-03-31,
less than a day).

False alarms: the measured rate covers dependencies with a recorded history. The signal also fires if two maintainers
split a project between their accounts.

What to do: inspect the dependency (`pratique inspect NAME@VERSION`), and check its publisher and the relation of the
publisher to the project. If the dependency is legitimate, add a waiver for this release.
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
    "a dependency was added that is less than a day old and has unrelated accounts",
    weight=Weight.HOLDS,
    needs=[Need.TIME, Need.DEPENDENCIES, Need.DEPENDENCY_LISTINGS],
)
def strangers_newborn_dependency(story: Story) -> Iterator[str]:
    """Yield a sentence for each added dependency that is less than a day old and has only unrelated accounts."""
    for name, age, accounts in of_strangers(story, _NEWBORN):
        if accounts:
            when = f"{span(age)} old" if age >= timedelta(0) else "younger than this release"
            yield (
                f"the release adds {name}, {when} and by {listed(sorted(accounts))}, "
                "who never published or maintained this package"
            )
