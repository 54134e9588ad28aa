"""First release by this account.

What it finds: an account publishes the package for the first time, after releases by others. Accounts of CI services
count, too.

Why it matters: hand-overs and account takeovers start this way. Alone, the signal means little, because packages get
new maintainers every day.

Seen in: event-stream 3.3.5 (2018-09-05), and most hand-overs that went well.

False alarms: the rate above; therefore the signal only ranks. It has more weight together with a long silence or with
a newcomer's changes.

What to do: check who it is; the repository should name the person. An otherwise quiet release needs nothing else.
"""

from collections.abc import Iterator

from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import listed


@signal("new-publisher", "first release by this account", needs=[Need.TIME, Need.PUBLISHER])
def new_publisher(story: Story) -> Iterator[str]:
    """Yield a sentence about a publisher who never published the package before."""
    if story.is_new_publisher:
        known = sorted(story.publishers, key=lambda name: (-story.publishers[name], name))
        yield f"{story.publisher} publishes it for the first time; before: {listed(known)}"
