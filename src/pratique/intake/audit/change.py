"""What of an audit belongs to a change: what the change does not touch is listed, and stops nothing. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pratique.core.audit import Audited, AuditFinding, severity_word
from pratique.core.lock import Lock
from pratique.core.reading import NotJudged
from pratique.intake.audit.places import Met, Place
from pratique.intake.audit.survey import Survey
from pratique.intake.change import Changed

_AS_IT_WAS = "as it was before the change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """The parts of an audit that a change brings in, and those that were there before."""

    met: tuple[Met, ...]
    """Findings about what the change brings in."""
    known: tuple[Met, ...]
    """Findings about what is as it was."""
    inventory: tuple[Audited, ...]
    """What the change brings in and advisories can be held against."""
    not_audited: tuple[NotJudged, ...]
    out_of_scope: tuple[NotJudged, ...]
    """What no advisory can be held against, and is as it was."""


def part(
    found: Survey,
    locks: Mapping[str, Lock],
    changed: Changed,
    is_known: Callable[[Audited | AuditFinding], bool],
) -> Parted:
    """Separate what a change adds from what was there before.

    A lock entry is new if `changed` (see `pratique.intake.change`) names it. `is_known` decides about
    anything else: a runtime, a vendored library.
    """
    new = frozenset(_sources(locks, changed))
    held = frozenset(place.source for place in _places(locks))

    def belongs(sources: tuple[str, ...]) -> bool | None:
        """Return None for anything but a lock entry."""
        return None if held.isdisjoint(sources) else not new.isdisjoint(sources)

    def is_new(item: Audited | AuditFinding) -> bool:
        told = belongs(item.sources)
        return not is_known(item) if told is None else told

    met = [(one, _is_new_place(one, changed) if one.places else is_new(one.finding)) for one in found.met]
    unheld = [(item, belongs(item.sources) is not False) for item in found.not_audited]
    return Parted(
        met=tuple(one for one, counts in met if counts),
        known=tuple(one for one, counts in met if not counts),
        inventory=tuple(item for item in found.inventory if is_new(item)),
        not_audited=tuple(item for item, counts in unheld if counts),
        out_of_scope=tuple(
            NotJudged(purl=item.purl, why=f"{_AS_IT_WAS}: {item.why}", sources=item.sources)
            for item, counts in unheld
            if not counts
        ),
    )


def known_words(one: Met) -> str:
    """Return one line about a finding that was there before the change."""
    match = one.finding.match
    place = f" ({one.finding.sources[0]})" if one.finding.sources else ""
    return f"{match.purl}{place}: {match.id}, {severity_word(match)}: {_AS_IT_WAS}, so it stops nothing"


def _is_new_place(one: Met, changed: Changed) -> bool:
    return any((place.path, place.entry.key) in changed.entries for place in one.places)


def _sources(locks: Mapping[str, Lock], changed: Changed) -> Iterator[str]:
    return (place.source for place in _places(locks) if (place.path, place.entry.key) in changed.entries)


def _places(locks: Mapping[str, Lock]) -> Iterator[Place]:
    return (Place(path, lock, entry) for path, lock in locks.items() for entry in lock.packages)
