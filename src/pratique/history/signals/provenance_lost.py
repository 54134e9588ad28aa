"""Release without the provenance that its line has.

What it finds: the two releases before it on its own line have provenance, and it has none.

Why it matters: provenance says that a CI service built the release from a commit. Who publishes with a stolen token cannot make it,
so its loss is worth a look. That a release has it is no sign of trust: at least three waves of 2026 carried it.

Seen in: nx 21.5.0 and 20.9.0 (2025-08-26), axios 1.14.1 (2026-03-31).

False alarms: not measured: the recorded histories are older than provenance. Of what pnpm's users met with the same rule, some were
releases by hand. Two attested predecessors are asked for, since nx 21.3.0 was honest and had none.

What to do: ask in the repository why the release was not built as the others were; until then, stay on the one before.
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
    """Speak of a release without provenance whose two predecessors on its line have it."""
    if story.release.provenance:
        return
    before = story.chain(2)
    if len(before) == 2 and all(release.provenance for release in before):
        yield f"it has no provenance; {before[0].ref.version} and {before[1].ref.version} have"
