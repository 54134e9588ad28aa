"""The release was built from a commit that is on no branch.

What it finds: the repository contains the commit that the registry states for the release, but no branch or tag
contains the commit.

Why it matters: an attacker can push a commit to a fork, or to a branch that is deleted at once, and build a release
from it without review.

Seen in: @redhat-cloud-services (2026-06-01), built from an orphan commit under valid provenance.

False alarms: not measured, because the recorded histories have no repositories. Legitimate projects also squash and
delete branches.

What to do: read the commit, and ask the project who wrote it.
"""

from collections.abc import Iterator

from pratique.core.evidence import Known
from pratique.history.signal import Need, signal
from pratique.history.story import Story


@signal("commit-on-no-branch", "the release was built from a commit on no branch", needs=[Need.SOURCE])
def commit_on_no_branch(story: Story) -> Iterator[str]:
    """Yield a sentence about a commit that no branch or tag contains."""
    source = story.surroundings.source
    if isinstance(source, Known) and source.value.reachable is False:
        yield f"{source.value.reference} is on no branch or tag of the repository"
