"""Files that are not in the repository.

What it finds: files of the artifact that can run are missing from its repository at the built commit or tag, or
differ from it, and the previous releases did not have such files. The signal needs the repository.

Why it matters: people review the repository, and run the artifact.

Seen in: event-stream and flatmap-stream (2018), bootstrap-sass 3.2.0.3 (2019), rand-user-agent 2.0.83 (2025-05-05).

False alarms: see `pratique help history`. Packages that are built before publication always have such files, so only
a break with the package's own habit counts.

What to do: read the named files.
"""

from collections.abc import Iterator

from pratique.core.evidence import Known
from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import listed


@signal("source-differs", "files are not in its repository", weight=Weight.LENGTHENS, needs=[Need.SOURCE])
def source_differs(story: Story) -> Iterator[str]:
    """Yield a sentence for each file that can run and unusually differs from the repository."""
    source = story.surroundings.source
    if not isinstance(source, Known) or source.value.usual is not False:
        return
    told = source.value
    if told.extra:
        yield f"not in the repository at {told.reference}: {listed(told.extra)}"
    if told.different:
        yield f"not as in the repository at {told.reference}: {listed(told.different)}"
