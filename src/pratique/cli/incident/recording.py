"""Adds entries to incident files: `pratique incident open`, `add`, `note` and `close`."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import click

from pratique.cli.advisories.index_opening import open_advisories
from pratique.cli.approvals.approval import text_of, who_of
from pratique.cli.incident.additions import Additions, additions
from pratique.cli.incident.known_releases import known_releases
from pratique.cli.output.exit_codes import Exit
from pratique.cli.run.clock import now
from pratique.cli.run.settings import read_settings
from pratique.config.moment import start_of
from pratique.errors import Reference, UsageError
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.respond.incident.document import Incident, added, id_of, joined, valid_id
from pratique.respond.incident.entry import (
    Body,
    Closed,
    Confidence,
    Misread,
    Note,
    Opened,
    Section,
    Withdrawn,
)
from pratique.respond.incident.folder import IncidentFolder
from pratique.respond.incident.summary import summary
from pratique.store.folder.home import data_home

_MOST_TEXT = 10_000
_MOST_TITLE = 300
_MOST_SOURCE = 1_000
_MOST_SHOWN = 20


def incident_folder(folder: Path | None) -> IncidentFolder:
    """Return the given folder of incident files, or the folder `incidents` in the state folder."""
    home = data_home(os.environ)
    return IncidentFolder(folder=folder or home / "incidents", lock=home / "incidents.lock")


def open_incident(title: str, *, id_: str | None, folder: Path | None, who: str | None) -> int:
    """Create an incident file, or open a closed incident again."""
    said, by = text_of(title, "TITLE", _MOST_TITLE), who_of(who)
    name = id_of(said) if id_ is None else valid_id(id_)
    place = incident_folder(folder)
    if place.path(name).exists():
        _, after = place.change(name, lambda incident: _opened_again(incident, said, by))
        click.echo(f"Opened the incident {after.id} again: {place.path(name)}")
        return Exit.CLEAR
    path = place.create(added(Incident(id=name), [Opened(title=said)], at=now(), by=by))
    click.echo(f"Opened the incident {name}: {escape(str(path))}")
    click.echo(f"Next: `pratique incident add {name} PACKAGE@VERSION` adds what to search for.")
    return Exit.CLEAR


def _opened_again(incident: Incident, title: str, by: str) -> Incident:
    if summary(incident).is_open:
        raise UsageError(
            Reference.USAGE,
            f"the incident {incident.id} is already open",
            hint="choose another id with --id, or add to the incident with `pratique incident add`",
        )
    return added(incident, [Opened(title=title)], at=now(), by=by)


def add_to_incident(
    name: str, what: Sequence[str], *, ecosystem: str | None, folder: Path | None, who: str | None
) -> int:
    """Add packages, indicators, answers, facts or the entries of another copy."""
    by, at = who_of(who), now()
    place = incident_folder(folder)
    with open_advisories(read_settings(None, {})) as opened:
        found = additions(what, advisories=opened.index, ecosystem=ecosystem)

    def change(incident: Incident) -> Incident:
        for copy in found.copies:
            incident = joined(incident, copy)
        incident = added(incident, found.bodies, at=at, by=by)
        return added(incident, known_releases(incident, found), at=at, by=by)

    before, after = place.change(name, change)
    new = [after.entries[key].body for key in after.entries if key not in before.entries]
    return _told(after, new, found)


def _told(incident: Incident, new: Sequence[Body], found: Additions) -> int:
    counts: dict[str, int] = {}
    for body in new:
        noun = _NOUNS.get(type(body).__name__, "entry")
        counts[noun] = counts.get(noun, 0) + 1
    parts = [plural(count, noun, _MANY.get(noun, "")) for noun, count in sorted(counts.items())]
    click.echo(
        f"Added to the incident {incident.id}: {', '.join(parts) or 'nothing, every entry is already recorded'}."
    )
    misread = [body for body in found.bodies if isinstance(body, Misread)]
    for part in misread[:_MOST_SHOWN]:
        click.echo(
            f"not read: {escape(part.text, most=200)} ({escape(part.origin, most=200)}): {escape(part.why, most=300)}",
            err=True,
        )
    if len(misread) > _MOST_SHOWN:
        click.echo(f"and {len(misread) - _MOST_SHOWN:,} more", err=True)
    return Exit.INCOMPLETE if misread else Exit.CLEAR


_NOUNS = {
    "Answered": "answer",
    "Bytes": "digest",
    "Known": "fact about a release",
    "Listed": "package",
    "Misread": "unread part",
    "Note": "note",
    "Trace": "indicator",
}
_MANY = {"entry": "entries", "fact about a release": "facts about releases"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The options of `pratique incident note`."""

    text: str
    section: str
    at: str | None
    source: str
    confidence: str
    withdraw: str | None


def add_note(name: str, said: Said, *, folder: Path | None, who: str | None) -> int:
    """Add a note, or withdraw an entry."""
    by, at = who_of(who), now()
    text = text_of(said.text, "TEXT", _MOST_TEXT)
    if said.withdraw is not None:
        return _withdraw(name, said.withdraw, text, folder=folder, by=by)
    when = None if said.at is None else start_of(said.at, at, "--at").astimezone(UTC)
    note = Note(
        section=Section(said.section),
        text=text,
        when=when,
        source=text_of(said.source, "--source", _MOST_SOURCE) if said.source else "",
        confidence=Confidence(said.confidence),
    )
    place = incident_folder(folder)
    before, after = place.change(name, lambda incident: added(incident, [note], at=at, by=by))
    new = next((key for key in after.entries if key not in before.entries), None)
    click.echo(f"Noted in the incident {after.id}: {new or 'nothing, an equal note is already recorded'}")
    return Exit.CLEAR


def _withdraw(name: str, key: str, reason: str, *, folder: Path | None, by: str) -> int:
    def change(incident: Incident) -> Incident:
        if key not in incident.entries:
            raise UsageError(
                Reference.USAGE,
                f"the incident {incident.id} has no entry {key[:60]!r}",
                hint=f"`pratique incident show {incident.id} --format json` lists the entries of notes",
            )
        return added(incident, [Withdrawn(entry=key, reason=reason)], at=now(), by=by)

    _, after = incident_folder(folder).change(name, change)
    click.echo(f"Withdrawn in the incident {after.id}: {key}")
    return Exit.CLEAR


def close_incident(name: str, reason: str, *, folder: Path | None, who: str | None) -> int:
    """Close an incident."""
    said, by = text_of(reason, "--reason", _MOST_TEXT), who_of(who)

    def change(incident: Incident) -> Incident:
        if not summary(incident).is_open:
            raise UsageError(
                Reference.USAGE,
                f"the incident {incident.id} is already closed",
                hint="`pratique incident open` with its --id opens it again",
            )
        return added(incident, [Closed(reason=said)], at=now(), by=by)

    _, after = incident_folder(folder).change(name, change)
    click.echo(f"Closed the incident {after.id}.")
    click.echo(f"Next: `pratique incident export {after.id}` writes the post-mortem.")
    return Exit.CLEAR
