"""Adds the rows of advisory files to a draft of the index and counts them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from posixpath import basename

from pratique.advisories.index.draft import Draft
from pratique.advisories.interface import Detectors, Entry, Row, Skip, Source
from pratique.core.advisory import Advisory, Exploitation, RuntimeLine
from pratique.intake.advisories.tally import TOLD_TWICE, Tally

NO_UNICODE = "contains text that is not Unicode"


@dataclass(frozen=True, slots=True)
class Taking:
    """Adds the rows of one advisory source to a draft of the index."""

    source: Source
    draft: Draft
    tally: Tally

    def take(self, items: Iterable[Entry | Skip], *, step: Callable[[], None]) -> None:
        """Add the rows of all given files, and count the skipped rows. Call `step` after each file."""
        for item in items:
            if isinstance(item, Skip):
                self._skip(item.where, item.why)
            else:
                for row in self.source.rows(item):
                    self._row(item.path, row)
            step()

    def _row(self, path: str, row: Row) -> None:
        if isinstance(row, Skip):
            self._skip(path, row.why)
            return
        try:
            self._put(path, row)
        except UnicodeEncodeError:
            self._skip(path, NO_UNICODE)

    def _put(self, path: str, row: Row) -> None:
        match row:
            case Advisory():
                earlier = self.draft.add(row)
                self.tally.took(row)
                if earlier is not None:
                    self.tally.replaced(earlier)
                    self._note(path, TOLD_TWICE)
            case Exploitation():
                told = self.draft.exploitation(row)
                self._count(path, row, told=told)
            case RuntimeLine():
                told = self.draft.line(row)
                self._count(path, row, told=told)
            case Detectors():
                self.draft.detectors(row.data)
                self.tally.took(row)

    def _count(self, path: str, row: Row, *, told: bool) -> None:
        self.tally.took(row)
        if told:
            self.tally.replaced(row)
            self._note(path, TOLD_TWICE)

    def _skip(self, path: str, why: str) -> None:
        self.tally.skip(why)
        self._note(path, why)

    def _note(self, path: str, why: str) -> None:
        if self.source.deltas is not None:
            self.draft.skip(record_of(path), why)


def record_of(path: str) -> str:
    """Return the id of the advisory record in a file of an OSV bucket."""
    return basename(path).removesuffix(".json").encode("utf-8", "replace").decode()
