"""Name that the registry held back once.

What it finds: one of the versions that are or were listed is `0.0.1-security`: the registry put an empty package in the place of
a malicious one. (A package that is held back now is quarantined, which blocks.)

Why it matters: the name was used for an attack once, and people or programs that ask for it may still be there.

Seen in: flatmap-stream (2018-11-29), crossenv (2017-08).

False alarms: the rate above.

What to do: make sure that the package is the one that was meant, and not what is left of an attack.
"""

from collections.abc import Iterator

from pratique.history.signal import Need, signal
from pratique.history.story import Story

_HOLDING = "0.0.1-security"


@signal("placeholder", "the registry held the name back once", needs=[Need.REMOVALS])
def placeholder(story: Story) -> Iterator[str]:
    """Speak of a name that has a security holding version."""
    listing = story.chronicle.listing
    held = sorted(v for v in (*listing.releases, *listing.removed) if v.startswith(_HOLDING))
    if held:
        yield f"{held[0]} is a security holding package: the registry once replaced the package by it"
