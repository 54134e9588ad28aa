"""Newcomer who adds a dependency.

What it finds: the account published the package first at most 30 days ago, and at most five times, and the release has a dependency
that the one it is compared with does not have. The package was settled before: it has at least ten releases before this one, or was
silent for at least a year until the account came.

Why it matters: whoever gained the right to publish needs no line of code in the package itself: a dependency brings it later, and
the package's own diff stays clean.

Seen in: event-stream 3.3.6 (2018-09-09): four days after the first release by its new maintainer it asked for flatmap-stream.

False alarms: the rate above. New maintainers do add dependencies; the wait is longer for that reason, and ends by itself.

What to do: look at the dependency: its age, who publishes it, and whether the code uses it (`pratique inspect`).
"""

from collections.abc import Iterator
from datetime import timedelta

from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import listed, span

_NEW = timedelta(days=30)
_MOST_RELEASES = 5
_LEAST_BEFORE = 10
_SILENT = timedelta(days=365)


@signal(
    "newcomer-adds-dependency",
    "a newcomer adds a dependency",
    weight=Weight.LENGTHENS,
    needs=[Need.TIME, Need.PUBLISHER, Need.DEPENDENCIES],
)
def newcomer_adds_dependency(story: Story) -> Iterator[str]:
    """Speak of dependencies that an account adds soon after its first release of the package."""
    assert story.place is not None
    own = story.publisher_places
    if not story.added_dependencies or len(own) >= _MOST_RELEASES:
        return
    if not own and not story.is_new_publisher:
        return
    times, came = story.chronicle.times, own[0] if own else story.place
    settled = story.place >= _LEAST_BEFORE or (came > 0 and times[came] - times[came - 1] >= _SILENT)
    since = times[story.place] - times[came]
    if settled and since <= _NEW:
        when = f"first published it {span(since)} before" if own else "publishes it for the first time"
        yield f"{story.publisher} {when}, and adds {listed(sorted(story.added_dependencies))}"
