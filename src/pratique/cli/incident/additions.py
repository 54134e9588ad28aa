"""Reads the arguments of `pratique incident add`: releases and indicators, reports, registry listings and incident files."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pratique.advisories.interface import Advisories
from pratique.core.names import Ecosystem
from pratique.core.release import Listing
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.reading.listing_values import parse_time
from pratique.respond.incident.bodies import bodies
from pratique.respond.incident.document import MOST_BYTES, Incident, is_incident, parse
from pratique.respond.incident.entry import Body, Confidence, Note
from pratique.respond.incident.folder import bounded
from pratique.respond.incident.saved_report import answered, is_report
from pratique.respond.wanted.context import Context
from pratique.respond.wanted.files import read_file
from pratique.respond.wanted.joining import joined
from pratique.respond.wanted.texts import read_text
from pratique.respond.wanted.value import Wanted

_ARGUMENT = "argument"
_MOST_ID = 200
_GEMS = re.compile(rb"---\r?\n[0-9][^\n|]{0,10000}\|checksum:[0-9a-f]{64}")
"""The start of a page of the compact index of RubyGems."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """What the arguments add."""

    bodies: tuple[Body, ...] = ()
    copies: tuple[Incident, ...] = ()
    """Other copies of the incident file."""
    listings: tuple[tuple[str, Listing], ...] = ()
    """Saved registry listings, each with the path of its file."""


def additions(what: Sequence[str], *, advisories: Advisories, ecosystem: str | None) -> Additions:
    """Read the arguments. A file is recognised by its content; all other arguments are parsed as by `pratique exposed`.

    `ecosystem` is the ecosystem of names that do not state one.

    Raises ParseError for a damaged incident file or registry listing, and StoreError for an unreadable file.
    """
    found: list[Body] = []
    copies: list[Incident] = []
    listings: list[tuple[str, Listing]] = []
    wanted: list[Wanted] = []
    context = Context(
        origin=_ARGUMENT, advisories=advisories, ecosystem=None if ecosystem is None else Ecosystem(ecosystem)
    )
    for text in what:
        path = Path(text)
        if not _is_file(path):
            wanted.append(read_text(text, context))
            found += (
                _published(one.id, one.published, one.source)
                for one in advisories.by_id(text)
                if one.published is not None
            )
            continue
        data = bounded(path, MOST_BYTES)
        value = _json(data)
        if is_incident(value):
            copies.append(parse(data, text))
        elif is_report(value):
            found.append(answered(value, data, text))
        elif (type_ := _listing_of(value)) is not None:
            listings.append((text, _listing(type_, value["name"], data, text)))
        elif _GEMS.match(data):
            # The page of a gem does not contain its name; whoever saves it keeps the last part of the URL.
            listings.append((text, _listing(Ecosystem.RUBYGEMS, path.name.removesuffix(".txt"), data, text)))
        else:
            wanted.append(read_file(data, replace(context, origin=text)))
            found += _dates(value, text)
    found += bodies(joined(wanted))
    return Additions(bodies=tuple(found), copies=tuple(copies), listings=tuple(listings))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # the text is too long, or contains a zero byte: it is not a path
        return False


def _json(data: bytes) -> Any:
    if data.lstrip()[:1] != b"{" or len(data) > MOST_BYTES:
        return None
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _listing_of(value: object) -> Ecosystem | None:
    """Return the ecosystem of a saved registry listing; None for all other content."""
    if not isinstance(value, dict) or not isinstance(value.get("name"), str):
        return None
    if isinstance(value.get("versions"), dict) and isinstance(value.get("time"), dict):
        return Ecosystem.NPM
    if isinstance(value.get("files"), list) and isinstance(value.get("meta"), dict):
        return Ecosystem.PYPI
    return None


def _listing(ecosystem: Ecosystem, name: str, data: bytes, origin: str) -> Listing:
    module = ECOSYSTEMS[ecosystem]
    package = module.normalise(name)
    return module.parse_listing(data, package=package, registry=origin, url=module.default_registry())


def _dates(value: object, origin: str) -> Iterator[Note]:
    """Yield when an OSV record in a file was published."""
    if (
        isinstance(value, dict)
        and isinstance(value.get("affected"), list)
        and isinstance(value.get("id"), str)
    ):
        published = parse_time(value.get("published"))
        if published is not None:
            yield _published(value["id"][:_MOST_ID], published, origin)


def _published(id_: str, at: datetime, source: str) -> Note:
    text = f"Advisory {id_} published"
    return Note(text=text, when=at.astimezone(UTC), source=source, confidence=Confidence.CONFIRMED)
