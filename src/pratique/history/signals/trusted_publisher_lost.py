"""Release by hand where the line is released by CI.

What it finds: the two releases before it on its own line were published by a trusted publisher (a CI service with a token of its own),
and it was not.

Why it matters: a stolen token of a person publishes from anywhere; a trusted publisher only from the workflow.

Seen in: axios 1.14.1 (2026-03-31), published from a maintainer's machine.

False alarms: not measured: the recorded histories are older than trusted publishing.

What to do: ask in the repository why the release was published by hand; until then, stay on the one before.
"""

from collections.abc import Iterator

from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story


@signal(
    "trusted-publisher-lost",
    "the trusted publisher is lost on its own line",
    weight=Weight.LENGTHENS,
    needs=[Need.PUBLISHER],
)
def trusted_publisher_lost(story: Story) -> Iterator[str]:
    """Speak of a release that a person published after two by a CI service on the same line."""
    if story.release.trusted_publisher is not None:
        return
    before = story.chain(2)
    names = [release.trusted_publisher for release in before if release.trusted_publisher]
    if len(before) == 2 and len(names) == 2:
        yield (
            f"{story.publisher} published it by hand; {before[0].ref.version} and {before[1].ref.version} "
            f"came from {names[0]} as a trusted publisher"
        )
