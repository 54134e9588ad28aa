"""Old owner who is listed no more.

What it finds: the account that published most of the releases is a maintainer in the release before, and no more in this one,
which another account published.

Why it matters: a take-over ends with the owner locked out, a hand-over with the owner gone. Either way the person whom people trusted
is not there any more.

Seen in: event-stream 4.0.0 (2018-09-16): dominictarr is listed no more, eleven days after the first release by right9ctrl.

False alarms: the rate above; teams that leave one account for another look the same.

What to do: look for the owner's own word in the repository, and treat the package as one by somebody new.
"""

from collections.abc import Iterator

from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story

_LEAST_SHARE = 0.5


@signal(
    "maintainer-replaced",
    "the old owner is gone",
    weight=Weight.LENGTHENS,
    needs=[Need.TIME, Need.PUBLISHER, Need.MAINTAINERS],
)
def maintainer_replaced(story: Story) -> Iterator[str]:
    """Speak of an owner whom the release before lists, and this one does not."""
    if story.previous_maintainers is None or story.maintainers is None or not story.publishers:
        return
    owner, releases = max(story.publishers.items(), key=lambda item: (item[1], item[0]))
    if releases < _LEAST_SHARE * sum(story.publishers.values()) or owner == story.publisher:
        return
    if owner in story.previous_maintainers and owner not in story.maintainers:
        yield f"{owner}, who published {releases} of its releases, is no maintainer any more"
