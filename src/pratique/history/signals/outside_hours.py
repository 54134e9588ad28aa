"""Release at an hour that its account never published at.

What it finds: the account published the package at least 20 times, and never within three hours of this time of the day (UTC).

Why it matters: whoever uses a stolen token lives by another clock. People travel and sleep badly, so it is weak evidence.

Seen in: event-stream's new commits were all written at +0000 by somebody whose predecessor was in Auckland.

False alarms: the rate above; it only ranks.

What to do: nothing for this alone.
"""

from collections.abc import Iterator
from datetime import datetime

from pratique.history.signal import Need, signal
from pratique.history.story import Story

_LEAST = 20
_NEAR_MINUTES = 3 * 60
_DAY_MINUTES = 24 * 60


@signal("outside-hours", "released at an unusual hour", needs=[Need.TIME, Need.PUBLISHER])
def outside_hours(story: Story) -> Iterator[str]:
    """Speak of a time of the day that its publisher's earlier releases keep away from."""
    assert story.at is not None
    if len(story.publisher_places) < _LEAST:
        return
    own = _minute(story.at)
    for place in story.publisher_places:
        apart = abs(own - _minute(story.chronicle.times[place]))
        if min(apart, _DAY_MINUTES - apart) <= _NEAR_MINUTES:
            return
    yield (
        f"{story.publisher} published it {len(story.publisher_places)} times before, "
        f"never within three hours of {story.at:%H:%M} UTC"
    )


def _minute(at: datetime) -> int:
    return at.hour * 60 + at.minute
