"""Matches the records of the collector against a request."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property

from pratique.collect.kinds import INSTALLED, PERSISTENCE, RAN
from pratique.collect.record import Gap, Looked, Record
from pratique.core.names import Digest, Ecosystem, ReleaseRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError, PratiqueError
from pratique.respond.sighting import Basis, Contact, PlaceKind, Searched, Sighting, Unchecked
from pratique.respond.wanted.value import IndicatorKind, Wanted

_CONTACTS = {RAN: Contact.EXECUTED, INSTALLED: Contact.INSTALLED}
_LOGS = frozenset({"npm-log"})
_MOST_UNCHECKED = 50
_LEAST_START_CHARS = 32
"""The minimum length of the beginning of a digest that identifies a file. pnpm records 64 characters."""


@dataclass(frozen=True)
class Records:
    """The records of one machine or folder."""

    wanted: Wanted
    machine: str = ""
    """The label of the machine that was collected; "" for this machine."""
    who: str = ""

    @cached_property
    def _file_hashes(self) -> dict[str, str]:
        return {
            item.value: item.id for item in self.wanted.indicators if item.kind is IndicatorKind.FILE_HASH
        }

    def sighting(self, record: Record) -> Sighting | None:
        """Return the sighting of a record, or None if nobody asked for it."""
        found = self._match(record)
        if found is None:
            return None
        wanted, basis, ref = found
        return Sighting(
            kind=self._kind(record),
            contact=_CONTACTS.get(record.state, Contact.FETCHED),
            basis=basis,
            ref=ref,
            wanted=wanted,
            place=self.machine or record.path,
            inside=record.path if self.machine else "",
            first=_time(record.at),
            current=True if record.source not in _LOGS else None,
            who=self.who,
            digests=tuple(_digests(record)),
            note=_note(record),
        )

    def _kind(self, record: Record) -> PlaceKind:
        if self.machine:
            return PlaceKind.MACHINE
        if record.source == PERSISTENCE:
            return PlaceKind.PERSISTENCE
        if record.source in _LOGS:
            return PlaceKind.DEBUG_LOG
        return PlaceKind.INSTALLED if record.state == INSTALLED else PlaceKind.CACHE

    def _match(self, record: Record) -> tuple[str, Basis, ReleaseRef | None] | None:
        ref = _ref(record)
        if ref is not None:
            item = self.wanted.release(ref.package.ecosystem.value, ref.package.name, ref.version)
            if item is not None:
                return item.id, Basis.RELEASE, ref
        for text in record.digests:
            wanted = self._by_digest(text)
            if wanted is not None:
                return wanted, Basis.DIGEST, ref
            if record.source == PERSISTENCE and (value := text.partition(":")[2]) in self._file_hashes:
                return self._file_hashes[value], Basis.INDICATOR, ref
        return None

    def _by_digest(self, text: str) -> str | None:
        """Return the wanted digest that a digest, or the beginning of one (`sha512:0123*`), matches."""
        algorithm, _, value = text.partition(":")
        if value.endswith("*"):
            start = value[:-1]
            if len(start) < _LEAST_START_CHARS:
                return None
            return next(
                (
                    item.id
                    for item in self.wanted.digests
                    if item.digest.algorithm == algorithm and item.digest.hex.startswith(start)
                ),
                None,
            )
        found = self.wanted.by_digest.get(Digest(algorithm, value))
        return None if found is None else found.id


@dataclass(slots=True)
class Tally:
    """What was listed in one walk."""

    looked: list[Looked] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    compared: bool = True
    """Whether files of persistence were compared with indicators, and not only listed."""

    def searched(self, kind: PlaceKind, place: str) -> Iterator[Searched]:
        """Yield what was searched, one value for each kind of cache or tree."""
        by_source: defaultdict[str, int] = defaultdict(int)
        for one in self.looked:
            by_source[one.source] += one.packages
        lost = tuple(
            Unchecked(place, gap.path, f"{gap.source}: {gap.why}") for gap in self.gaps[:_MOST_UNCHECKED]
        )
        if len(self.gaps) > _MOST_UNCHECKED:
            more = f"{len(self.gaps) - _MOST_UNCHECKED:,} more places cannot be read"
            lost = (*lost, Unchecked(place, "", more))
        first = True
        for source, packages in sorted(by_source.items()):
            unchecked, first = (lost if first else ()), False
            found = self._kind(kind, source)
            listed = source == PERSISTENCE and not self.compared
            yield Searched(
                kind=found,
                place=place,
                format=f"{source}, listed only: there are no indicators" if listed else source,
                units=packages,
                unit="files" if source == PERSISTENCE else "packages",
                unchecked=unchecked,
            )
        if first:
            yield Searched(kind=kind, place=place, units=0, unit="packages", unchecked=lost)

    def _kind(self, kind: PlaceKind, source: str) -> PlaceKind:
        if kind is PlaceKind.MACHINE:
            return kind
        if source == PERSISTENCE:
            return PlaceKind.PERSISTENCE
        if source in _LOGS:
            return PlaceKind.DEBUG_LOG
        return (
            PlaceKind.CACHE
            if "cache" in source or "store" in source or source.endswith("-file")
            else PlaceKind.INSTALLED
        )


def joined(sightings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """Return the sightings, with equal ones of the same place joined to one with a count."""
    found: dict[tuple[object, ...], Sighting] = {}
    for one in sightings:
        key = (one.kind, one.contact, one.basis, one.ref, one.wanted, one.place, one.inside, one.who)
        before = found.get(key)
        found[key] = one if before is None else replace(before, count=before.count + 1)
    return tuple(found.values())


def _ref(record: Record) -> ReleaseRef | None:
    try:
        ecosystem = Ecosystem(record.ecosystem)
        name = ECOSYSTEMS[ecosystem].normalise(record.name)
    except (ValueError, ParseError, PratiqueError):
        return None
    return name.at(record.version) if record.version else None


def _digests(record: Record) -> Iterator[Digest]:
    for text in record.digests:
        try:
            yield Digest.parse(text)
        except ParseError:
            continue


def _note(record: Record) -> str:
    if record.state == RAN:
        return f"an install script ran ({record.source})"
    return record.source


def _time(at: float | None) -> datetime | None:
    try:
        return None if at is None else datetime.fromtimestamp(at, UTC)
    except (OverflowError, ValueError, OSError):
        return None
