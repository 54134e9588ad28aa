"""The version skips major versions.

What it finds: the major version is at least two above that of every earlier release. For the first release of a
package, the signal fires if the major version is 20 or higher.

Why it matters: installers select the highest version. An attacker who registers a private name publishes version
99.0.0. An attacker who wants all users to upgrade skips version numbers.

Seen in: the dependency-confusion research of 2021-02; keyv 6.0.0 (2026-08-04).

False alarms: the beginning of this page states how often the signal fires for benign releases. Some projects number releases by year, or align their version with
a related project.

What to do: look for the skipped versions, and check whether the package has the name of one of your own packages
(`pratique history --own`).
"""

import re
from collections.abc import Iterator

from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story

_LEAST_JUMP = 2
_LEAST_FIRST = 20
_MAJOR = re.compile(r"(?:\d{1,9}!)?(\d{1,9})\.x\Z")


@signal("version-jump", "the version skips major versions", weight=Weight.LENGTHENS, needs=[Need.TIME])
def version_jump(story: Story) -> Iterator[str]:
    """Yield a sentence about a major version that is far above the earlier major versions."""
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
