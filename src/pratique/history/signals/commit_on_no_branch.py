"""Commit that no branch has.

What it finds: the commit that the registry names for the release is in the repository, and on none of its branches and tags.

Why it matters: who may push one commit to a fork, or to a branch that is deleted at once, can build from it without anybody reading it.

Seen in: @redhat-cloud-services (2026-06-01), built from an orphan commit under valid provenance.

False alarms: not measured: the recorded histories have no repositories. Branches are squashed and deleted every day.

What to do: read the commit, and ask who wrote it.
"""

from collections.abc import Iterator

from pratique.core.evidence import Known
from pratique.history.signal import Need, signal
from pratique.history.story import Story


@signal("commit-on-no-branch", "built from a commit on no branch", needs=[Need.SOURCE])
def commit_on_no_branch(story: Story) -> Iterator[str]:
    """Speak of a commit that no branch or tag reaches."""
    source = story.surroundings.source
    if isinstance(source, Known) and source.value.reachable is False:
        yield f"{source.value.reference} is on no branch or tag of the repository"
