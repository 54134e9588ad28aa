"""Published with an unusual client.

What it finds: the account's last ten releases were published with clients of one name (`npm`, `lerna`, `yarn`), and
this one with another or an unnamed one.

Why it matters: a script that publishes with a stolen token is rarely the owner's usual tool.

Seen in: worms publish through the registry's API with their own client. The recorded histories do not name clients,
so no release is listed here.

False alarms: not measured, because the recorded histories do not name clients. The signal only ranks.

What to do: nothing for this alone.
"""

from collections.abc import Iterator

from pratique.history.signal import Need, signal
from pratique.history.story import Story

_LEAST = 10


@signal("outside-tool", "published with an unusual client", needs=[Need.TIME, Need.PUBLISHER])
def outside_tool(story: Story) -> Iterator[str]:
    """Yield a sentence about a client that the publisher's last releases did not use."""
    recent = story.publisher_places[-_LEAST:]
    if len(recent) < _LEAST:
        return
    used = {_name(story.chronicle.releases[place].tool) for place in recent}
    own = _name(story.release.tool)
    if len(used) == 1 and None not in used and own not in used:
        (usual,) = used
        yield f"{story.publisher} publishes it with {usual}, and this time with {own or 'an unnamed client'}"


def _name(tool: str | None) -> str | None:
    return None if tool is None else tool.partition("/")[0]
