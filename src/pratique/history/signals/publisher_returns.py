"""A publisher returns after two years.

What it finds: the account last published the package at least two years ago, and others published it since.

Why it matters: the right to publish often outlives the interest in a project. Unused accounts are not maintained: an
old password, a lapsed e-mail domain or a grudge brings them back.

Seen in: colors 1.4.1 (2022-01-08), is 3.3.1 (2025-07-19), node-ipc 12.0.1 (2026-05-14).

False alarms: the rate above. Owners do return to fix something; this only extends the cooldown.

What to do: look for an announcement in the repository. Without one, keep the previous release.
"""

from collections.abc import Iterator
from datetime import timedelta

from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import span

_AWAY = timedelta(days=730)


@signal(
    "publisher-returns",
    "a publisher comes back after two years",
    weight=Weight.LENGTHENS,
    needs=[Need.TIME, Need.PUBLISHER],
)
def publisher_returns(story: Story) -> Iterator[str]:
    """Yield a sentence about a publisher who was away for two years while others published."""
    own, place, told = story.publisher_places, story.place, story.chronicle
    # Of a release whose publisher is not told nobody knows whose it is.
    if not own or place is None or not any(one.publisher for one in told.releases[own[-1] + 1 : place]):
        return
    away = told.times[place] - told.times[own[-1]]
    if away >= _AWAY:
        yield f"{story.publisher} publishes it for the first time in {span(away)}, and others did since"
