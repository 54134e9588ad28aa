"""Defines the interfaces for advisory sources and for indexes."""

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
    """One file of a source: its path and its bytes. The path is relative to the archive or folder, or is just the file name."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Skip:
    """A row that is not imported, with the reason.

    Skipped rows are counted by reason, so sources use only a few distinct reasons.
    """

    where: str
    """The id, the path or the line number that identifies the skipped row."""
    why: str


@dataclass(frozen=True, slots=True)
class Detectors:
    """Patterns that recognise copied libraries, in the format of the source. `pratique.advisories.vendored` parses the patterns."""

    data: bytes


Row = Advisory | Exploitation | RuntimeLine | Detectors | Skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source of advisories. The methods of a source are pure functions.

    `rows` reads one file and yields one `Row` for each row of the file, but always at least one `Row`. For malformed
    input, `rows` yields a `Skip` and raises no error.
    """

    name: str
    title: str
    licence: str
    wants: Callable[[str], bool]
    """Returns True if a file of an archive or folder belongs to the source, by its path.

    Files that do not belong to the source are not read.
    """
    rows: Callable[[Entry], Iterator[Row]]
    recognises: Callable[[Entry], bool]
    """Returns True if a single file probably belongs to this source, by its path and its first 4,096 bytes."""
    covers: Mapping[Cover, int] = field(default_factory=dict)
    """The kinds of advisories that the complete source contains, each with the minimum number of records; see `plausible`."""
    url: str | None = None
    """The URL of a zip archive or of a single file; None if the complete source is not published in one file."""
    deltas: str | None = None
    """The URL of the list of changed records, in the format of the OSV bucket (`modified_id.csv`)."""
    default: bool = False
    """True if `advisories sync` downloads the source by default."""
    max_file_bytes: int = 16 * 1024 * 1024
    """The maximum size of one file in an archive, in bytes."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The affected versions that one advisory lists for one product. A claim can be read without the rest of the advisory."""

    number: int
    """The number of the advisory in this index."""
    kind: AdvisoryKind
    withdrawn: bool
    affected: Affected


class Advisories(Protocol):
    """A read-only index of advisories. The content of an index does not change while it is open."""

    def claims(self, products: Iterable[Product]) -> Iterator[Claim]:
        """Yield the claim of each advisory about the given products, including withdrawn advisories."""

    def advisories(self, numbers: Iterable[int]) -> Mapping[int, Advisory]:
        """Return complete advisories by number."""

    def by_id(self, advisory_id: str) -> Sequence[Advisory]:
        """Return all advisories with this id or alias, including withdrawn advisories. The id is not case-sensitive."""

    def exploitation(self, cves: Iterable[str]) -> Mapping[str, Exploitation]:
        """Return exploitation data by CVE id."""

    def lines(self, product: Product) -> Sequence[RuntimeLine]:
        """Return the release lines of a runtime product."""

    def detectors(self) -> Sequence[bytes]:
        """Return the bytes of every `Detectors` row."""

    def sources(self) -> Sequence[SourceState]:
        """Return the state of each source."""
