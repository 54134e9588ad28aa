"""Release by an account that never published the package.

What it finds: an account publishes the package for the first time, after releases that others published. An account of a CI service
counts as any other.

Why it matters: a hand-over and a take-over begin alike. Alone it says little: packages get new maintainers every day.

Seen in: event-stream 3.3.5 (2018-09-05), and most hand-overs that went well.

False alarms: the rate above; that is why it only ranks, and weighs more together with silence or with what a newcomer changes.

What to do: look who it is: the repository should name the person. Nothing else is needed where the release is quiet otherwise.
"""

from collections.abc import Iterator

from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import listed


@signal("new-publisher", "first release by this account", needs=[Need.TIME, Need.PUBLISHER])
def new_publisher(story: Story) -> Iterator[str]:
    """Speak of a publisher who never published the package before."""
    if story.is_new_publisher:
        known = sorted(story.publishers, key=lambda name: (-story.publishers[name], name))
        yield f"{story.publisher} publishes it for the first time; before: {listed(known)}"
