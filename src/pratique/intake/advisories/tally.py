"""Counts the imported and skipped rows of an advisory source."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from pratique.advisories.interface import Row, Source
from pratique.advisories.plausible import counted_against
from pratique.advisories.sources.ghsa import NOT_REVIEWED
from pratique.advisories.sources.osv_affected import ANOTHER_ECOSYSTEM, NAME_INVALID
from pratique.advisories.sources.retire import EXAMPLE
from pratique.core.advisory import Advisory, Cover, Exploitation, SourceState

TOLD_TWICE = "repeated later"
"""The reason for skipping the earlier of two rows with the same id."""
_LOSES_NOTHING = frozenset({TOLD_TWICE, ANOTHER_ECOSYSTEM, NAME_INVALID, NOT_REVIEWED, EXAMPLE})
"""Reasons for skipping a row that is irrelevant to audits. Rows skipped for any other reason are unreadable."""
_MOST_UNREAD = 1_000
"""A source counts as incomplete if more than one in this many rows is unreadable."""
_CLOCKS_DIFFER = timedelta(days=1)


@dataclass(slots=True)
class Tally:
    """Counts the rows of one advisory source while they are read."""

    now: datetime
    rows: int = 0
    imported: int = 0
    withdrawn: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    as_of: datetime | None = None
    """The newest time in any row of the source. Future times are ignored."""

    @classmethod
    def of(cls, state: SourceState, now: datetime) -> "Tally":
        """Return the counts of a stored source."""
        return cls(
            now=now,
            rows=state.rows,
            imported=state.imported,
            withdrawn=state.withdrawn,
            skipped=Counter(state.skipped),
            as_of=state.as_of,
        )

    def took(self, row: Row) -> None:
        """Count an imported row."""
        self.rows += 1
        self.imported += 1
        self.withdrawn += _is_withdrawn(row)
        for told in times_of(row):
            if told <= self.now + _CLOCKS_DIFFER and (self.as_of is None or told > self.as_of):
                self.as_of = told

    def skip(self, why: str, *, rows: int = 1) -> None:
        """Count skipped rows."""
        self.rows += rows
        self.skipped[why] += rows

    def replaced(self, earlier: Row) -> None:
        """Count a row that was replaced by a later row of the same source."""
        self.imported -= 1
        self.withdrawn -= _is_withdrawn(earlier)
        self.skipped[TOLD_TWICE] += 1

    def dropped(self, earlier: Row) -> None:
        """Count a row that its source removed."""
        self.rows -= 1
        self.imported -= 1
        self.withdrawn -= _is_withdrawn(earlier)

    def unskip(self, why: str, rows: int) -> None:
        """Subtract skipped rows that are about to be imported again."""
        self.rows -= rows
        self.skipped[why] -= rows

    def state(
        self,
        source: Source,
        *,
        held: Mapping[Cover, int],
        origin: str,
        digest: str,
        synced: bool = False,
        etag: str | None = None,
    ) -> SourceState:
        """Return the state of the source after all rows were counted. `held` contains the number of stored records of each kind."""
        unread = sum(max(count, 0) for why, count in self.skipped.items() if why not in _LOSES_NOTHING)
        counts = counted_against(source.covers, held)
        readable = unread * _MOST_UNREAD <= self.rows
        covers = tuple(count.cover for count in counts if readable and count.suffices)
        return SourceState(
            name=source.name,
            title=source.title,
            licence=source.licence,
            origin=origin,
            checked_at=self.now,
            as_of=self.as_of,
            rows=self.rows,
            imported=self.imported,
            withdrawn=self.withdrawn,
            skipped={why: count for why, count in sorted(self.skipped.items()) if count > 0},
            digest=digest,
            covers=covers,
            counts=counts,
            unread=unread,
            partial=not readable or len(covers) < len(counts),
            synced=synced,
            etag=etag,
        )


def times_of(row: Row) -> Iterator[datetime]:
    """Yield the modification, publication and exploitation dates in a row, as UTC times."""
    match row:
        case Advisory():
            yield from (_aware(told) for told in (row.modified, row.published) if told is not None)
        case Exploitation():
            yield from (_midnight(day) for day in (row.epss_date, row.kev_added) if day is not None)


def _is_withdrawn(row: Row) -> bool:
    return isinstance(row, Advisory) and row.withdrawn is not None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _aware(told: datetime) -> datetime:
    return told if told.tzinfo is not None else told.replace(tzinfo=UTC)
