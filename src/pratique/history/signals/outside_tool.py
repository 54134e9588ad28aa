"""Release by another client than its account uses.

What it finds: the last ten releases by the account were all published with clients of one name (`npm`, `lerna`, `yarn`), and this one
with another, or with one that tells no name.

Why it matters: a script that publishes by a stolen token is seldom the tool that the owner uses.

Seen in: recorded worms publish through the registry's interface, with a client of their own; the recorded histories have no
clients, so no release is named here.

False alarms: not measured: the recorded histories do not tell clients. It only ranks.

What to do: nothing for this alone.
"""

from collections.abc import Iterator

from pratique.history.signal import Need, signal
from pratique.history.story import Story

_LEAST = 10


@signal("outside-tool", "published with an unusual client", needs=[Need.TIME, Need.PUBLISHER])
def outside_tool(story: Story) -> Iterator[str]:
    """Speak of a client whose name the publisher's last releases do not have."""
    recent = story.publisher_places[-_LEAST:]
    if len(recent) < _LEAST:
        return
    used = {_name(story.chronicle.releases[place].tool) for place in recent}
    own = _name(story.release.tool)
    if len(used) == 1 and None not in used and own not in used:
        (usual,) = used
        yield f"{story.publisher} publishes it with {usual}, and this time with {own or 'a client that tells no name'}"


def _name(tool: str | None) -> str | None:
    return None if tool is None else tool.partition("/")[0]
