"""Publisher who seldom published the package.

What it finds: the account published the package at most twice before, or never, and others did.

Why it matters: the right to publish is often left with those who used it once, and nobody looks after their accounts.

Seen in: event-stream 3.3.6 (2018-09-09), Mastra (2026-06-17): the right to publish of somebody who had used it once, a year before.

False alarms: the rate above: whoever joins a project begins like this, so it only ranks.

What to do: nothing for this alone; `pratique history NAME` shows who published what.
"""

from collections.abc import Iterator

from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import listed

_SELDOM = 2


@signal("seldom-publisher", "an account that seldom published it", needs=[Need.TIME, Need.PUBLISHER])
def seldom_publisher(story: Story) -> Iterator[str]:
    """Speak of a publisher of at most two earlier releases, where others published the package."""
    times = len(story.publisher_places)
    others = story.publishers.keys() - {story.publisher}
    if story.publisher is not None and times <= _SELDOM and others:
        known = sorted(others, key=lambda name: (-story.publishers[name], name))
        how = "never" if times == 0 else "once" if times == 1 else "twice"
        yield f"{story.publisher} published it {how} before; others: {listed(known)}"
