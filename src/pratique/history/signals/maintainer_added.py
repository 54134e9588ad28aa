"""A maintainer was added.

What it finds: the release lists a maintainer whom no earlier release lists. The signal compares the maintainers of
releases, because the registry lists only today's maintainers for the whole package.

Why it matters: an attacker needs the right to publish, and may use it months later.

Seen in: event-stream 3.3.5 (2018-09-05) lists right9ctrl for the first time.

False alarms: the beginning of this page states how often the signal fires for benign releases. The signal only affects the order of reports.

What to do: do nothing if no other signal fired. `pratique history NAME` lists added and removed maintainers.
"""

from collections.abc import Iterator

from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import listed


@signal("maintainer-added", "a maintainer was added", needs=[Need.TIME, Need.MAINTAINERS])
def maintainer_added(story: Story) -> Iterator[str]:
    """Yield a sentence for each maintainer whom no earlier release lists."""
    if story.previous_maintainers is None or story.maintainers is None:
        return
    added = sorted(story.maintainers - story.maintainers_before.keys())
    if added:
        yield f"{listed(added)} may now publish the package, in addition to {listed(sorted(story.previous_maintainers))}"
