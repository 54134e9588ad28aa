"""An account published the package for the first time.

What it finds: an account publishes the package for the first time, after releases by other accounts. Accounts of CI
services also count.

Why it matters: hand-overs and account takeovers start with a new publisher. Without other signals, a new publisher
means little, because packages get new maintainers every day.

Seen in: event-stream 3.3.5 (2018-09-05), and most legitimate hand-overs.

False alarms: the beginning of this page states how often the signal fires for benign releases. The signal only affects the order of reports. The signal has more
weight after a long time without releases, or if the new publisher also adds a dependency.

What to do: find out who owns the account; the repository should mention the person. If no other signal fired, no
other step is needed.
"""

from collections.abc import Iterator

from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import listed


@signal(
    "new-publisher", "an account published the package for the first time", needs=[Need.TIME, Need.PUBLISHER]
)
def new_publisher(story: Story) -> Iterator[str]:
    """Yield a sentence about a publisher who never published the package before."""
    if story.is_new_publisher:
        known = sorted(story.publishers, key=lambda name: (-story.publishers[name], name))
        yield f"{story.publisher} published the package for the first time; previous publishers: {listed(known)}"
