"""Version that skips major lines.

What it finds: the first number of the version is at least two above that of every release before it, or the first release of a
package has a first number of 20 and more.

Why it matters: the highest version wins: who takes a private name in public publishes 99.0.0, and who wants everybody to upgrade jumps.

Seen in: the dependency-confusion research of 2021-02; keyv 6.0.0 (2026-08-04).

False alarms: the rate above: some projects number by years, or catch up with a sibling.

What to do: look for the releases between, and whether the name is one of your own (`pratique history --own`).
"""

import re
from collections.abc import Iterator

from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story

_LEAST_JUMP = 2
_LEAST_FIRST = 20
_MAJOR = re.compile(r"(?:\d{1,9}!)?(\d{1,9})\.x\Z")


@signal("version-jump", "the version skips major lines", weight=Weight.LENGTHENS, needs=[Need.TIME])
def version_jump(story: Story) -> Iterator[str]:
    """Speak of a first number that lies far above those before."""
    assert story.place is not None
    own = _major(story.chronicle.lines[story.place])
    if own is None:
        return
    if story.place == 0:
        if own >= _LEAST_FIRST:
            yield f"its first release is {story.version}"
        return
    highest = max(
        _major(line) or 0 for line, places in story.chronicle.line_places.items() if places[0] < story.place
    )
    if own - highest >= _LEAST_JUMP:
        yield f"{story.version} follows {highest}.x"


def _major(line: str) -> int | None:
    found = _MAJOR.match(line)
    return int(found[1]) if found else None
