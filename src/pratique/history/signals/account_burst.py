"""One account published many packages at once.

What it finds: the account that published this release published at least five other packages within an hour of this
release. No registry lists everything that an account published, so the signal counts only packages that Pratique read
in the same run.

Why it matters: a worm, or a thief with a stolen token, publishes every package that the account can publish.

Seen in: chalk, debug and 16 more (2025-09-08), Shai-Hulud (2025-09), AntV (2026-05-19), Mastra (2026-06-17).

False alarms: the measured rate covers only the recorded packages. Maintainers of monorepos publish many packages at
once every day, so the signal only affects the order of reports.

What to do: check whether the packages belong together. If the packages do not belong together, wait until the owner of
the account confirms the releases.
"""

from collections.abc import Iterator
from datetime import timedelta

from pratique.core.evidence import Known
from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import listed

_NEAR = timedelta(hours=1)
_LEAST = 5


@signal("account-burst", "the account published many packages at once", needs=[Need.TIME, Need.ACCOUNT])
def account_burst(story: Story) -> Iterator[str]:
    """Yield a sentence if the account published other packages within an hour."""
    assert story.at is not None
    if not isinstance(story.surroundings.account, Known):
        return
    own = story.release.ref.package.name
    near = {
        one.package
        for one in story.surroundings.account.value
        if one.package != own and abs(one.at - story.at) <= _NEAR
    }
    if len(near) >= _LEAST:
        yield f"{story.publisher} published {len(near)} other packages within an hour: {listed(sorted(near))}"
