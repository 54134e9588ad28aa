"""Release of a major line that had ended.

What it finds: the line of this version had no release for at least a year, while other lines went on.

Why it matters: users of an old line take its releases without looking, since nothing ever comes.

Seen in: rest-client 1.6.10 (2019-08-14), node-ipc 9.1.6 (2026-05-14), semver-compatible ranges on dead lines in most worms.

False alarms: the rate above: fixes of security faults are carried back to old lines, too.

What to do: look for the fault that the release mends; a release of a dead line has a reason, or an advisory.
"""

from collections.abc import Iterator
from datetime import timedelta

from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import span

_SILENT = timedelta(days=365)


@signal("dormant-line-revived", "a dead line has a release again", weight=Weight.LENGTHENS, needs=[Need.TIME])
def dormant_line_revived(story: Story) -> Iterator[str]:
    """Speak of a release of a line that had none for a year, while others had."""
    if not story.line_places or story.place is None or story.line_places[-1] == story.place - 1:
        return
    gap = story.chronicle.times[story.place] - story.chronicle.times[story.line_places[-1]]
    if gap >= _SILENT:
        last = story.chronicle.releases[story.line_places[-1]].ref.version
        yield f"nothing of the line {story.line} was published for {span(gap)}, since {last}"
