"""The attested builder changed.

What it finds: the repository, owner, workflow, runner, issuer or signer differs between the attestations (npm
provenance, PyPI attestations) of this release and those of the previous attested release on its release line. The
signal does not verify the attestations; `pratique provenance` verifies them with a trust root.

Why it matters: a stolen token can publish with valid provenance from the thief's own repository. The attestation is
then valid, but names another builder.

Seen in: no recorded attack. Known attacks had no provenance (nx 2025-08-26), or used the real workflow (Shai-Hulud
2025-09, keyv 2026-08-04), which this signal does not detect. An unchanged builder is not evidence that a release is
safe.

False alarms: the rate was not measured, because the recorded histories are older than attestations. Legitimate
projects sometimes move to another repository or rename a workflow.

What to do: check whether the old repository announces the move; `pratique provenance` prints both builders. Until the
move is announced, keep the previous release.
"""

from collections.abc import Iterator

from pratique.core.evidence import Known
from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story

_LONGEST = 120


@signal(
    "builder-changed",
    "another builder than before attests the release",
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
        yield f"the attested {part.what} is {part.after[:_LONGEST]}, but for {before} it is {part.before[:_LONGEST]}"
