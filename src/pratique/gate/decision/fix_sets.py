"""Finds fix sets in listings.

A fix set consists of a release that fixes a vulnerability and the releases that it pins. If a fix set exempts a
release from the cooldown, the listing does not mark this release as held.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from pratique.core.fix_set import FixSet
from pratique.core.release import Listing
from pratique.gate.decision.listing_decision import young
from pratique.gate.decision.policy import Law

_WAIT_S = 30.0
"""The time that a listing waits for the judgement of a fix set, in seconds.

A result that arrives after this time updates the listing.
"""


async def fix_sets(
    law: Law, listing: Listing, *, bound: bool, wait_s: float = _WAIT_S
) -> Mapping[str, FixSet]:
    """Return the fix sets of recent releases in a listing, by version. Raises StoreError if the state folder is unusable."""
    while True:
        epoch = law.epoch
        found = await _look(law, listing, bound=bound, wait_s=wait_s)
        if law.epoch == epoch:
            return found


async def _look(law: Law, listing: Listing, *, bound: bool, wait_s: float) -> Mapping[str, FixSet]:
    found: dict[str, FixSet] = {}
    versions = dict.fromkeys(release.ref.version for release, _, _ in young(listing, law.policy, law.now()))
    if not versions:
        return found
    with suppress(TimeoutError):
        async with asyncio.timeout(wait_s):
            with law.leased() as road:
                if road.fixes is None:
                    return found
                for version in versions:
                    one = await road.fixes.of_release(road, listing, listing.package.at(version), bound=bound)
                    if one is not None:
                        found[version] = one
    return found


def sets_known(law: Law) -> int:
    """Return the number of fix sets found so far. When the number grows, earlier decisions about listings may be outdated."""
    return 0 if law.road.fixes is None else law.road.fixes.count
