"""The options of a file that determine which files an installer selects: their source, their kind, and their checks.

Only pip has such options in its lock: a requirements file sets them for all its entries.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class FileKinds(StrEnum):
    """The kinds of release files that an installer accepts."""

    BEST = "best"
    """The wheel that matches best, else the source archive."""
    WHEELS = "wheels"
    SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class Option:
    """One option as written in a file. Two options are equal if their name and value are equal, wherever they are."""

    name: str
    value: str
    file: str = field(default="", compare=False)
    """The path of the file, "" for the lock itself."""
    line: int = field(default=0, compare=False)

    @property
    def place(self) -> str:
        """Return `file:line`, or `line N` if the option is in the lock itself."""
        return f"{self.file}:{self.line}" if self.file else f"line {self.line}"

    def __str__(self) -> str:
        return f"{self.place}: {self.name} {self.value[:200]}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallOptions:
    """The effect of a file's options on one of its entries."""

    index: Option | None = None
    """The index that is queried instead of the one that the machine is configured for."""
    no_index: Option | None = None
    """If set, no index is queried."""
    extra: tuple[Option, ...] = ()
    """Additional indexes that are queried."""
    links: tuple[Option, ...] = ()
    """Pages and folders whose files are used in addition to those of the indexes."""
    unverified: tuple[Option, ...] = ()
    """Hosts whose certificates are not verified."""
    kinds: FileKinds = FileKinds.BEST
    kinds_by: Option | None = field(default=None, compare=False)
    """The option that decides `kinds`."""
    prereleases: bool = False
    hashes_required: bool = False
    """Whether the installer rejects files without a digest."""
    local_versions: bool = False
    """Whether `1.0` also allows `1.0+local`, which the installer prefers as newer (PEP 440)."""
    build: tuple[Option, ...] = ()
    """Options that are passed to the build of the entry."""

    @property
    def usual(self) -> bool:
        """Return True if the installer queries the registry that the machine is configured for."""
        return self.index is None and self.no_index is None

    @property
    def indexes(self) -> tuple[Option, ...]:
        """Return the indexes that the options list, in the installer's order."""
        return (*((self.index,) if self.index else ()), *self.extra)


NO_OPTIONS = InstallOptions()
