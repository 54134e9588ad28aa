"""An install script was added, according to the listing.

What it finds: the listing contains an install script (`preinstall`, `install`, `postinstall`) that is new. Neither the
baseline nor a release that is at least 30 days older has a script with the same name and command. If the tarball was
inspected, the rule `new-install-hook` decides instead.

Why it matters: an install script runs before the package is used.

Seen in: eslint-scope 3.7.2 (2018-07-12), ua-parser-js 0.7.29 (2021-10-22), nx 21.5.0 (2025-08-26), Shai-Hulud
(2025-09).

False alarms: the beginning of this page states how often the signal fires for benign releases.

What to do: read the command and the file that it starts. If the script is legitimate, add a waiver for this release.
"""

from collections.abc import Iterator
from datetime import timedelta

from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story

_LONG_KNOWN = timedelta(days=30)


@signal(
    "hook-added",
    "an install script was added",
    weight=Weight.HOLDS,
    needs=[Need.HOOKS],
    rule="new-install-hook",
)
def hook_added(story: Story) -> Iterator[str]:
    """Yield a sentence for each install script that neither the baseline nor an old release has."""
    if not story.added_hooks:
        return
    known = set(_long_known(story))
    for hook in story.added_hooks:
        if hook.command not in known:
            yield f"{hook.name} is new: `{hook.command}`"


def _long_known(story: Story) -> Iterator[str]:
    """Yield the commands of install scripts in old releases.

    A script that an old release already had, on any release line, is not new.
    """
    if story.at is None:
        return
    for place, release in enumerate(story.earlier):
        if story.at - story.chronicle.times[place] >= _LONG_KNOWN:
            yield from (hook.command for hook in release.hooks or ())
