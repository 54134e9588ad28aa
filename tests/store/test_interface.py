import subprocess
import sys

from pratique.store.interface import (
    Adoptions,
    Allowed,
    Artifacts,
    Blobs,
    Facts,
    Inspections,
    Listings,
    Store,
    Upkeep,
)


def test_the_store_offers_every_noun(store: Store) -> None:
    # The annotations are the test: mypy holds each implementation to its Protocol.
    facts: Facts = store.facts
    inspections: Inspections = store.inspections
    artifacts: Artifacts = store.artifacts
    allowed: Allowed = store.allowed
    adoptions: Adoptions = store.adoptions
    listings: Listings = store.listings
    blobs: Blobs = store.blobs
    upkeep: Upkeep = store.upkeep
    assert (
        len(
            {
                id(noun)
                for noun in (facts, inspections, artifacts, allowed, adoptions, listings, blobs, upkeep)
            }
        )
        == 8
    )


def test_naming_the_store_does_not_import_sqlalchemy() -> None:
    code = "import sys, pratique.store; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
