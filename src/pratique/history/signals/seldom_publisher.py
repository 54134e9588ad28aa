"""A publisher who rarely published the package.

What it finds: the account published the package at most twice before, or never, and others did.

Why it matters: the right to publish often stays with people who used it once, and nobody watches their accounts.

Seen in: event-stream 3.3.6 (2018-09-09), Mastra (2026-06-17), where the account had published once, a year before.

False alarms: the rate above. Everybody who joins a project starts this way, so the signal only ranks.

What to do: nothing for this alone. `pratique history NAME` lists the publishers.
"""

from collections.abc import Iterator

from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import listed

_SELDOM = 2


@signal("seldom-publisher", "an account that seldom published it", needs=[Need.TIME, Need.PUBLISHER])
def seldom_publisher(story: Story) -> Iterator[str]:
    """Yield a sentence about a publisher of at most two earlier releases, if others published the package."""
    times = len(story.publisher_places)
    others = story.publishers.keys() - {story.publisher}
    if story.publisher is not None and times <= _SELDOM and others:
        known = sorted(others, key=lambda name: (-story.publishers[name], name))
        how = "never" if times == 0 else "once" if times == 1 else "twice"
        yield f"{story.publisher} published it {how} before; others: {listed(known)}"
