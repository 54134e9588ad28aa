"""The release has no provenance, but its predecessors have.

What it finds: the two previous releases on its release line have provenance, but this release has none.

Why it matters: provenance states that a CI service built the release from a commit. An attacker who has only a stolen
token cannot create provenance, so the loss of provenance is suspicious. Provenance is not evidence that a release is
safe: the releases of at least three attacks in 2026 had provenance.

Seen in: nx 21.5.0 and 20.9.0 (2025-08-26), axios 1.14.1 (2026-03-31).

False alarms: the rate was not measured, because the recorded histories are older than provenance. The package manager
pnpm has a similar rule, and users of pnpm reported false positives for legitimate manual releases. The signal
requires two attested predecessors, because nx 21.3.0 was benign and had no provenance.

What to do: ask in the repository why this release was built differently. Until the project answers, keep the previous
release.
"""

from collections.abc import Iterator

from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story


@signal(
    "provenance-lost",
    "the provenance of the previous releases is missing",
    weight=Weight.LENGTHENS,
    needs=[Need.PROVENANCE],
)
def provenance_lost(story: Story) -> Iterator[str]:
    """Yield a sentence about a release without provenance if its two predecessors have provenance."""
    if story.release.provenance:
        return
    before = story.chain(2)
    if len(before) == 2 and all(release.provenance for release in before):
        yield f"the release has no provenance, but {before[0].ref.version} and {before[1].ref.version} have it"
