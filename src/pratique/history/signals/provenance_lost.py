"""Release without the provenance of its predecessors.

What it finds: the two previous releases on its line have provenance, and this one has none.

Why it matters: provenance says that a CI service built the release from a commit. A thief with only a stolen token
cannot create it, so its loss is worth a look. Its presence is no sign of trust: at least three attacks of 2026 had
it.

Seen in: nx 21.5.0 and 20.9.0 (2025-08-26), axios 1.14.1 (2026-03-31).

False alarms: not measured, because the recorded histories are older than provenance. pnpm's users met some manual
releases with the same rule. Two attested predecessors are required, because nx 21.3.0 was honest and had none.

What to do: ask in the repository why this release was built differently. Until then, keep the previous one.
"""

from collections.abc import Iterator

from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story


@signal(
    "provenance-lost",
    "provenance is lost on its own line",
    weight=Weight.LENGTHENS,
    needs=[Need.PROVENANCE],
)
def provenance_lost(story: Story) -> Iterator[str]:
    """Yield a sentence about a release without provenance whose two predecessors have it."""
    if story.release.provenance:
        return
    before = story.chain(2)
    if len(before) == 2 and all(release.provenance for release in before):
        yield f"it has no provenance; {before[0].ref.version} and {before[1].ref.version} have"
