"""The release was published at an unusual hour.

What it finds: the account published the package at least 20 times before, and never within three hours of the time of
day (UTC) at which this release was published.

Why it matters: an attacker with a stolen token often lives in another time zone. The evidence is weak, because
maintainers also travel and work at night.

Seen in: event-stream: all commits of the new maintainer have the time zone +0000, while the previous maintainer lived
in Auckland.

False alarms: the beginning of this page states how often the signal fires for benign releases. The signal only affects the order of reports.

What to do: do nothing if no other signal fired.
"""

from collections.abc import Iterator
from datetime import datetime

from pratique.history.signal import Need, signal
from pratique.history.story import Story

_LEAST = 20
_NEAR_MINUTES = 3 * 60
_DAY_MINUTES = 24 * 60


@signal("outside-hours", "the release was published at an unusual hour", needs=[Need.TIME, Need.PUBLISHER])
def outside_hours(story: Story) -> Iterator[str]:
    """Yield a sentence about a time of day at which the publisher never published before."""
    assert story.at is not None
    if len(story.publisher_places) < _LEAST:
        return
    own = _minute(story.at)
    for place in story.publisher_places:
        apart = abs(own - _minute(story.chronicle.times[place]))
        if min(apart, _DAY_MINUTES - apart) <= _NEAR_MINUTES:
            return
    yield (
        f"{story.publisher} published the package {len(story.publisher_places)} times before, but "
        f"never within three hours of {story.at:%H:%M} UTC"
    )


def _minute(at: datetime) -> int:
    return at.hour * 60 + at.minute
