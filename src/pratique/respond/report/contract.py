"""Writes the answer of an exposure search as JSON, by the schema `exposed-1`."""

from pratique.report.formats.json_contract import Json, time_of
from pratique.respond.actions.step import Step
from pratique.respond.behaviour.value import Behaviour
from pratique.respond.exposure import Exposure
from pratique.respond.indicators.defanged import defang
from pratique.respond.report.answered import Answered
from pratique.respond.report.headline import headline
from pratique.respond.sighting import Change, Searched, Sighting

VERSION = 1


def document(value: Answered) -> dict[str, Json]:
    """Return the JSON object of the report. Within one `schema_version`, changes only add fields."""
    exposure = value.exposure
    wanted = exposure.wanted
    return {
        "schema_version": VERSION,
        "as_of": time_of(exposure.as_of),
        "answer": exposure.answer.value,
        "exposed": exposure.exposed,
        "complete": exposure.complete,
        "exit_code": value.exit_code,
        "headline": headline(exposure),
        "wanted": [_wanted(exposure, own) for own in wanted.ids],
        "notes": list(wanted.notes),
        "misread": [{"origin": one.origin, "text": one.text, "why": one.why} for one in wanted.misread],
        "sightings": [sighting(one, exposure) for one in exposure.sightings],
        "searched": [_searched(one) for one in exposure.searched],
        "behaviours": [_behaviour(one) for one in value.behaviours],
        "behaviours_unknown": list(value.unknown),
        "steps": [_step(one) for one in value.steps],
    }


def sighting(one: Sighting, exposure: Exposure) -> dict[str, Json]:
    """Return the JSON object of a sighting."""
    return {
        "wanted": one.wanted,
        "contact": one.contact.word,
        "basis": one.basis.value,
        "purl": one.ref.purl if one.ref else None,
        "kind": one.kind.value,
        "place": one.place,
        "inside": one.inside,
        "first": time_of(one.first),
        "last": time_of(one.last),
        "current": one.current,
        "in_window": exposure.in_window(one),
        "who": one.who,
        "shared": one.shared,
        "branches": list(one.branches),
        "brought": _change(one.brought),
        "removed": _change(one.removed),
        "through": list(one.through),
        "digests": [str(digest) for digest in one.digests],
        "count": one.count,
        "note": one.note,
    }


def _wanted(exposure: Exposure, own: str) -> dict[str, Json]:
    releases = exposure.wanted.by_id.get(own, ())
    return {
        "id": own,
        "kind": exposure.wanted.kinds[own],
        "origin": exposure.wanted.origins[own],
        "malicious": any(item.malicious for item in releases) if releases else None,
        "since": time_of(next((item.since for item in releases if item.since), None)),
        "until": time_of(next((item.until for item in releases if item.until), None)),
        "answer": exposure.answer_for(own).value,
    }


def _change(change: Change | None) -> dict[str, Json] | None:
    if change is None:
        return None
    return {
        "commit": change.commit,
        "at": time_of(change.at),
        "author": change.author,
        "subject": change.subject,
    }


def _searched(one: Searched) -> dict[str, Json]:
    return {
        "kind": one.kind.value,
        "place": one.place,
        "format": one.format,
        "units": one.units,
        "unit": one.unit,
        "since": time_of(one.since),
        "until": time_of(one.until),
        "unchecked": [
            {"place": part.place, "inside": part.inside, "why": part.why} for part in one.unchecked
        ],
    }


def _behaviour(told: Behaviour) -> dict[str, Json]:
    return {
        "file": told.filename,
        "digest": str(told.digest),
        "purl": told.ref.purl if told.ref else None,
        "triggers": [
            {"moment": one.moment.value, "words": one.words, "place": str(one.place)} for one in told.triggers
        ],
        "detections": [
            {
                "role": one.role.value,
                "moment": one.moment.value,
                "words": one.words,
                "places": [str(place) for place in one.places],
                "proven": one.proven,
            }
            for one in told.detections
        ],
        "indicators": [
            {"kind": one.kind.value, "value": one.value, "defanged": defang(one)} for one in told.indicators
        ],
        "unread": list(told.unread),
    }


def _step(step: Step) -> dict[str, Json]:
    commands: list[Json] = [
        {"client": one.client, "system": one.system.value, "line": one.line} for one in step.commands
    ]
    return {
        "kind": step.kind.value,
        "title": step.title,
        "why": step.why,
        "commands": commands,
        "notes": list(step.notes),
    }
