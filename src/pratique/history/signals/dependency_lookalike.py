"""A dependency was added that looks like a popular one (typosquat).

What it finds: the release adds a dependency whose name resembles that of a popular package. The first release of the
dependency is less than 90 days older than this release, or its age is unknown.

Why it matters: an attacker who adds a malicious dependency gives it a name that reviewers overlook.

Seen in: plain-crypto-js (2026-03-31, imitates crypto-js), easy-day-js (2026-06-17, imitates dayjs).

False alarms: the page `pratique help names` states how many benign names resemble popular names.

What to do: compare the name with the intended one, letter by letter.
"""

from collections.abc import Iterator

from pratique.core.evidence import Known
from pratique.core.history import Weight
from pratique.history.chronicle import first_time
from pratique.history.names.facts import YOUNG
from pratique.history.signal import Need, signal
from pratique.history.story import Story


@signal(
    "dependency-lookalike",
    "a dependency was added that looks like a popular one",
    weight=Weight.LENGTHENS,
    needs=[Need.DEPENDENCIES, Need.DEPENDENCY_NAMES],
)
def dependency_lookalike(story: Story) -> Iterator[str]:
    """Yield a sentence for each added look-alike dependency that is not known to be old."""
    for name in story.added_dependencies:
        evidence = story.surroundings.lookalikes.get(name)
        for one in evidence.value if isinstance(evidence, Known) and not _grown(story, name) else ():
            yield f"the release adds {name}, which looks like {one.like}: {one.how}"


def _grown(story: Story, name: str) -> bool:
    listing = story.surroundings.dependencies.get(name)
    first = first_time(listing.value) if isinstance(listing, Known) else None
    return first is not None and story.at is not None and story.at - first >= YOUNG
