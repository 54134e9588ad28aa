"""Install hook that the listing tells of for the first time.

What it finds: the listing names an install hook (`preinstall`, `install`, `postinstall`) that the release it is compared with has
neither by name nor by command, and that no release had that is older by 30 days and more. Where the tarball was
inspected, the rule `new-install-hook` has looked for the same in the bytes themselves, and its word counts instead.

Why it matters: an install hook runs before a line of the package is used.

Seen in: eslint-scope 3.7.2 (2018-07-12), ua-parser-js 0.7.29 (2021-10-22), nx 21.5.0 (2025-08-26), Shai-Hulud (2025-09).

False alarms: the rate above.

What to do: read the command and the file that it starts. If the hook is wanted, add a waiver for this release.
"""

from collections.abc import Iterator
from datetime import timedelta

from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story

_LONG_KNOWN = timedelta(days=30)


@signal(
    "hook-added",
    "an install hook was added",
    weight=Weight.HOLDS,
    needs=[Need.HOOKS],
    rule="new-install-hook",
)
def hook_added(story: Story) -> Iterator[str]:
    """Speak of install hooks that the compared release does not have, and no release of long ago."""
    if not story.added_hooks:
        return
    known = set(_long_known(story))
    for hook in story.added_hooks:
        if hook.command not in known:
            yield f"{hook.name} is new: `{hook.command}`"


def _long_known(story: Story) -> Iterator[str]:
    """Commands that earlier releases ran: a hook that comes back, or is carried to another line, is not new."""
    if story.at is None:
        return
    for place, release in enumerate(story.earlier):
        if story.at - story.chronicle.times[place] >= _LONG_KNOWN:
            yield from (hook.command for hook in release.hooks or ())
