"""The values that all collectors return."""

from __future__ import annotations  # Python 3.9

from typing import NamedTuple


class Record(NamedTuple):
    """One package in a cache or an installed tree.

    Every text comes from the machine that is searched and is untrusted.
    """

    source: str
    """The kind of place, such as `npm-cache`, `pnpm-store`, `node_modules`, `site-packages` or `npx`."""
    ecosystem: str
    """The purl type: `npm`, `pypi` or `gem`; "" if only digests or an address are known."""
    name: str
    """The package name as the place spells it; "" if unknown."""
    version: str
    """The version as the place spells it; "" if unknown."""
    path: str
    """The path of the file or folder that shows the package."""
    digests: tuple[str, ...] = ()
    """Digests of the registry's artifact as `algorithm:hex`; a prefix of a digest is written `algorithm:hex*`."""
    url: str = ""
    """The address from which the artifact was downloaded, without credentials."""
    at: float | None = None
    """When the package came, in seconds since 1970; None if unknown."""
    state: str = "cached"
    """`cached`, `installed` or `ran` (an install script of the package was executed)."""


class Gap(NamedTuple):
    """Something that could not be read."""

    source: str
    path: str
    why: str


class Looked(NamedTuple):
    """How much was read in one place."""

    source: str
    path: str
    packages: int
    """The number of packages listed there."""
    files: int = 0
    """The number of file system entries visited."""
