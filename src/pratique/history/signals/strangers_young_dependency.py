"""A dependency was added that is younger than 30 days and belongs to unrelated accounts.

What it finds: the conditions of `dependency-young` are met, and no account that publishes or maintains the dependency
ever published or maintained this package. Unknown accounts count as unrelated.

Why it matters: if a project splits a package in two, one half is a young dependency of the other half, but the same
accounts publish both halves. A young dependency by an unrelated author is typical of an attack.

Seen in: event-stream 3.3.6 and flatmap-stream (2018-09-09), axios 1.14.1 and plain-crypto-js (2026-03-31), 141
packages and easy-day-js (2026-06-17).

False alarms: the measured rate covers dependencies with a recorded history.

What to do: inspect the dependency (`pratique inspect NAME@VERSION`), and check its publisher and the relation of the
publisher to the project.
"""

from collections.abc import Iterator
from datetime import timedelta

from pratique.core.evidence import Known
from pratique.core.history import Weight
from pratique.core.release import Listing
from pratique.history.chronicle import first_time
from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import listed, span

_YOUNG = timedelta(days=30)


@signal(
    "strangers-young-dependency",
    "a dependency was added that is young and has unrelated accounts",
    weight=Weight.HOLDS,
    needs=[Need.TIME, Need.DEPENDENCIES, Need.DEPENDENCY_LISTINGS],
)
def strangers_young_dependency(story: Story) -> Iterator[str]:
    """Yield a sentence for each young added dependency with only unrelated accounts."""
    for name, age, accounts in of_strangers(story, _YOUNG):
        whose = f"by {listed(sorted(accounts))}" if accounts else "by unknown accounts"
        yield (
            f"the release adds {name}, {span(max(age, timedelta(0)))} old and {whose}, "
            "who never published or maintained this package"
        )


def of_strangers(story: Story, most: timedelta) -> Iterator[tuple[str, timedelta, frozenset[str]]]:
    """Yield added dependencies younger than `most`, each with its age at the release and its accounts.

    No account of a yielded dependency ever published or maintained the package. The time of the release must be known.
    """
    assert story.at is not None
    for name in story.added_dependencies:
        evidence = story.surroundings.dependencies.get(name)
        if not isinstance(evidence, Known):
            continue
        first = first_time(evidence.value)
        if first is None or story.at - first >= most:
            continue
        accounts = _accounts(evidence.value)
        if not accounts & _known(story):
            yield name, story.at - first, accounts


def _accounts(listing: Listing) -> frozenset[str]:
    found = {account.name for account in listing.maintainers or ()}
    for release in listing.releases.values():
        found |= {account.name for account in release.maintainers or ()}
        if release.publisher is not None:
            found.add(release.publisher.name)
    return frozenset(found)


def _known(story: Story) -> frozenset[str]:
    own = {story.publisher} if story.publisher else set()
    return frozenset({*own, *(story.maintainers or ()), *story.publishers, *story.maintainers_before})
