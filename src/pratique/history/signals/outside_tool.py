"""The release was published with an unusual client.

What it finds: the account published its last ten releases with the same client (such as `npm`, `lerna` or `yarn`),
but published this release with another or an unknown client.

Why it matters: an attacker with a stolen token rarely uses the same client as the owner.

Seen in: worms publish through the registry's API with their own client. This page lists no release, because the
recorded histories do not contain clients.

False alarms: the rate was not measured, because the recorded histories do not contain clients. The signal only
affects the order of reports.

What to do: do nothing if no other signal fired.
"""

from collections.abc import Iterator

from pratique.history.signal import Need, signal
from pratique.history.story import Story

_LEAST = 10


@signal("outside-tool", "the release was published with an unusual client", needs=[Need.TIME, Need.PUBLISHER])
def outside_tool(story: Story) -> Iterator[str]:
    """Yield a sentence if the publisher used another client than for the last releases."""
    recent = story.publisher_places[-_LEAST:]
    if len(recent) < _LEAST:
        return
    used = {_name(story.chronicle.releases[place].tool) for place in recent}
    own = _name(story.release.tool)
    if len(used) == 1 and None not in used and own not in used:
        (usual,) = used
        yield f"{story.publisher} usually publishes the package with {usual}, but this release with {own or 'an unknown client'}"


def _name(tool: str | None) -> str | None:
    return None if tool is None else tool.partition("/")[0]
