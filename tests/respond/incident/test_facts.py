"""What a listing shows of the releases of an incident."""

import json

from pratique.core.names import Ecosystem
from pratique.core.release import Listing
from pratique.ecosystems import ECOSYSTEMS
from pratique.respond.drill.event_stream import organisation
from pratique.respond.incident.facts import of_listing


def listing(*, mirror: bool = False) -> Listing:
    value = json.loads(organisation().files["evidence/event-stream-listing.json"])
    if mirror:
        del value["time"]["created"]
    module = ECOSYSTEMS[Ecosystem.NPM]
    return module.parse_listing(
        json.dumps(value).encode(),
        package=module.normalise("event-stream"),
        registry="r",
        url="https://registry.example",
    )


def test_a_listing_shows_the_release_and_the_one_before() -> None:
    before, bad = of_listing(listing(), {"3.3.6"}, "saved")

    assert ("pkg:npm/event-stream@3.3.5", "pkg:npm/event-stream@3.3.6") == (before.purl, bad.purl)
    assert ("right9ctrl", ("flatmap-stream",)) == (bad.publisher, bad.depends)
    assert bad.published_at is not None


def test_times_of_a_mirror_are_not_publish_times() -> None:
    (bad,) = of_listing(listing(mirror=True), {"3.3.6"}, "saved")

    assert bad.published_at is None
