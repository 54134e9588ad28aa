"""A new account publishes the package after a year without releases.

What it finds: the package had no release for at least a year, and then an account publishes the package for the first
time.

Why it matters: maintainers often hand an abandoned package to anybody who asks, and nobody notices when an old account
is taken over.

Seen in: event-stream 3.3.5 (2018-09-05), 779 days after 3.3.4; node-ipc 12.0.1 (2026-05-14), after 640 days.

False alarms: the beginning of this page states how often the signal fires for benign releases. In most cases, a new maintainer legitimately revives the package.

What to do: look for an announcement of the hand-over in the repository. If there is no announcement, keep the previous
release.
"""

from collections.abc import Iterator
from datetime import timedelta

from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import span

_SILENT = timedelta(days=365)


@signal(
    "publisher-after-silence",
    "a new publisher after a year without releases",
    weight=Weight.LENGTHENS,
    needs=[Need.TIME, Need.PUBLISHER],
)
def publisher_after_silence(story: Story) -> Iterator[str]:
    """Yield a sentence about a new publisher after a year without releases."""
    if story.is_new_publisher and story.silence is not None and story.silence >= _SILENT:
        yield f"{story.publisher} published the package for the first time, after {span(story.silence)} without releases"
