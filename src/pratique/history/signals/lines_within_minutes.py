"""Several major versions were released within minutes.

What it finds: releases of three or more major versions were published within 15 minutes of this release.

Why it matters: an attacker who wants to affect all users publishes a malicious release for every major version.

Seen in: ua-parser-js 0.7.29, 0.8.0 and 1.0.0 (2021-10-22, within 90 seconds), eslint-config-prettier 8.10.1, 9.1.1
and 10.1.6 (2025-07-18), node-ipc (2026-05-14, within 55 seconds).

False alarms: the beginning of this page states how often the signal fires for benign releases. The signal also fires if a project backports a fix to all
versions.

What to do: look for the bug that all these releases fix. The repository should have a commit for each release.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import timedelta

from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import listed, span

_NEAR = timedelta(minutes=15)
_LEAST_LINES = 3


@signal(
    "lines-within-minutes",
    "several major versions were released within minutes",
    weight=Weight.LENGTHENS,
    needs=[Need.TIME],
)
def lines_within_minutes(story: Story) -> Iterator[str]:
    """Yield a sentence about releases of other major lines within minutes of this release, before or after."""
    assert story.at is not None
    times = story.chronicle.times
    first, last = bisect_left(times, story.at - _NEAR), bisect_right(times, story.at + _NEAR)
    lines = sorted(set(story.chronicle.lines[first:last]))
    if len(lines) >= _LEAST_LINES:
        yield f"{len(lines)} lines ({listed(lines)}) were released within {span(times[last - 1] - times[first])}"
