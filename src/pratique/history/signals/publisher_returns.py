"""A publisher returns after two years of absence.

What it finds: the account last published the package at least two years ago, and other accounts have published it
since.

Why it matters: many accounts keep the right to publish after their owners lose interest in a project. An attacker can
take over such an account through an old password or a lapsed e-mail domain. An owner may also return to sabotage the
package.

Seen in: colors 1.4.1 (2022-01-08), is 3.3.1 (2025-07-19), node-ipc 12.0.1 (2026-05-14).

False alarms: the beginning of this page states how often the signal fires for benign releases. Owners also return to fix something, so the signal only extends the
cooldown.

What to do: look for an announcement in the repository. If there is no announcement, keep the previous release.
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
    "a publisher returns after two years of absence",
    weight=Weight.LENGTHENS,
    needs=[Need.TIME, Need.PUBLISHER],
)
def publisher_returns(story: Story) -> Iterator[str]:
    """Yield a sentence about a publisher who published nothing for two years while other accounts published."""
    own, place, told = story.publisher_places, story.place, story.chronicle
    # Of a release whose publisher is not told nobody knows whose it is.
    if not own or place is None or not any(one.publisher for one in told.releases[own[-1] + 1 : place]):
        return
    away = told.times[place] - told.times[own[-1]]
    if away >= _AWAY:
        yield f"{story.publisher} published the package for the first time in {span(away)}; other accounts published it in between"
