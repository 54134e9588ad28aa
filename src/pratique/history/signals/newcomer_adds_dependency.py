"""A newcomer adds a dependency to the package.

What it finds: the account first published the package at most 30 days ago and at most five times, and the release
adds a dependency that its baseline does not have. The package must be established: it has at least ten earlier
releases, or had no release for at least a year before the account's first release.

Why it matters: an attacker does not need to change the package itself. A dependency can add the malicious code later,
and the diff of the package looks harmless.

Seen in: event-stream 3.3.6 (2018-09-09): four days after its first release, the new maintainer added flatmap-stream.

False alarms: the beginning of this page states how often the signal fires for benign releases. Legitimate new maintainers also add dependencies, so the signal only extends the
cooldown.

What to do: check the age and the publisher of the dependency, and whether the code uses it (`pratique inspect`).
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
    "a newcomer adds a dependency to the package",
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
        when = (
            f"first published the package {span(since)} earlier"
            if own
            else "published the package for the first time"
        )
        yield f"{story.publisher} {when}, and adds {listed(sorted(story.added_dependencies))}"
