"""Dependency added whose package is younger than 30 days.

What it finds: the release asks for a package that the one before it did not ask for, and whose first release is less than 30 days
older than this one.

Why it matters: a package that was made for an attack is young when it is first asked for; honest dependencies have mostly been there
for years.

Seen in: event-stream 3.3.6 and flatmap-stream (2018-09-09), axios 1.14.1 and plain-crypto-js (2026-03-31, less than a day
old), 141 packages and easy-day-js (2026-06-17).

False alarms: the rate above, counted where the history of the dependency is recorded, too; packages that are split in two
ask for their young half. Alone it only ranks; `strangers-young-dependency` leaves those out.

What to do: look at the dependency itself: `pratique inspect NAME@VERSION`, and who publishes it.
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
    """Speak of added dependencies whose package was young when the release was published."""
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
            yield f"it adds {name}, whose first release {age}"
