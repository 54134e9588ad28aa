"""The release is by an account that rarely published the package.

What it finds: the account published the package at most twice before, or never, and other accounts published the
package.

Why it matters: many accounts keep the right to publish although their owners published only once, and nobody monitors
these accounts.

Seen in: event-stream 3.3.6 (2018-09-09), Mastra (2026-06-17), where the account had published only once, a year
before the attack.

False alarms: the beginning of this page states how often the signal fires for benign releases. The signal fires for everybody who joins a project, so the signal
only affects the order of reports.

What to do: do nothing if no other signal fired. `pratique history NAME` lists the publishers.
"""

from collections.abc import Iterator

from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import listed

_SELDOM = 2


@signal("seldom-publisher", "an account that rarely published the package", needs=[Need.TIME, Need.PUBLISHER])
def seldom_publisher(story: Story) -> Iterator[str]:
    """Yield a sentence about a publisher of at most two earlier releases, if other accounts published the package."""
    times = len(story.publisher_places)
    others = story.publishers.keys() - {story.publisher}
    if story.publisher is not None and times <= _SELDOM and others:
        known = sorted(others, key=lambda name: (-story.publishers[name], name))
        how = "never" if times == 0 else "once" if times == 1 else "twice"
        yield f"{story.publisher} published the package {how} before; other publishers: {listed(known)}"
