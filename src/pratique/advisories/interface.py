"""Defines the interfaces of an advisory source and of an index."""

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
    """A row that is not imported, with the reason; `why` has few distinct values, because skips are counted by it."""

    where: str
    """The skipped row: an id, a path or a line number."""
    why: str


@dataclass(frozen=True, slots=True)
class Detectors:
    """Patterns that recognise copied libraries, in the source's own format; `pratique.advisories.vendored` reads them."""

    data: bytes


Row = Advisory | Exploitation | RuntimeLine | Detectors | Skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source of advisories. All methods are pure.

    `rows` reads one file and yields one `Row` for each row of the file, and at least one. Malformed input yields a `Skip`
    and raises no error.
    """

    name: str
    title: str
    licence: str
    wants: Callable[[str], bool]
    """Returns True if a file of an archive or folder belongs to the source, by its path; other files are ignored."""
    rows: Callable[[Entry], Iterator[Row]]
    recognises: Callable[[Entry], bool]
    """Returns True if a file seems to belong to this source, by its path and its first 4,096 bytes."""
    covers: Mapping[Cover, int] = field(default_factory=dict)
    """The covers of the complete source, each with its minimum record count; see `plausible`."""
    url: str | None = None
    """The URL of a zip archive or of one file; None if the source is not published as a whole."""
    deltas: str | None = None
    """The URL of the list of changed records, in the format of the OSV bucket (`modified_id.csv`)."""
    default: bool = False
    """True if `advisories sync` downloads it by default."""
    max_file_bytes: int = 16 * 1024 * 1024
    """The maximum size of a file in an archive, in bytes."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The claim of one advisory about one product, found without reading the whole advisory."""

    number: int
    """The advisory's number in this index."""
    kind: AdvisoryKind
    withdrawn: bool
    affected: Affected


class Advisories(Protocol):
    """A read-only index of advisories, which does not change while it is open."""

    def claims(self, products: Iterable[Product]) -> Iterator[Claim]:
        """Yield all claims about these products, including withdrawn ones."""

    def advisories(self, numbers: Iterable[int]) -> Mapping[int, Advisory]:
        """Return complete advisories by number."""

    def by_id(self, advisory_id: str) -> Sequence[Advisory]:
        """Return all advisories with this id or alias, ignoring case, including withdrawn ones."""

    def exploitation(self, cves: Iterable[str]) -> Mapping[str, Exploitation]:
        """Return exploitation data by CVE id."""

    def lines(self, product: Product) -> Sequence[RuntimeLine]:
        """Return the release lines of a runtime."""

    def detectors(self) -> Sequence[bytes]:
        """Return the bytes of every `Detectors` row."""

    def sources(self) -> Sequence[SourceState]:
        """Return the sources."""
