"""Version that vanished near this release.

What it finds: a version that was published within 30 days before this release, or within 30 days after it, is listed no more.

Why it matters: what a registry removes was often malicious, and whoever could publish it may still be able to.

Seen in: eslint-scope 3.7.2 (2018-07-12), event-stream 3.3.6 (2018-09-09).

False alarms: the rate above: people also unpublish what they broke.

What to do: look for an advisory about the removed version before you take its neighbour.
"""

from collections.abc import Iterator
from datetime import timedelta

from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import listed

_NEAR = timedelta(days=30)


@signal("removed-versions", "a version near it was removed", needs=[Need.TIME, Need.REMOVALS])
def removed_versions(story: Story) -> Iterator[str]:
    """Speak of versions published near the release that are gone."""
    assert story.at is not None
    gone = sorted(
        v for v, told in story.chronicle.listing.removed.items() if abs(told.at - story.at) <= _NEAR
    )
    if gone:
        yield f"published within 30 days of it and listed no more: {listed(gone)}"
