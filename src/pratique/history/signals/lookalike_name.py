"""The package is young, and its name looks like a popular name (typosquat).

What it finds: the name resembles that of a popular package, and the first release is less than 90 days old.

Why it matters: attackers register names that users type by mistake or that language models invent.

Seen in: crossenv (2017-07-19, imitates cross-env), electorn (2020), the 19 names of SANDWORM_MODE (2026-02).

False alarms: the page `pratique help names` states how many benign new names resemble popular names.

What to do: compare the name with the intended one, letter by letter.
"""

from collections.abc import Iterator

from pratique.core.evidence import Known
from pratique.core.history import Weight
from pratique.history.names.facts import YOUNG
from pratique.history.signal import Need, signal
from pratique.history.story import Story


@signal(
    "lookalike-name",
    "a young package whose name looks like a popular name",
    weight=Weight.LENGTHENS,
    needs=[Need.TIME, Need.NAMES],
)
def lookalike_name(story: Story) -> Iterator[str]:
    """Yield a sentence about a young package whose name looks like a popular name."""
    if story.age is None or story.age >= YOUNG:
        return
    evidence = story.surroundings.lookalikes.get(story.release.ref.package.name)
    for one in evidence.value if isinstance(evidence, Known) else ():
        yield f"{one.name} looks like {one.like}: {one.how}"
