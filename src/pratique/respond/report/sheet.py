"""Writes the sightings of an exposure search as CSV, one a line. The last lines list what was not checked."""

from pratique.report.formats.csv_row import cell, csv_line
from pratique.report.formats.json_contract import time_of
from pratique.respond.report.answered import Answered
from pratique.respond.sighting import Change, Sighting

FIELDS = (
    *("answer", "wanted", "contact", "basis", "purl", "kind", "place", "inside", "first", "last", "current"),
    *(
        "in_window",
        "who",
        "shared",
        "branches",
        "added",
        "added_by",
        "removed",
        "removed_by",
        "path",
        "digests",
    ),
    *("count", "note"),
)
_NOT_CHECKED = "not-checked"


def sheet(value: Answered) -> str:
    """Return the table with its header."""
    exposure = value.exposure
    rows = [_row(one, exposure.in_window(one)) for one in exposure.sightings]
    rows += [
        _unread(part.place, part.inside, part.why, searched.kind.value)
        for searched in exposure.searched
        for part in searched.unchecked
    ]
    rows += [_unread(one.origin, one.text, one.why, "request") for one in exposure.wanted.misread]
    return csv_line(FIELDS) + "".join(
        csv_line([cell(row.get(field, "")) for field in FIELDS]) for row in rows
    )


def _unread(place: str, inside: str, why: str, kind: str) -> dict[str, str]:
    return {"answer": _NOT_CHECKED, "place": place, "inside": inside, "note": why, "kind": kind}


def _row(one: Sighting, within: bool | None) -> dict[str, str]:  # noqa: FBT001 - a cell
    return {
        "answer": one.contact.word,
        "wanted": one.wanted,
        "contact": one.contact.word,
        "basis": one.basis.value,
        "purl": one.ref.purl if one.ref else "",
        "kind": one.kind.value,
        "place": one.place,
        "inside": one.inside,
        "first": time_of(one.first) or "",
        "last": time_of(one.last) or "",
        "current": _truth(one.current),
        "in_window": _truth(within),
        "who": one.who,
        "shared": _truth(one.shared),
        "branches": " ".join(one.branches),
        **_change("added", one.brought),
        **_change("removed", one.removed),
        "path": " > ".join(one.through),
        "digests": " ".join(map(str, one.digests)),
        "count": str(one.count),
        "note": one.note,
    }


def _change(name: str, change: Change | None) -> dict[str, str]:
    if change is None:
        return {}
    return {name: f"{time_of(change.at)} {change.commit}", f"{name}_by": change.author}


def _truth(value: bool | None) -> str:  # noqa: FBT001 - a cell
    return "" if value is None else "yes" if value else "no"
