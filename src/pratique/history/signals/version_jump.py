"""The version skips major versions.

What it finds: the major version is at least two above that of every earlier release, or the first release of a
package has a major version of 20 or more.

Why it matters: the highest version wins. An attacker who registers a private name publishes 99.0.0, and one who wants
everybody to upgrade skips numbers.

Seen in: the dependency-confusion research of 2021-02; keyv 6.0.0 (2026-08-04).

False alarms: the rate above. Some projects number by year, or align with a sibling.

What to do: look for the releases in between, and check whether the name is one of yours (`pratique history --own`).
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
    """Yield a sentence about a major version far above the earlier ones."""
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
