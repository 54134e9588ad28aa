"""Separates the findings that a change adds from earlier findings, which never fail an audit."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pratique.core.audit import Audited, AuditFinding, severity_word
from pratique.core.lock import Lock
from pratique.core.reading import NotJudged
from pratique.intake.audit.places import Met, Place
from pratique.intake.audit.survey import Survey
from pratique.intake.change import Changed

_AS_IT_WAS = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """An audit result, divided into what a change adds and what existed before."""

    met: tuple[Met, ...]
    """Findings that the change adds."""
    known: tuple[Met, ...]
    """Findings from before the change."""
    inventory: tuple[Audited, ...]
    """Products that the change adds and that are matched against advisories."""
    not_audited: tuple[NotJudged, ...]
    out_of_scope: tuple[NotJudged, ...]
    """Products from before the change that cannot be matched against advisories."""


def part(
    found: Survey,
    locks: Mapping[str, Lock],
    changed: Changed,
    is_known: Callable[[Audited | AuditFinding], bool],
) -> Parted:
    """Separate the findings that a change adds from those that existed before it.

    A lockfile entry is new if `changed` lists it (see `pratique.intake.change`). `is_known` decides whether a runtime
    or a copied library existed before the change.
    """
    new = frozenset(_sources(locks, changed))
    held = frozenset(place.source for place in _places(locks))

    def belongs(sources: tuple[str, ...]) -> bool | None:
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
    """Return one line about a finding that existed before the change."""
    match = one.finding.match
    place = f" ({one.finding.sources[0]})" if one.finding.sources else ""
    return f"{match.purl}{place}: {match.id}, {severity_word(match)}: {_AS_IT_WAS}, so it does not fail the audit"


def _is_new_place(one: Met, changed: Changed) -> bool:
    return any((place.path, place.entry.key) in changed.entries for place in one.places)


def _sources(locks: Mapping[str, Lock], changed: Changed) -> Iterator[str]:
    return (place.source for place in _places(locks) if (place.path, place.entry.key) in changed.entries)


def _places(locks: Mapping[str, Lock]) -> Iterator[Place]:
    return (Place(path, lock, entry) for path, lock in locks.items() for entry in lock.packages)
