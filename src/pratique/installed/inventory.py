"""What an installed tree is found to hold: a lock's worth of entries, and where the files of each lie."""

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
    """The file of which only what decides which code is loaded counts: package managers write into it."""
    around: Mapping[str, int | None] = field(default_factory=dict)
    """All that lies at `place`, where several packages share it; sizes as in `files`."""
    foreign: str = ""
    """Why it cannot be the registry's; empty when it may be."""
    proof: str | None = None
    """A file that only the artifact that was installed has with these bytes (a wheel's WHEEL)."""
    record: FileList | None = None
    """What the installer says that it wrote, for when there is no artifact to compare with."""


@dataclass(frozen=True, slots=True)
class Loose:
    """A file in a tree that belongs to no package.

    `path` is relative to the root; `why` says what it can do there.
    """

    path: str
    why: str
    runs: bool
    """Whether it runs by itself, or in place of a package."""
    looks: tuple[str, ...] = ()
    """Files whose code decides instead: where these do nothing of note, neither does it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledTree:
    """One `node_modules` or `site-packages` folder, read. `copies` are by the key of the lock's entry."""

    path: str
    ecosystem: Ecosystem
    lock: Lock
    copies: Mapping[str, Copy] = field(default_factory=dict)
    loose: tuple[Loose, ...] = ()
    aside: tuple[str, ...] = ()
    """Folders that hold what was made after installing, and no package."""
