"""The registry once replaced the package by an empty one.

What it finds: one of the present or removed versions is `0.0.1-security`: the registry replaced a malicious package
by an empty one. (A package that is replaced now is quarantined, which blocks.)

Why it matters: the name was used in an attack, and people or programs may still request it.

Seen in: flatmap-stream (2018-11-29), crossenv (2017-08).

False alarms: the rate above.

What to do: make sure that this is the intended package and not the rest of an attack.
"""

from collections.abc import Iterator

from pratique.history.signal import Need, signal
from pratique.history.story import Story

_HOLDING = "0.0.1-security"


@signal("placeholder", "the registry held the name back once", needs=[Need.REMOVALS])
def placeholder(story: Story) -> Iterator[str]:
    """Yield a sentence about a name with a security placeholder version."""
    listing = story.chronicle.listing
    held = sorted(v for v in (*listing.releases, *listing.removed) if v.startswith(_HOLDING))
    if held:
        yield f"{held[0]} is a security holding package: the registry once replaced the package by it"
