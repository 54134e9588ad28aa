"""Defines the contents of an installed tree: a lockfile with its entries, and the locations of the installed files."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pratique.core.installed import FileList
from pratique.core.lock import Lock
from pratique.core.names import Ecosystem


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One installed copy of a release. `files` maps paths in the artifact to file sizes in bytes.

    On disk, each file is at its path below `place`. The size is None for anything but a regular file, such as a link.
    """

    place: str
    files: Mapping[str, int | None]
    manifest: str | None = None
    """The path of a manifest that package managers modify.

    Only those fields of the manifest that determine which code is loaded are compared.
    """
    around: Mapping[str, int | None] = field(default_factory=dict)
    """All files below `place`, with sizes as in `files`, if several packages share this folder."""
    foreign: str = ""
    """Why the copy cannot come from the registry's artifact; "" if it may come from that artifact."""
    proof: str | None = None
    """The path of a file whose bytes differ between the artifacts of a release, such as the WHEEL file of a wheel."""
    record: FileList | None = None
    """The files that the installer recorded, for copies that cannot be compared with an artifact."""


@dataclass(frozen=True, slots=True)
class Loose:
    """A file in an installed tree that belongs to no package.

    `path` is relative to the root. `why` describes the possible effect of the file.
    """

    path: str
    why: str
    runs: bool
    """Whether the file runs automatically, or is loaded instead of a package."""
    looks: tuple[str, ...] = ()
    """The files that determine the effect of this file.

    If the code of those files is harmless, this file is also harmless.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledTree:
    """The contents of a `node_modules` or `site-packages` folder. `copies` is indexed by the keys of the lockfile entries."""

    path: str
    ecosystem: Ecosystem
    lock: Lock
    copies: Mapping[str, Copy] = field(default_factory=dict)
    loose: tuple[Loose, ...] = ()
    aside: tuple[str, ...] = ()
    """Folders with files that were created after installation and that belong to no package."""
