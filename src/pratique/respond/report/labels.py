"""The words for contacts, places and wanted items in all reports of an exposure search."""

from collections.abc import Mapping
from urllib.parse import unquote

from pratique.respond.sighting import Contact, PlaceKind

CONTACTS: Mapping[Contact, str] = {
    Contact.EXECUTED: "executed",
    Contact.INSTALLED: "installed",
    Contact.FETCHED: "downloaded",
    Contact.LOCKED: "locked",
    Contact.RESOLVABLE: "allowed by a range",
    Contact.REFUSED: "refused",
}
"""One word for each contact, as in a table."""
NOUNS: Mapping[PlaceKind, tuple[str, str]] = {
    PlaceKind.GATE_LOG: ("gate log", "gate logs"),
    PlaceKind.PROXY_LOG: ("proxy log", "proxy logs"),
    PlaceKind.LOCK: ("project", "projects"),
    PlaceKind.LOCK_HISTORY: ("repository", "repositories"),
    PlaceKind.SBOM: ("SBOM", "SBOMs"),
    PlaceKind.INSTALLED: ("folder", "folders"),
    PlaceKind.CACHE: ("cache", "caches"),
    PlaceKind.IMAGE: ("image", "images"),
    PlaceKind.DEBUG_LOG: ("debug log", "debug logs"),
    PlaceKind.CI_LOG: ("CI log", "CI logs"),
    PlaceKind.PERSISTENCE: ("persistence file", "persistence files"),
    PlaceKind.MACHINE: ("machine", "machines"),
}
"""The noun for each kind of place, and its plural."""


def counted(kind: PlaceKind, count: int) -> str:
    """Return a number of places, such as `2 repositories`."""
    return f"{count:,} {NOUNS[kind][count != 1]}"


def label(own: str) -> str:
    """Return the short name of a wanted item: `axios 1.14.1` for `pkg:npm/axios@1.14.1`."""
    if not own.startswith("pkg:"):
        algorithm, colon, value = own.partition(":")
        return f"{algorithm}:{value[:12]}..." if colon and len(value) > 20 and value.isalnum() else own
    package, _, versions = own.removeprefix("pkg:").partition(" ")
    name = unquote(package.partition("/")[2])
    name, at, version = name[0] + name[1:].partition("@")[0], *name[1:].partition("@")[1:]
    return " ".join(part for part in (name, version if at else versions) if part)


def labels(ids: tuple[str, ...], *, most: int = 3) -> str:
    """Return the short names of several items; the number of items if there are more than `most`."""
    if len(ids) > most:
        return f"{len(ids):,} items"
    *some, last = map(label, ids)
    return f"{', '.join(some)} and {last}" if some else last
