"""The registry once replaced the package with an empty placeholder.

What it finds: one of the current or removed versions is `0.0.1-security`, with which the registry replaced a
malicious package. (As long as the placeholder replaces the package, the package is quarantined, and Pratique blocks
it.)

Why it matters: an attacker used the package name, and users or programs may still request it.

Seen in: flatmap-stream (2018-11-29), crossenv (2017-08).

False alarms: the beginning of this page states how often the signal fires for benign releases.

What to do: make sure that this package is the one that you need, and not the remains of an attack.
"""

from collections.abc import Iterator

from pratique.history.signal import Need, signal
from pratique.history.story import Story

_HOLDING = "0.0.1-security"


@signal(
    "placeholder", "the registry once replaced the package with an empty placeholder", needs=[Need.REMOVALS]
)
def placeholder(story: Story) -> Iterator[str]:
    """Yield a sentence about a name for which the registry published a security placeholder."""
    listing = story.chronicle.listing
    held = sorted(v for v in (*listing.releases, *listing.removed) if v.startswith(_HOLDING))
    if held:
        yield f"{held[0]} is a security placeholder, with which the registry once replaced the package"
