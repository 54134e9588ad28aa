"""A dormant major version has a new release.

What it finds: this major version had no release for at least a year, while other major versions had releases.

Why it matters: users of an old major version rarely review its releases, because new releases of such a version are
rare.

Seen in: rest-client 1.6.10 (2019-08-14), node-ipc 9.1.6 (2026-05-14), and the old major versions to which most worms
publish.

False alarms: the beginning of this page states how often the signal fires for benign releases. Projects also backport security fixes to old versions.

What to do: look for the bug or advisory that the release fixes.
"""

from collections.abc import Iterator
from datetime import timedelta

from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import span

_SILENT = timedelta(days=365)


@signal(
    "dormant-line-revived",
    "a dormant major version has a new release",
    weight=Weight.LENGTHENS,
    needs=[Need.TIME],
)
def dormant_line_revived(story: Story) -> Iterator[str]:
    """Yield a sentence about a release of a major line that had none for a year, while other lines had releases."""
    if not story.line_places or story.place is None or story.line_places[-1] == story.place - 1:
        return
    gap = story.chronicle.times[story.place] - story.chronicle.times[story.line_places[-1]]
    if gap >= _SILENT:
        last = story.chronicle.releases[story.line_places[-1]].ref.version
        yield f"the line {story.line} had no release for {span(gap)}, since {last}"
