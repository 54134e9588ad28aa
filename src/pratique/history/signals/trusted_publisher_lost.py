"""The release was published manually, but a CI service published the previous releases on its line.

What it finds: a trusted publisher (a CI service with its own token) published the two previous releases on its
release line, but not this release.

Why it matters: an attacker can use a stolen personal token from anywhere, but a trusted publisher can publish only
from its workflow.

Seen in: axios 1.14.1 (2026-03-31), published from a maintainer's machine.

False alarms: the rate was not measured, because the recorded histories are older than trusted publishing.

What to do: ask in the repository why the release was published manually. Until the project answers, keep the previous
release.
"""

from collections.abc import Iterator

from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story


@signal(
    "trusted-publisher-lost",
    "the trusted publisher of the previous releases is missing",
    weight=Weight.LENGTHENS,
    needs=[Need.PUBLISHER],
)
def trusted_publisher_lost(story: Story) -> Iterator[str]:
    """Yield a sentence about a manual release after two releases by a CI service on the same release line."""
    if story.release.trusted_publisher is not None:
        return
    before = story.chain(2)
    names = [release.trusted_publisher for release in before if release.trusted_publisher]
    if len(before) == 2 and len(names) == 2:
        yield (
            f"{story.publisher} published the release manually, but {before[0].ref.version} and {before[1].ref.version} "
            f"came from {names[0]} as a trusted publisher"
        )
