"""A newcomer adds a dependency.

What it finds: the account first published the package at most 30 days ago and at most five times, and the release
adds a dependency to its baseline. The package was settled before: it has at least ten earlier releases, or had none
for at least a year before the account came.

Why it matters: a new publisher needs no code in the package itself. A dependency can bring it later, and the
package's own diff stays clean.

Seen in: event-stream 3.3.6 (2018-09-09): four days after its first release, the new maintainer added flatmap-stream.

False alarms: the rate above. New maintainers do add dependencies; this only extends the cooldown.

What to do: check the dependency's age, its publisher, and whether the code uses it (`pratique inspect`).
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
    """Yield a sentence for each dependency that an account adds soon after its first release."""
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
