"""The options of a file that decide which files an installer takes: from where, of which kind, and how they are checked.

The one client with such options in its lock is pip, whose requirements files set them for all their entries.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class FileKinds(StrEnum):
    """Which of the files of a release an installer takes."""

    BEST = "best"
    """The wheel that fits best, else the source archive."""
    WHEELS = "wheels"
    SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class Option:
    """One option as it is written in a file; two are equal when they say the same, wherever they are."""

    name: str
    value: str
    file: str = field(default="", compare=False)
    """The path of the file, "" for the lock itself."""
    line: int = field(default=0, compare=False)

    @property
    def place(self) -> str:
        """Return `file:line`, or `line N` of the lock itself."""
        return f"{self.file}:{self.line}" if self.file else f"line {self.line}"

    def __str__(self) -> str:
        return f"{self.place}: {self.name} {self.value[:200]}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallOptions:
    """The effect of a file's options on one of its entries."""

    index: Option | None = None
    """The index that is asked instead of the one that the machine is configured for."""
    no_index: Option | None = None
    """Set: no index is asked at all."""
    extra: tuple[Option, ...] = ()
    """Indexes that are asked beside it."""
    links: tuple[Option, ...] = ()
    """Pages and folders whose files are offered beside those of the indexes."""
    unverified: tuple[Option, ...] = ()
    """Hosts whose certificates are not verified."""
    kinds: FileKinds = FileKinds.BEST
    kinds_by: Option | None = field(default=None, compare=False)
    """The option that decides `kinds`."""
    prereleases: bool = False
    hashes_required: bool = False
    """Whether the installer refuses what has no digest."""
    local_versions: bool = False
    """Whether `1.0` also allows `1.0+local`, which the installer prefers as newer (PEP 440)."""
    build: tuple[Option, ...] = ()
    """What the build of the entry is given."""

    @property
    def usual(self) -> bool:
        """Return whether the registry that the machine is configured for is asked."""
        return self.index is None and self.no_index is None

    @property
    def indexes(self) -> tuple[Option, ...]:
        """Return the indexes that the options name, in the installer's order."""
        return (*((self.index,) if self.index else ()), *self.extra)


NO_OPTIONS = InstallOptions()
