"""The main owner was removed.

What it finds: the account that published most releases is a maintainer of the previous release, but not of this
release, and another account published this release.

Why it matters: after an account takeover, the owner is locked out. After a hand-over, the owner has left the project.
After a takeover or a hand-over, the person whom users trusted no longer controls the package.

Seen in: event-stream 4.0.0 (2018-09-16): dominictarr is no longer listed, eleven days after the first release by
right9ctrl.

False alarms: the beginning of this page states how often the signal fires for benign releases. The signal also fires if a team replaces one account with another.

What to do: look for a statement by the owner in the repository, and treat the package as if it had a new author.
"""

from collections.abc import Iterator

from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story

_LEAST_SHARE = 0.5


@signal(
    "maintainer-replaced",
    "the main owner was removed",
    weight=Weight.LENGTHENS,
    needs=[Need.TIME, Need.PUBLISHER, Need.MAINTAINERS],
)
def maintainer_replaced(story: Story) -> Iterator[str]:
    """Yield a sentence about an owner whom the previous release lists and this one does not."""
    if story.previous_maintainers is None or story.maintainers is None or not story.publishers:
        return
    owner, releases = max(story.publishers.items(), key=lambda item: (item[1], item[0]))
    if releases < _LEAST_SHARE * sum(story.publishers.values()) or owner == story.publisher:
        return
    if owner in story.previous_maintainers and owner not in story.maintainers:
        yield f"{owner}, who published {releases} of its releases, is no longer a maintainer"
