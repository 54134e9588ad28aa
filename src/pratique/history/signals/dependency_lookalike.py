"""Dependency added whose name looks like a popular one.

What it finds: the release adds a dependency whose name can be taken for that of a popular package, and whose first release is
not known to be 90 days older and more.

Why it matters: who adds a dependency for an attack wants a reader to pass over it.

Seen in: plain-crypto-js (2026-03-31, beside crypto-js), easy-day-js (2026-06-17, beside dayjs).

False alarms: see `pratique help names`: how many honest names look like popular ones was measured there.

What to do: compare the name letter by letter with the one that was meant.
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
    """Speak of added dependencies with the name of a lookalike, unless they are known not to be young."""
    for name in story.added_dependencies:
        evidence = story.surroundings.lookalikes.get(name)
        for one in evidence.value if isinstance(evidence, Known) and not _grown(story, name) else ():
            yield f"it adds {name}, which looks like {one.like}: {one.how}"


def _grown(story: Story, name: str) -> bool:
    """Whether a dependency is known to have been there for long."""
    listing = story.surroundings.dependencies.get(name)
    first = first_time(listing.value) if isinstance(listing, Known) else None
    return first is not None and story.at is not None and story.at - first >= YOUNG
