"""New publisher after a year of silence.

What it finds: nothing was published for at least a year, and then an account publishes that never did before.

Why it matters: packages that nobody tends are handed over to whoever asks, and old accounts are taken over unnoticed.

Seen in: event-stream 3.3.5 (2018-09-05), 779 days after 3.3.4; node-ipc 12.0.1 (2026-05-14), after 640 days.

False alarms: the rate above: most are honest rescues.

What to do: look for the hand-over in the repository. If nobody speaks of it, stay on the release before until somebody does.
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
    "a new publisher after a year of silence",
    weight=Weight.LENGTHENS,
    needs=[Need.TIME, Need.PUBLISHER],
)
def publisher_after_silence(story: Story) -> Iterator[str]:
    """Speak of a new publisher who ends a silence."""
    if story.is_new_publisher and story.silence is not None and story.silence >= _SILENT:
        yield f"{story.publisher} publishes it for the first time, after {span(story.silence)} of silence"
