"""Options in a requirements file that determine which files an installer selects: their source, kind and checks.

Of the lockfile formats, only pip's requirements files contain install options. The install options in a requirements
file apply to all its entries.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class FileKinds(StrEnum):
    """The kinds of release files that an installer accepts."""

    BEST = "best"
    """The installer uses the best matching wheel, or else the source archive."""
    WHEELS = "wheels"
    SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class Option:
    """One option as written in a file.

    Two options are equal if their names and values are equal, regardless of their locations.
    """

    name: str
    value: str
    file: str = field(default="", compare=False)
    """The path of the file, or "" for the lockfile itself."""
    line: int = field(default=0, compare=False)

    @property
    def place(self) -> str:
        """Return `file:line`, or `line N` for an option in the lockfile itself."""
        return f"{self.file}:{self.line}" if self.file else f"line {self.line}"

    def __str__(self) -> str:
        return f"{self.place}: {self.name} {self.value[:200]}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallOptions:
    """The effect of a requirements file's options on one of its entries."""

    index: Option | None = None
    """The index URL that the installer queries instead of the configured registry."""
    no_index: Option | None = None
    """Whether the installer queries no index."""
    extra: tuple[Option, ...] = ()
    """Additional index URLs that the installer queries."""
    links: tuple[Option, ...] = ()
    """Pages and folders in which the installer searches for additional files."""
    unverified: tuple[Option, ...] = ()
    """Hosts for which the installer does not verify certificates."""
    kinds: FileKinds = FileKinds.BEST
    kinds_by: Option | None = field(default=None, compare=False)
    """The option that determines `kinds`."""
    prereleases: bool = False
    hashes_required: bool = False
    """Whether the installer rejects files without a digest."""
    local_versions: bool = False
    """Whether a pin of `1.0` also allows `1.0+local`, which the installer prefers as the newer version (PEP 440)."""
    build: tuple[Option, ...] = ()
    """Options that the installer passes to the build of the entry."""

    @property
    def usual(self) -> bool:
        """Return True if the installer queries the configured registry."""
        return self.index is None and self.no_index is None

    @property
    def indexes(self) -> tuple[Option, ...]:
        """Return the listed index URLs in the installer's order."""
        return (*((self.index,) if self.index else ()), *self.extra)


NO_OPTIONS = InstallOptions()
