"""What was searched, counted by kind of place, and what was not."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pratique.report.parts.counts import plural
from pratique.respond.exposure import Exposure
from pratique.respond.report.labels import counted
from pratique.respond.sighting import PlaceKind, Searched


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """All searched places of one kind."""

    kind: PlaceKind
    places: int
    units: tuple[tuple[str, int], ...]
    """The number of searched units by their noun, such as `revisions`."""
    formats: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    @property
    def words(self) -> str:
        """Return a phrase such as `64 repositories (30,412 revisions, 2023-01-01 to 2026-03-01)`."""
        details = [_unit(count, unit) for unit, count in self.units if count]
        if self.since is not None and self.until is not None:
            details.append(f"{self.since:%Y-%m-%d} to {self.until:%Y-%m-%d}")
        return counted(self.kind, self.places) + (f" ({', '.join(details)})" if details else "")


def covered(searched: Iterable[Searched]) -> tuple[Covered, ...]:
    """Return the searched places by kind, in the order of `PlaceKind`."""
    by_kind: defaultdict[PlaceKind, list[Searched]] = defaultdict(list)
    for one in searched:
        by_kind[one.kind].append(one)
    return tuple(_covered(kind, by_kind[kind]) for kind in PlaceKind if kind in by_kind)


def unread(exposure: Exposure, *, most: int | None = None) -> tuple[str, ...]:
    """Return one sentence for each part that was not checked, the unread parts of the request first.

    With `most`, equal reasons beyond that number become one sentence with their number.
    """
    sentences = [f"{one.origin}: {one.text or 'the file'}: {one.why}" for one in exposure.wanted.misread]
    parts = exposure.unchecked
    if most is None or len(parts) <= most:
        return (*sentences, *(_place(part.place, part.inside, part.why) for part in parts))
    reasons = Counter(part.why for part in parts)
    first = {part.why: part for part in reversed(parts)}
    for why, count in reasons.most_common():
        one = first[why]
        more = f", and {plural(count - 1, 'other part')}" if count > 1 else ""
        sentences.append(_place(one.place, one.inside, why) + more)
    return tuple(sentences)


def _place(place: str, inside: str, why: str) -> str:
    return f"{place}{f': {inside}' if inside else ''}: {why}"


def _covered(kind: PlaceKind, searched: list[Searched]) -> Covered:
    units: Counter[str] = Counter()
    for one in searched:
        units[one.unit] += one.units
    return Covered(
        kind=kind,
        # One folder may contain the caches of several clients.
        places=len({(one.place, one.format if kind is PlaceKind.CACHE else "") for one in searched}),
        units=tuple(sorted(units.items())),
        formats=tuple(sorted({one.format for one in searched if one.format})),
        since=min((one.since for one in searched if one.since is not None), default=None),
        until=max((one.until for one in searched if one.until is not None), default=None),
    )


def _unit(count: int, unit: str) -> str:
    single = f"{unit[:-3]}y" if unit.endswith("ies") else unit.removesuffix("s")
    return plural(count, single, unit)
