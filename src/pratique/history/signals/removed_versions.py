"""A version that was published close to this release was removed.

What it finds: the registry no longer lists a version that was published within 30 days before or after this release.

Why it matters: a version that a registry removes was often malicious, and the attacker may still be able to publish.

Seen in: eslint-scope 3.7.2 (2018-07-12), event-stream 3.3.6 (2018-09-09).

False alarms: the beginning of this page states how often the signal fires for benign releases. Maintainers also unpublish broken releases.

What to do: look for an advisory about the removed version before you use this release.
"""

from collections.abc import Iterator
from datetime import timedelta

from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import listed

_NEAR = timedelta(days=30)


@signal(
    "removed-versions",
    "a version published close to this release was removed",
    needs=[Need.TIME, Need.REMOVALS],
)
def removed_versions(story: Story) -> Iterator[str]:
    """Yield a sentence about removed versions that were published close to the release."""
    assert story.at is not None
    gone = sorted(
        v for v, told in story.chronicle.listing.removed.items() if abs(told.at - story.at) <= _NEAR
    )
    if gone:
        yield f"published within 30 days of this release and removed since: {listed(gone)}"
