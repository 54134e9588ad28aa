"""Identifies the publisher of a release by its attestations, if the registry lists no account (PyPI, PEP 740).

An index accepts attestations only from publishers that the project trusts. Two releases by the same builder therefore
count as published by the same account. The publisher of a file without an attestation is unknown.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from pratique.core.evidence import Known
from pratique.core.fix_law import is_ripe
from pratique.core.policy import Policy
from pratique.core.release import Listing, Release
from pratique.intake.history.lookups import Lookups


@dataclass(frozen=True, slots=True)
class Publisher:
    """The publisher of a release.

    `before` is True if the publisher also published an earlier release that is past its cooldown.
    """

    name: str
    before: bool


async def attested_publisher(
    lookups: Lookups, listing: Listing, release: Release, policy: Policy, now: datetime
) -> Publisher | None:
    """Return the publisher that attests every file of a release; None if a file has no attestation.

    Raises StoreError if the local store cannot be read or written.
    """
    if not release.artifacts or any(file.provenance_url is None for file in release.artifacts):
        return None
    alone = (replace(release, artifacts=(file,)) for file in release.artifacts)
    told = await asyncio.gather(*(lookups.builder(listing, one) for one in alone))
    known = [one.value for one in told if isinstance(one, Known)]
    if len(known) < len(told):
        return None
    if any(one.changed for one in known):
        return Publisher(f"another builder than that of {known[0].before}", before=False)
    earlier = [listing.releases.get(one.before.version) for one in known]
    ripe = all(one is not None and is_ripe(one.published, policy, now) for one in earlier)
    return Publisher(f"the builder of {known[0].before}", before=ripe)
