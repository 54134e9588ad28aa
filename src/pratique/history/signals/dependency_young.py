"""A dependency was added that is younger than 30 days.

What it finds: the release adds a dependency whose first release is less than 30 days older than this release.

Why it matters: a package that was made for an attack is young when an attacker first uses it. Most benign
dependencies are years old.

Seen in: event-stream 3.3.6 and flatmap-stream (2018-09-09), axios 1.14.1 and plain-crypto-js (2026-03-31, less than a
day old), 141 packages and easy-day-js (2026-06-17).

False alarms: the measured rate covers dependencies with a recorded history. If a project splits a package in two, one
half is a young dependency of the other. Because projects are often split, the signal only affects the order of reports.
The signal `strangers-young-dependency` does not fire if both halves of a split package have the same accounts.

What to do: inspect the dependency (`pratique inspect NAME@VERSION`) and look at its publisher.
"""

from collections.abc import Iterator
from datetime import timedelta

from pratique.core.evidence import Known
from pratique.history.chronicle import first_time
from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import span

_YOUNG = timedelta(days=30)


@signal(
    "dependency-young",
    "a dependency was added that is younger than 30 days",
    needs=[Need.TIME, Need.DEPENDENCIES, Need.DEPENDENCY_LISTINGS],
)
def dependency_young(story: Story) -> Iterator[str]:
    """Yield a sentence for each added dependency that was young at the release."""
    assert story.at is not None
    for name in story.added_dependencies:
        evidence = story.surroundings.dependencies.get(name)
        first = first_time(evidence.value) if isinstance(evidence, Known) else None
        if first is not None and story.at - first < _YOUNG:
            age = (
                f"is {span(story.at - first)} older than this release"
                if first <= story.at
                else "is younger than this release"
            )
            yield f"the release adds {name}, whose first release {age}"
