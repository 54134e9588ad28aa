"""Lists all sources of advisories.

To add a source, add a module in `sources` with a test, and an import and a line in this table.

The table is outside `sources`, so that the catalogue of incidents can be imported without the other sources.
"""

from pratique.advisories.interface import Source
from pratique.advisories.sources import (
    compromised_versions,
    epss,
    ghsa,
    ghsa_table,
    incidents,
    kev,
    malicious_index,
    malicious_packages,
    node_core,
    node_npm,
    node_schedule,
    npm_bulk,
    osv,
    pypa,
    retire,
    ruby_advisory_db,
    version_pairs,
)
from pratique.core.suggestion import nearest
from pratique.errors import Reference, UsageError

SOURCES: tuple[Source, ...] = (
    osv.NPM,
    osv.PYPI,
    osv.RUBYGEMS,
    malicious_packages.SOURCE,
    ghsa.SOURCE,
    pypa.SOURCE,
    ruby_advisory_db.SOURCE,
    node_core.SOURCE,
    node_schedule.SOURCE,
    node_npm.SOURCE,
    npm_bulk.SOURCE,
    epss.SOURCE,
    kev.SOURCE,
    retire.SOURCE,
    incidents.SOURCE,
    malicious_index.SOURCE,
    compromised_versions.SOURCE,
    ghsa_table.SOURCE,
    version_pairs.SOURCE,
    # Last: its files look like those of the others, too.
    osv.SOURCE,
)
"""All sources. If several sources recognise a file, the first one is used."""


def source_named(name: str) -> Source:
    """Return the source with this name. Raises UsageError if no source has this name."""
    for source in SOURCES:
        if source.name == name:
            return source
    names = sorted(source.name for source in SOURCES)
    near = nearest(name, names)
    raise UsageError(
        Reference.USAGE,
        f"no advisory source has the name {name[:80]!r}",
        hint=f"did you mean {near}?" if near else f"the sources are {', '.join(names)}",
    )
