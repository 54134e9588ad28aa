"""Defines the files of decisions that were moved out of the database, and reads and verifies one file."""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pratique.core.decision import Decision
from pratique.core.names import PackageRef
from pratique.core.policy import Action
from pratique.report.parts.counts import plural
from pratique.store.log.line import Line, read_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file with decisions of one month."""

    id: int
    filename: str
    rows: int
    first: int
    """The number of the first decision."""
    last: int
    first_at: datetime
    last_at: datetime
    size_bytes: int
    sha256: str
    """The digest of the compressed file."""
    moved_through: int
    """The decisions up to this number are no longer in the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """The decisions that are searched for. None means all."""

    since: datetime | None = None
    until: datetime | None = None
    package: PackageRef | None = None
    version: str | None = None
    action: Action | None = None
    who: str | None = None
    after: int = 0
    """Only decisions with a higher number."""

    def may_contain(self, part: Part) -> bool:
        """Return True if a file may contain decisions of the requested time with a requested number."""
        late = self.since is not None and part.last_at < self.since
        early = self.until is not None and part.first_at >= self.until
        return not (late or early) and part.last > self.after

    def in_time(self, at: datetime) -> bool:
        """Return True if a decision was made in the requested time."""
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)

    @property
    def text(self) -> bytes:
        """Return bytes that each matching line contains, so that other lines need not be decoded."""
        if self.package is None:
            return b""
        if self.version is None:
            return f'"purl":"{self.package.purl}@'.encode()
        return f'"purl":"{self.package.at(self.version).purl}"'.encode()

    def matches(self, line: Line) -> bool:
        """Return True if a line with `text` is a requested decision."""
        return (
            line.number > self.after
            and self.in_time(line.at)
            and (self.action is None or line.action is self.action)
            and (self.who is None or line.who == self.who)
        )


@dataclass(slots=True)
class Looked:
    """The files that a search read, and the files that it could not read."""

    read: list[str] = field(default_factory=list)
    """The names of the files that were read to their end."""
    lost: list[str] = field(default_factory=list)
    """One sentence for each missing or damaged file."""

    def found(self, filename: str) -> None:
        """Note once that a file was read."""
        if filename not in self.read:
            self.read.append(filename)

    def lose(self, sentence: str) -> None:
        """Note once that a file could not be read."""
        if sentence not in self.lost:
            self.lost.append(sentence)


@dataclass(frozen=True, slots=True)
class LogFolder:
    """The folder of the files."""

    folder: Path

    def lines(self, part: Part, looked: Looked, *, text: bytes = b"") -> Iterator[Line]:
        """Yield the lines of a file that contain a text.

        For a missing or damaged file, yield nothing, and note the problem.
        """
        for data in self.data(part, looked):
            if text in data:
                yield read_line(data)

    def data(self, part: Part, looked: Looked) -> Iterator[bytes]:
        """Yield the lines of a file as bytes, like `lines`."""
        try:
            with (self.folder / part.filename).open("rb") as opened:
                if hashlib.file_digest(opened, "sha256").hexdigest() != part.sha256:
                    looked.lose(f"{part.filename} is damaged: it is not the file that was written")
                    return
                opened.seek(0)
                with gzip.open(opened, "rb") as plain:
                    yield from plain
        except FileNotFoundError:
            looked.lose(f"{part.filename} is missing: it contains {plural(part.rows, 'decision')}")
        except (OSError, EOFError, zlib.error) as error:
            looked.lose(f"{part.filename} cannot be read: {error}")
        else:
            looked.found(part.filename)

    def moved(self, part: Part, looked: Looked, query: Query) -> Iterator[Decision]:
        """Yield the requested decisions of a file that are no longer in the database."""
        for line in self.lines(part, looked, text=query.text):
            if line.number <= part.moved_through and query.matches(line):
                yield line.decision()
