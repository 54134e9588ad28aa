"""The comparison of installed files with their artifact."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class ShippedFile:
    """One file of an artifact."""

    sha256: str
    size_bytes: int
    runs: bool
    """Whether the file is code or compiled code, or determines which code is loaded."""
    also: tuple[str, ...] = ()
    """The SHA-256 of equivalent content that installers write instead of the original content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileList:
    """The files of an artifact by their path below its root, without their contents."""

    files: Mapping[str, ShippedFile]
    omitted: tuple[str, ...] = ()
    """Paths that were not read, for example because a file is too large."""
    loads: Mapping[str, str] = field(default_factory=dict)
    """Fields of package.json that determine which code runs, each with the SHA-256 of the value."""
    hooked: bool = False
    """Whether the installation of the artifact runs a command."""
    starts: bool = False
    """Whether the artifact has code that runs when it is installed, or a manifest that cannot be read.

    For a wheel, this is the code that runs at every start of Python.
    """
    commands: tuple[str, ...] = ()
    """The names of the programs that the artifact installs."""
    name: str = ""
    """The name in the manifest; "" if there is none."""
    version: str = ""
    """The version in the manifest; "" if there is none."""
    shrinkwrap: bytes | None = None
    """The bytes of the npm-shrinkwrap.json in the artifact, from which npm 10 and 11 install the dependencies."""
    gap: str | None = None
    """The reason why the list may be incomplete."""


class DifferenceKind(StrEnum):
    """The way in which an installed file differs from the artifact."""

    CHANGED = "changed"
    ADDED = "added"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One installed file that differs from the artifact.

    `path` is relative to the root of the installed tree.
    """

    path: str
    kind: DifferenceKind
    runs: bool
    """Whether the installed or missing file is code or compiled code, or determines which code is loaded."""
    sure: bool = True
    """False if the package's own install hook may have created the difference."""
    sha256: str | None = None
    """The SHA-256 of the installed file; None if the file is missing or not a regular file."""
    inside: str = ""
    """The path of the file in the artifact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledCheck:
    """The result of comparing the installed copies of one artifact with the artifact's files."""

    places: tuple[str, ...]
    """The folders that were compared."""
    same: int = 0
    """The number of installed files that are identical to the artifact's files."""
    differences: tuple[Difference, ...] = ()
    explained: Mapping[str, int] = field(default_factory=dict)
    """The number of legitimate differences for each reason."""
    instead: str = ""
    """The reason why the installed files were compared with the installer's record; empty if they were compared with
    the artifact."""

    @property
    def wrong(self) -> tuple[Difference, ...]:
        """Return the executable files that differ from the artifact and that no install script can have written.

        Executable files that differ stop a release, unless an install script may have written them.
        """
        return tuple(
            d for d in self.differences if d.runs and d.sure and d.kind is not DifferenceKind.MISSING
        )

    @property
    def doubtful(self) -> tuple[Difference, ...]:
        """Return differing executable files that the artifact's own install script may have written."""
        return tuple(d for d in self.differences if d.runs and not d.sure)

    @property
    def rest(self) -> tuple[Difference, ...]:
        """Return the differences in data files, and missing files."""
        found = {*self.wrong, *self.doubtful}
        return tuple(d for d in self.differences if d not in found)


def in_words(differences: Iterable[Difference]) -> str:
    """Return text such as `changed a/b.js, added c.js and 4 more`."""
    found = list(differences)
    named = ", ".join(f"{d.kind.value} {d.path}" for d in found[:_MOST_NAMED])
    more = len(found) - _MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named


def wrong_words(check: InstalledCheck) -> str:
    """Return the reason why modified installed code stops a release; empty if no installed code is modified."""
    count = len(check.wrong)
    if not count:
        return ""
    subject = (
        "an installed executable file differs" if count == 1 else f"{count} installed executable files differ"
    )
    owner = "the installer's record" if check.instead else "the artifact"
    return f"{subject} from {owner}: {in_words(check.wrong)}"
