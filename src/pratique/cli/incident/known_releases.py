"""Looks up what this machine knows of the releases of an incident, without requests."""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping

from pratique.cli.incident.additions import Additions
from pratique.cli.run.session import read_upstreams
from pratique.cli.run.settings import read_settings
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Listing
from pratique.errors import ParseError
from pratique.respond.incident.document import Incident
from pratique.respond.incident.entry import Known
from pratique.respond.incident.facts import inspected, of_listing, stored_listing
from pratique.respond.incident.summary import summary
from pratique.store.folder.home import Home, data_home
from pratique.store.interface import Store
from pratique.store.opening import open_store

_TYPES = frozenset(ecosystem.value for ecosystem in Ecosystem)


def known_releases(incident: Incident, found: Additions) -> Iterator[Known]:
    """Yield what the added listings and the store of this machine show of the listed releases."""
    listed = summary(incident).listed
    versions: defaultdict[PackageRef, set[str]] = defaultdict(set)
    for item in listed:
        if item.type in _TYPES:
            versions[PackageRef(Ecosystem(item.type), item.name)] |= {*item.versions}
    for origin, listing in found.listings:
        yield from of_listing(listing, versions.get(listing.package, set()), f"registry listing in {origin}")
    home = Home(data_home(os.environ))
    if not home.database.is_file():
        return
    with open_store(home) as store:
        yield from inspected(store, {purl for item in listed for purl in item.purls})
        for listing in _stored(store, versions):
            source = f"registry listing of {listing.registry}, in the store of this machine"
            yield from of_listing(listing, versions[listing.package], source)


def _stored(store: Store, versions: Mapping[PackageRef, set[str]]) -> Iterator[Listing]:
    upstreams = read_upstreams(read_settings(None, {}), None)
    for package in sorted(versions):
        try:
            listing = stored_listing(store, package, upstreams.of(package).url)
        except ParseError:  # a listing that is not understood says nothing about the release
            continue
        if listing is not None:
            yield listing
