"""The release contains files that are not in the repository.

What it finds: runnable files of the artifact are missing from the repository at the built commit or tag, or differ from
the files in the repository. The previous releases had no files with such differences. Pratique evaluates the signal
only if it compared the artifact with the repository.

Why it matters: reviewers read the code in the repository, but users run the code in the artifact.

Seen in: event-stream and flatmap-stream (2018), bootstrap-sass 3.2.0.3 (2019), rand-user-agent 2.0.83 (2025-05-05).

False alarms: see `pratique help history`. Packages that are built before publication always contain files that are
not in the repository, so the signal fires only if the previous releases contained no such files.

What to do: read the files that the signal lists.
"""

from collections.abc import Iterator

from pratique.core.evidence import Known
from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import listed


@signal(
    "source-differs",
    "the release contains files that are not in its repository",
    weight=Weight.LENGTHENS,
    needs=[Need.SOURCE],
)
def source_differs(story: Story) -> Iterator[str]:
    """Yield a sentence for each group of files that can run and that differ from the repository."""
    source = story.surroundings.source
    if not isinstance(source, Known) or source.value.usual is not False:
        return
    told = source.value
    if told.extra:
        yield f"files that are not in the repository at {told.reference}: {listed(told.extra)}"
    if told.different:
        yield f"files that differ from the repository at {told.reference}: {listed(told.different)}"
