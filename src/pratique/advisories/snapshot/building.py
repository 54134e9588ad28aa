"""Builds a snapshot of all known-malicious releases from the given indexes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from pratique.advisories.snapshot import row
from pratique.advisories.snapshot.layout import Frame, Header, Origin, write_frame
from pratique.core.advisory import Advisory, AdvisoryKind, Cover, SourceState


def build(
    advisories: Iterable[Advisory],
    states: Sequence[SourceState],
    *,
    serial: int,
    issued_at: datetime,
    expires_at: datetime,
    digests: Iterable[row.BadDigest] = (),
) -> Frame:
    """Return a snapshot of the given advisories about malicious releases.

    `states` contains the states of the advisory sources. Withdrawn advisories are omitted. If an alias of a withdrawn
    advisory is still valid, the snapshot contains both advisories, because the sources disagree. Raises ParseError if
    an advisory cannot be written.
    """
    chosen = list(_chosen(advisories))
    origins = _origins(chosen, states)
    places = {origin.name: place for place, origin in enumerate(origins)}
    lines: dict[str, bool] = {}
    for one in chosen:
        for affected in one.affected:
            if affected.product.type in row.TYPES:
                lines[row.write_said(one, affected, places[one.source])] = one.withdrawn is not None
    carried = {row.write_digest(one) for one in digests}
    header = Header(
        serial=serial,
        issued_at=issued_at.replace(microsecond=0),
        expires_at=expires_at.replace(microsecond=0),
        covers=_covers(states),
        sources=origins,
        rows=len(lines),
        withdrawn=sum(lines.values()),
        digests=len(carried),
    )
    return write_frame(header, sorted((*lines, *carried)))


def _chosen(advisories: Iterable[Advisory]) -> Iterator[Advisory]:
    """Yield the advisories that belong in the snapshot."""
    malicious = [one for one in advisories if one.kind is AdvisoryKind.MALWARE]
    live = {id_.upper() for one in malicious if one.withdrawn is None for id_ in one.ids}
    for one in malicious:
        if one.withdrawn is None or not live.isdisjoint(id_.upper() for id_ in one.ids):
            yield one


def _origins(advisories: Iterable[Advisory], states: Sequence[SourceState]) -> tuple[Origin, ...]:
    rows: dict[str, int] = defaultdict(int)
    for one in advisories:
        rows[one.source] += 1
    known = {state.name: state for state in states}
    return tuple(_origin(name, known.get(name), rows[name]) for name in sorted(rows))


def _origin(name: str, state: SourceState | None, rows: int) -> Origin:
    if state is None:
        return Origin(name, name, "not known", "", rows)
    as_of = "" if state.fresh_at is None else state.fresh_at.date().isoformat()
    return Origin(name, state.title, state.licence, as_of, rows)


def _covers(states: Iterable[SourceState]) -> dict[str, datetime]:
    """Return, for each package type, the time until which the freshest source lists all malicious releases."""
    found: dict[str, datetime] = {}
    for state in states:
        for type_ in row.TYPES:
            if state.fresh_at is not None and Cover(type_, AdvisoryKind.MALWARE) in state.covers:
                found[type_] = max(found.get(type_, state.fresh_at), state.fresh_at)
    return found
