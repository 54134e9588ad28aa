"""The contents of an installed tree: a lock with its entries, and the locations of their files."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pratique.core.installed import FileList
from pratique.core.lock import Lock
from pratique.core.names import Ecosystem


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One installed copy of a release. `files` maps the artifact's paths to sizes in bytes.

    On disk, a file is at `place`, a slash, and that path. The size is None for anything but a regular file: a
    link, a pipe.
    """

    place: str
    files: Mapping[str, int | None]
    manifest: str | None = None
    """The file that package managers modify: only its fields that determine which code is loaded count."""
    around: Mapping[str, int | None] = field(default_factory=dict)
    """All files at `place`, if several packages share it; sizes as in `files`."""
    foreign: str = ""
    """Why it cannot be the registry's artifact; empty if it may be."""
    proof: str | None = None
    """A file whose bytes are unique to the installed artifact (a wheel's WHEEL)."""
    record: FileList | None = None
    """The files that the installer recorded, if there is no artifact to compare with."""


@dataclass(frozen=True, slots=True)
class Loose:
    """A file in a tree that belongs to no package.

    `path` is relative to the root; `why` describes its possible effect.
    """

    path: str
    why: str
    runs: bool
    """Whether it runs automatically, or instead of a package."""
    looks: tuple[str, ...] = ()
    """Files whose code determines the effect: if they are harmless, this file is harmless."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledTree:
    """The contents of a `node_modules` or `site-packages` folder; `copies` are keyed by the key of the lock entry."""

    path: str
    ecosystem: Ecosystem
    lock: Lock
    copies: Mapping[str, Copy] = field(default_factory=dict)
    loose: tuple[Loose, ...] = ()
    aside: tuple[str, ...] = ()
    """Folders that contain files created after installation, and no package."""
