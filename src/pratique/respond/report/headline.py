"""The first line of the answer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pratique.report.parts.counts import plural
from pratique.respond.exposure import Answer, Exposure
from pratique.respond.report.coverage import covered
from pratique.respond.report.labels import counted, labels
from pratique.respond.sighting import Basis, Contact, PlaceKind, Sighting

_PREPOSITIONS = {PlaceKind.MACHINE: "on"}


def headline(exposure: Exposure) -> str:
    """Return the answer in one sentence with numbers."""
    if exposure.exposed:
        return f"Exposed: {_exposed(exposure)}."
    if exposure.answer is Answer.REFUSED:
        return _refused(exposure)
    what = labels(exposure.wanted.ids) if exposure.wanted.ids else "nothing that could be searched for"
    if not exposure.searched:
        return f"Not checked: {what}. No place was searched."
    looked = _listed([part.words for part in covered(exposure.searched)])
    if exposure.complete:
        return f"Not found: {what} in {looked}."
    parts = len(exposure.unchecked) + len(exposure.wanted.misread)
    return f"Not found, but incomplete: {what} in {looked}; {plural(parts, 'part')} could not be checked."


def _exposed(exposure: Exposure) -> str:
    found = tuple(
        dict.fromkeys(one.wanted for one in exposure.sightings if one.contact is not Contact.REFUSED)
    )
    ids = tuple(own for own in exposure.wanted.ids if own in found) or found
    several = len(ids) > 1
    subject = labels(ids)
    if len(exposure.wanted.ids) > len(ids):
        subject += f" (of {len(exposure.wanted.ids):,})"
    return f"{subject} {_listed(_contacts(exposure.sightings, several=several))}"


def _contacts(sightings: Iterable[Sighting], *, several: bool) -> list[str]:
    """Return a phrase for each contact with its places. A place counts for its closest contact only."""
    gravest: dict[tuple[PlaceKind, str], Sighting] = {}
    for one in sightings:
        if one.contact is not Contact.REFUSED:
            held = gravest.setdefault((one.kind, one.place), one)
            if one.contact > held.contact or (
                one.contact is held.contact and one.current and not held.current
            ):
                gravest[one.kind, one.place] = one
    grouped: defaultdict[tuple[int, str], defaultdict[PlaceKind, int]] = defaultdict(lambda: defaultdict(int))
    for one in gravest.values():
        grouped[-one.contact, _verb(one, several=several)][one.kind] += 1
    return [f"{verb} {_places(kinds)}" for (_, verb), kinds in sorted(grouped.items())]


def _places(kinds: Mapping[PlaceKind, int]) -> str:
    return _listed(
        [f"{_PREPOSITIONS.get(kind, 'in')} {counted(kind, count)}" for kind, count in kinds.items()]
    )


def _verb(one: Sighting, *, several: bool) -> str:
    was, is_ = ("were", "are") if several else ("was", "is")
    if one.basis is Basis.INDICATOR:
        return f"{was} seen"
    match one.contact:
        case Contact.EXECUTED:
            return f"{was} executed"
        case Contact.INSTALLED:
            return f"{was if one.current is False else is_} installed"
        case Contact.FETCHED:
            return f"{was} downloaded according to records"
        case Contact.RESOLVABLE:
            return f"{is_} allowed by a range"
        case _:
            return f"{was if one.current is False else is_} locked"


def _refused(exposure: Exposure) -> str:
    times = sum(one.count for one in exposure.sightings)
    ids = tuple(dict.fromkeys(one.wanted for one in exposure.sightings))
    rest = (
        "found nowhere else"
        if exposure.complete
        else "not found elsewhere, but some parts could not be checked"
    )
    return f"Refused: {labels(ids)} {'were' if len(ids) > 1 else 'was'} refused {plural(times, 'time')}, and {rest}."


def _listed(parts: list[str]) -> str:
    *some, last = parts
    return f"{', '.join(some)} and {last}" if some else last
