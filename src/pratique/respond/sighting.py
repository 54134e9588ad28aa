"""The values that every searched place returns: sightings of wanted releases, and what was and was not searched."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from pratique.core.names import Digest, ReleaseRef


class PlaceKind(StrEnum):
    """The kind of a searched place; the value is the stable name in reports."""

    GATE_LOG = "gate-log"
    PROXY_LOG = "proxy-log"
    LOCK = "lock"
    LOCK_HISTORY = "lock-history"
    SBOM = "sbom"
    INSTALLED = "installed"
    CACHE = "cache"
    IMAGE = "image"
    DEBUG_LOG = "debug-log"
    """Debug logs of package managers, such as npm's `_logs`."""
    CI_LOG = "ci-log"
    PERSISTENCE = "persistence"
    """Files in which malware survives an uninstall: editor tasks, agent hooks, CI workflows."""
    MACHINE = "machine"
    """A file that the collector wrote on another machine."""


class Contact(IntEnum):
    """How close a wanted release came, in increasing order."""

    RESOLVABLE = 1
    """A requested range allows the release, and no lock or log shows the version that was used."""
    REFUSED = 2
    """The gate or a proxy refused the download."""
    LOCKED = 3
    """A lockfile or an SBOM lists the release."""
    FETCHED = 4
    """The release was downloaded: a log or a cache shows it."""
    INSTALLED = 5
    """The release was unpacked into an installed tree or an image."""
    EXECUTED = 6
    """A log or a store proves that code of the release ran."""

    @property
    def word(self) -> str:
        """Return the stable name in reports."""
        return self.name.lower()


class Basis(StrEnum):
    """What a sighting matched."""

    RELEASE = "release"
    """Name and version."""
    DIGEST = "digest"
    INDICATOR = "indicator"
    """A host, an address or a file name of the attack."""


@dataclass(frozen=True, slots=True)
class Change:
    """A commit that added a release to a lockfile, or removed it."""

    commit: str
    at: datetime
    """The committer's time, in UTC."""
    author: str
    """Name and address of the author as the commit states them; untrusted text."""
    subject: str = ""
    """The first line of the commit message; untrusted text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One wanted release, digest or indicator in one place.

    Texts that come from the searched place are untrusted.
    """

    kind: PlaceKind
    contact: Contact
    basis: Basis = Basis.RELEASE
    ref: ReleaseRef | None = None
    """The release; None if only a digest or an indicator matched."""
    wanted: str
    """The id of the matched item in `Wanted`, such as `pkg:npm/axios@1.14.1` or a digest."""
    place: str
    """The searched unit: a repository, a log file, a cache folder, an image reference, a machine."""
    inside: str = ""
    """The path in that unit, with `:line` if known, such as `web/package-lock.json:120`."""
    first: datetime | None = None
    """The first time at which the release was there, in UTC; None if unknown."""
    last: datetime | None = None
    """The last time at which the release was seen there; None if it is still there or unknown (see `current`)."""
    current: bool | None = None
    """Whether the release is still there; None if unknown."""
    who: str = ""
    """The client: an account, a token, a network address, a CI job, a machine."""
    shared: bool = False
    """Whether several people or machines share that account, so that it names no person."""
    branches: tuple[str, ...] = ()
    brought: Change | None = None
    removed: Change | None = None
    through: tuple[str, ...] = ()
    """The packages from the project's own request down to this release, if the place records them."""
    digests: tuple[Digest, ...] = ()
    count: int = 1
    """The number of equal events (downloads, log lines) in this sighting."""
    note: str = ""
    """One sentence on how to read the sighting, such as `postinstall ran (npm debug log)`."""


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A place, or a part of one, that could not be searched."""

    place: str
    inside: str
    why: str
    """One clause, such as `unknown lockfile format` or `encrypted layer`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What was searched in one place."""

    kind: PlaceKind
    place: str
    format: str = ""
    """The recognised format, such as `package-lock v3` or `nexus request log`."""
    units: int = 0
    """The number of searched units: files, revisions, log lines, packages. `unit` names them."""
    unit: str = "files"
    since: datetime | None = None
    until: datetime | None = None
    """For logs and histories, the time that the searched part covers."""
    unchecked: tuple[Unchecked, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The result of the search in one place."""

    sightings: tuple[Sighting, ...] = ()
    searched: tuple[Searched, ...] = field(default=())
