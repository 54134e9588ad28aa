"""Files that are not in the repository.

What it finds: files of the artifact that can run are not in its repository at the commit or tag it was built from, or differ from it,
and those of the releases before it were not so. It needs the repository.

Why it matters: the repository is what people read, the artifact what they run.

Seen in: event-stream and flatmap-stream (2018), bootstrap-sass 3.2.0.3 (2019), rand-user-agent 2.0.83 (2025-05-05).

False alarms: see `pratique help history`; packages that are built before they are published have such files in every release, so a package's own
habit is what counts.

What to do: read the files that are named.
"""

from collections.abc import Iterator

from pratique.core.evidence import Known
from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import listed


@signal("source-differs", "files are not in its repository", weight=Weight.LENGTHENS, needs=[Need.SOURCE])
def source_differs(story: Story) -> Iterator[str]:
    """Speak of files that can run and are not the repository's, where that is not usual."""
    source = story.surroundings.source
    if not isinstance(source, Known) or source.value.usual is not False:
        return
    told = source.value
    if told.extra:
        yield f"not in the repository at {told.reference}: {listed(told.extra)}"
    if told.different:
        yield f"not as in the repository at {told.reference}: {listed(told.different)}"
