"""What a source of advisories is, and what an index of them answers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pratique.core.advisory import (
    Advisory,
    AdvisoryKind,
    Affected,
    Cover,
    Exploitation,
    Product,
    RuntimeLine,
    SourceState,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a source: its path inside the archive or folder, or the file's own name, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Skip:
    """A row that is not imported, and why; `why` is one of few, since rows are counted by it."""

    where: str
    """The row: an id, a path, a line."""
    why: str


@dataclass(frozen=True, slots=True)
class Detectors:
    """Patterns that recognise copied libraries, as one source's own bytes; read by `pratique.advisories.vendored`."""

    data: bytes


Row = Advisory | Exploitation | RuntimeLine | Detectors | Skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source of advisories. Everything is pure.

    `rows` reads one file and gives one `Row` for each row that the file holds, and at least one; it raises nothing for
    malformed input: that is a `Skip`.
    """

    name: str
    title: str
    licence: str
    wants: Callable[[str], bool]
    """Whether a file of an archive or folder belongs to the source, by its path; the others are no rows."""
    rows: Callable[[Entry], Iterator[Row]]
    recognises: Callable[[Entry], bool]
    """Whether a file looks like one of this source, by its path and its first 4,096 bytes."""
    covers: Mapping[Cover, int] = field(default_factory=dict)
    """What the whole source is complete for, each with the fewest records that can be the whole; see `plausible`."""
    url: str | None = None
    """Where it is published: a zip of files, or one file; None: nobody publishes it as a whole."""
    deltas: str | None = None
    """Where the list of changed records is, in the layout of the OSV bucket (`modified_id.csv`)."""
    default: bool = False
    """Whether `advisories sync` brings it without being asked to."""
    max_file_bytes: int = 16 * 1024 * 1024
    """The largest file of an archive that is read."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The claim of one advisory about one product, found without reading the whole advisory."""

    number: int
    """The advisory's number in this index."""
    kind: AdvisoryKind
    withdrawn: bool
    affected: Affected


class Advisories(Protocol):
    """An index of advisories: read only, the same for every answer while it is open."""

    def claims(self, products: Iterable[Product]) -> Iterator[Claim]:
        """Yield all claims about these products, including withdrawn ones."""

    def advisories(self, numbers: Iterable[int]) -> Mapping[int, Advisory]:
        """Return complete advisories by number."""

    def by_id(self, advisory_id: str) -> Sequence[Advisory]:
        """Return all advisories with this id or alias, ignoring case, including withdrawn ones."""

    def exploitation(self, cves: Iterable[str]) -> Mapping[str, Exploitation]:
        """Return what is known of exploitation, by CVE."""

    def lines(self, product: Product) -> Sequence[RuntimeLine]:
        """Return the release lines of a runtime."""

    def detectors(self) -> Sequence[bytes]:
        """Return the bytes of every `Detectors` row."""

    def sources(self) -> Sequence[SourceState]:
        """Return the sources."""
