"""Converts advisories to the releases that they affect, and finds advisories by id or by the name of an incident."""

import re
from collections.abc import Iterable
from datetime import datetime

from pratique.advisories.sources import incidents
from pratique.advisories.versions import shown
from pratique.core.advisory import Advisory, AdvisoryKind, Affected
from pratique.respond.wanted.context import Context
from pratique.respond.wanted.joining import joined
from pratique.respond.wanted.value import Wanted, WantedReleases

NOT_FOUND = (
    "no advisory with this id is in the advisory data of this machine: `pratique advisories sync` updates it"
)
NO_VERSIONS = "the advisory lists no affected versions of {}"
_ID = re.compile(
    r"(?:(?:MAL|OSV|PYSEC|CVE)-\d{4}-\d{1,19}|GHSA(?:-[0-9a-z]{4}){3}|PRATIQUE-\d{4}-[a-z0-9-]{1,100})\Z",
    re.IGNORECASE,
)
_NAME_YEAR = re.compile(r"([a-z0-9][a-z0-9-]{0,100})-(20\d\d)\Z", re.IGNORECASE)


def read(text: str, context: Context) -> Wanted | None:
    """Return the releases of the advisory or the catalogue incident with this id; None if the text is no id.

    The incident `PRATIQUE-2018-event-stream` can also be written `event-stream-2018`.
    """
    if _ID.match(text):
        found = context.advisories.by_id(text)
        if not found:
            return context.misread(text, NOT_FOUND)
        return joined(of_advisory(advisory, context) for advisory in _best(text, found))
    named = _NAME_YEAR.match(text)
    known = context.advisories.by_id(f"PRATIQUE-{named[2]}-{named[1]}") if named else ()
    return joined(of_advisory(advisory, context) for advisory in known) if known else None


def of_advisory(advisory: Advisory, context: Context) -> Wanted:
    """Return the releases that an advisory affects. A withdrawn advisory gives a note and no releases."""
    if advisory.withdrawn is not None:
        note = f"{advisory.id} was withdrawn on {advisory.withdrawn:%Y-%m-%d} and is not searched for."
        return Wanted(notes=(note,))
    since = advisory.published if advisory.source == incidents.SOURCE.name else None
    found: list[Wanted] = []
    for affected in advisory.affected:
        if affected.product.type == "generic":
            found.append(
                context.misread(advisory.id, f"{affected.product} is a runtime, which no place records")
            )
        elif affected.tells:
            found.append(Wanted(releases=_items(advisory, affected, context, since)))
        else:
            found.append(context.misread(advisory.id, NO_VERSIONS.format(affected.product)))
    return joined(found)


def _items(
    advisory: Advisory, affected: Affected, context: Context, since: datetime | None
) -> tuple[WantedReleases, ...]:
    origin = advisory.id if context.origin == "argument" else f"{advisory.id} ({context.origin})"
    malicious = advisory.kind is AdvisoryKind.MALWARE
    return tuple(
        WantedReleases(id=own, affected=part, origin=origin, malicious=malicious, since=since)
        for own, part in _parts(affected)
    )


def _parts(affected: Affected) -> Iterable[tuple[str, Affected]]:
    """Return one part for each listed version, or a single part for ranges."""
    product = affected.product
    if affected.versions and not affected.spans and affected.within is None:
        return [
            (
                product.purl(version),
                Affected(product=product, versions=(version,), good=affected.good, fixed=affected.fixed),
            )
            for version in affected.versions
        ]
    return [(f"{product.purl()} {shown(affected, most=200)}", affected)]


def _best(asked: str, found: Iterable[Advisory]) -> list[Advisory]:
    """Return the advisories with exactly this id, or else those that have it as an alias.

    The catalogue lists the exact releases of an incident, so it replaces records that list every version.
    """
    every = list(found)
    exact = [one for one in every if one.source == incidents.SOURCE.name]
    return exact or [one for one in every if one.id.upper() == asked.upper()] or every
