"""Attested by another builder than before.

What it finds: the release is attested (npm provenance, PyPI attestations), the attested release before it on its own line is,
too, and repository, owner, workflow, runner, issuer or signer are not the same. Attestations are read, and are verified only where a
trust root is given (`pratique provenance`).

Why it matters: a stolen token can publish with valid provenance from a repository of the thief. The proof is right then, and
proves another builder.

Seen in: no wave that is recorded here; the known ones went through the real workflow (nx 2025-08-26 without provenance, Shai-Hulud
2025-09 and keyv 2026-08-04 with it), which this does not see. That nothing changed is no sign of trust.

False alarms: not measured: the recorded histories are older than attestations. Projects move to another repository or rename a
workflow now and then.

What to do: look whether the old repository tells of the move; `pratique provenance` shows both. Until then, stay on the release before.
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
    """Speak of each part of the attested identity that is another."""
    builder = story.surroundings.builder
    if not isinstance(builder, Known):
        return
    for part in builder.value.parts:
        before = builder.value.before.version
        yield f"its {part.what} is {part.after[:_LONGEST]}, and that of {before} is {part.before[:_LONGEST]}"
