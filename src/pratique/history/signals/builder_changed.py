"""The attested builder changed.

What it finds: this release and the previous attested release on its line have attestations (npm provenance, PyPI
attestations), and repository, owner, workflow, runner, issuer or signer differ. Attestations are only read here; they
are verified if a trust root is given (`pratique provenance`).

Why it matters: a stolen token can publish with valid provenance from the thief's own repository. The proof is then
correct, and proves another builder.

Seen in: no recorded attack. Known ones used the real workflow (nx 2025-08-26 without provenance, Shai-Hulud 2025-09
and keyv 2026-08-04 with it), which this signal does not see. An unchanged builder is no sign of trust.

False alarms: not measured, because the recorded histories are older than attestations. Projects sometimes move to
another repository or rename a workflow.

What to do: check whether the old repository announces the move; `pratique provenance` prints both builders. Until
then, keep the previous release.
"""

from collections.abc import Iterator

from pratique.core.evidence import Known
from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story

_LONGEST = 120


@signal(
    "builder-changed",
    "another builder attests it than before",
    weight=Weight.LENGTHENS,
    needs=[Need.BUILDER],
)
def builder_changed(story: Story) -> Iterator[str]:
    """Yield a sentence for each part of the attested identity that changed."""
    builder = story.surroundings.builder
    if not isinstance(builder, Known):
        return
    for part in builder.value.parts:
        before = builder.value.before.version
        yield f"its {part.what} is {part.after[:_LONGEST]}, and that of {before} is {part.before[:_LONGEST]}"
