"""Installed files compared with their artifact."""

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
    """Whether it is code, compiled code, or decides which code is loaded."""
    also: tuple[str, ...] = ()
    """sha256 of what installers make of it without changing what it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileList:
    """The files of an artifact by their path below its root, without their bytes."""

    files: Mapping[str, ShippedFile]
    omitted: tuple[str, ...] = ()
    """Paths that were not read, as for their size."""
    loads: Mapping[str, str] = field(default_factory=dict)
    """What its package.json says about which code is loaded and run: field to sha256 of the value."""
    hooked: bool = False
    """Whether installing it runs a command."""
    shrinkwrap: bytes | None = None
    """The bytes of the npm-shrinkwrap.json that it ships, by which npm 10 and 11 install what is below it."""
    gap: str | None = None
    """Why the list may not be whole."""


class DifferenceKind(StrEnum):
    """How an installed file is not that of the artifact."""

    CHANGED = "changed"
    ADDED = "added"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One file that is not as the artifact has it. `path` is that of the installed file, from the root."""

    path: str
    kind: DifferenceKind
    runs: bool
    """Whether it is code, compiled code, or decides which code is loaded: the file that lies there, or that should."""
    sure: bool = True
    """False where the package's own install hook may have made it."""
    sha256: str | None = None
    """Of what lies there; None for a file that is missing, or is no regular file."""
    inside: str = ""
    """Its path as the artifact would name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledCheck:
    """What the installed copies of one artifact were compared with it for."""

    places: tuple[str, ...]
    """The folders that were compared."""
    same: int = 0
    """Files that are as the artifact has them."""
    differences: tuple[Difference, ...] = ()
    explained: Mapping[str, int] = field(default_factory=dict)
    """Why files differ that rightly do, each with how many."""
    instead: str = ""
    """Why it was compared with what the installer recorded, and not with the artifact; empty where it was."""

    @property
    def wrong(self) -> tuple[Difference, ...]:
        """Return files that run, differ from the artifact, and cannot come from an install script: they stop a release."""
        return tuple(
            d for d in self.differences if d.runs and d.sure and d.kind is not DifferenceKind.MISSING
        )

    @property
    def doubtful(self) -> tuple[Difference, ...]:
        """Return files that run, differ from the artifact, and may come from its own install script."""
        return tuple(d for d in self.differences if d.runs and not d.sure)

    @property
    def rest(self) -> tuple[Difference, ...]:
        """Return data that differs, and missing files."""
        found = {*self.wrong, *self.doubtful}
        return tuple(d for d in self.differences if d not in found)


def in_words(differences: Iterable[Difference]) -> str:
    """Return `changed a/b.js, added c.js and 4 more`."""
    found = list(differences)
    named = ", ".join(f"{d.kind.value} {d.path}" for d in found[:_MOST_NAMED])
    more = len(found) - _MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named


def wrong_words(check: InstalledCheck) -> str:
    """Return why a release with modified installed code is stopped; empty if nothing is wrong."""
    count = len(check.wrong)
    if not count:
        return ""
    subject = (
        "an installed file that can run is" if count == 1 else f"{count} installed files that can run are"
    )
    owner = "as its installer recorded" if check.instead else "the artifact's"
    return f"{subject} not {owner}: {in_words(check.wrong)}"
