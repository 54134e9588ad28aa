"""The release was built from a commit that is on no branch.

What it finds: the registry lists a commit for the release. The repository contains this commit, but not on any branch
or tag.

Why it matters: an attacker can push a commit to a fork, or to a branch that is deleted at once, and build a release
from it without review.

Seen in: @redhat-cloud-services (2026-06-01), built from an orphan commit under valid provenance.

False alarms: the rate was not measured, because the recorded histories have no repositories. Legitimate projects also
squash and delete branches.

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
