"""Write what was found on real predecessors, made of gauntlet/ground.json."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gauntlet.ground import Ground
from gauntlet.grounds import GROUNDS

RESULT = Path(__file__).resolve().parent / "ground.json"
_MOST_CODES = 2
_BY_ID = {ground.id: ground for ground in GROUNDS}
Row = Mapping[str, Any]
_REASONS = {
    "registry-not-found": "the registry does not have the package",
    "registry-unauthorized": "the registry refused the download",
    "registry-unreachable": "the registry could not be reached",
    "the registry does not list it": "the registry does not list them",
    "a first release, which has no predecessor": "the first release of a package has no predecessor to copy",
}
"""Phrases for the reasons in `made_up` why the files of a release are not available."""


def read(path: Path = RESULT) -> list[Row]:
    """Return the rows that are kept."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def ground_of(row: Row) -> Ground | None:
    """Return how the incident of a row is put on real ground."""
    return _BY_ID.get(row["id"])


def _bad(side: Row) -> list[Row]:
    return [look for look in side["looks"] if look["kind"] == "bad"]


def _stopped(look: Row) -> bool:
    return look["action"] in {"hold", "block"}


def all_stopped(side: Row) -> bool:
    """Return True if every bad release is held or blocked, and no client got it or a dependent with the cooldown off."""
    cells = (cell["outcome"].startswith("stopped") for cell in side["cells"] if not cell["age"])
    return all(map(_stopped, _bad(side))) and all(cells)


def is_real(row: Row) -> bool:
    """Return True if a bad release of the row is built upon real bytes."""
    return bool(row["built"])


def headline(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the totals for a console."""
    for name, chosen in (
        ("real predecessors", [one for one in rows if is_real(one)]),
        ("real predecessors not available", [one for one in rows if not is_real(one)]),
    ):
        for side in ("new", "old") if chosen else ():
            whole, bad, off, on = totals(chosen, side)
            yield (
                f"{name}, {side} rows, cooldown off: {whole} incidents stopped, {bad} bad releases held or blocked,"
                f" {off} installs safe; cooldown on: {on}"
            )
    yield good_releases(rows)


def totals(rows: Sequence[Row], side: str) -> tuple[str, str, str, str]:
    """Return of how many incidents all is stopped, how many bad releases are, and how many installs were safe without and with the cooldown."""
    whole = sum(all_stopped(one[side]) for one in rows)
    bad = [look for one in rows for look in _bad(one[side])]
    counts = []
    for age in (False, True):
        some = [cell["outcome"] for one in rows for cell in one[side]["cells"] if cell["age"] is age]
        counts.append(f"{sum(outcome.startswith('stopped') for outcome in some)} of {len(some)}")
    return f"{whole} of {len(rows)}", f"{sum(map(_stopped, bad))} of {len(bad)}", counts[0], counts[1]


def good_releases(rows: Sequence[Row]) -> str:
    """Return how many good releases are allowed, and which are not."""
    good = [look for one in rows for look in one["new"]["looks"] if look["kind"] == "good"]
    held = [
        f"{one['release']} ({one['action']}: {', '.join(one['evidence'])})"
        for one in good
        if one["action"] != "allow"
    ]
    return f"Good releases allowed: {len(good) - len(held)} of {len(good)}{'; not ' + '; '.join(held) if held else ''}."


def row_words(row: Row) -> Iterator[str]:
    """Yield a row for a console: old, then new."""
    yield row["id"]
    for side in ("old", "new"):
        yield f"  {side}: {_clients(row[side]) or 'no client'}"
        for look in row[side]["looks"]:
            evidence = f" ({', '.join(look['evidence'])})" if look["evidence"] else ""
            yield f"    {look['kind']} {look['release']}: {look['action']}{evidence}"
    yield from (f"  {text}" for text in row["built"])
    yield from (f"  MADE UP: {text}" for text in row["made_up"])


def _clients(side: Row) -> str:
    cells = (
        f"{cell['moment']}, cooldown {'on' if cell['age'] else 'off'}: {cell['outcome']}"
        for cell in side["cells"]
    )
    return "; ".join(cells)


def _installs(side: Row) -> str:
    """Return the outcomes of the installs, without the moment that the page gives for all of them."""
    only = {cell["moment"] for cell in side["cells"]} == {"1 h"}
    return _clients(side).replace("1 h, ", "") if only else _clients(side)


def rows_of(incident: str, rows: Sequence[Row]) -> list[Row]:
    """Return the rows of an incident, several where the record leaves a range."""
    return [row for row in rows if row["id"].partition(" ")[0] == incident]


def ground_lines(row: Row) -> Iterator[str]:
    """Yield the two results of an incident as a table (one row if they are equal)."""
    ground = ground_of(row)
    note = f" ({ground.note})" if ground and ground.note else ""
    real = "real files" if is_real(row) else "our own files, in the recorded form"
    old, new = (f"{_verdicts(row[side])} | {_installs(row[side]) or 'not tried'}" for side in ("old", "new"))
    yield f"| previous release{note} | verdicts | installs |"
    yield "| --- | --- | --- |"
    if old == new:
        yield f"| our own files, and {real} | {new} |"
    else:
        yield f"| our own files | {old} |"
        yield f"| {real} | {new} |"


def ground_notes(row: Row) -> Iterator[str]:
    """Yield the releases that a row uses, and the differences between the copy and the incident."""
    ground = ground_of(row)
    yield ""
    yield " ".join(_about(row))
    if ground and ground.differs:
        yield ""
        yield f"Our copy of {ground.incident.id} {ground.differs}."


def _about(row: Row) -> Iterator[str]:
    """Yield which real releases are used, which are not available, and how many good releases are allowed."""
    good = [look for look in row["new"]["looks"] if look["kind"] == "good"]
    held = [look for look in good if look["action"] != "allow"]
    bases = _versions(dict.fromkeys(text.partition(" upon ")[2] for text in row["built"]))
    lacking: dict[str, list[str]] = {}
    for text in row["made_up"]:
        release, _, why = text.partition(": ")
        lacking.setdefault(why, []).append(release)
    incident = row["id"].partition(" (")[0]
    allowed = f"Pratique allows {len(good) - len(held)} of {len(good)} good releases" if good else ""
    if bases:
        yield f"One copy of {incident} uses the real files of {bases}{'; ' if good else ''}{allowed}."
    elif good:
        yield f"{allowed} of {incident}."
    for why, names in lacking.items():
        yield f"The files of {_versions(names)} are not available, because {_REASONS.get(why, why)}."
    if held:
        yield f"Pratique does not allow these good releases: {_listed(held)}."


def _versions(releases: Iterable[str]) -> str:
    """Return releases with the name of each package once."""
    groups: dict[str, list[str]] = {}
    for release in releases:
        name, _, version = release.rpartition(" ")
        groups.setdefault(name, []).append(version)
    return ", ".join(f"{name} {', '.join(versions)}" for name, versions in groups.items())


def _verdicts(side: Row) -> str:
    return _listed([look for look in side["looks"] if look["kind"] != "good"])


def _listed(looks: Sequence[Row]) -> str:
    """Return verdicts with their releases."""
    groups: dict[str, list[str]] = {}
    for look in looks:
        strongest = f" ({', '.join(look['evidence'][:_MOST_CODES])})" if look["evidence"] else ""
        kind = " (dependent)" if look["kind"] == "dependent" else ""
        groups.setdefault(f"{look['action']}{strongest}{kind}", []).append(look["release"])
    return "; ".join(f"{said} {_versions(releases)}" for said, releases in groups.items())
