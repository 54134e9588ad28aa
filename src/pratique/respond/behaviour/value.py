"""The described behaviour of one artifact. All texts that come from the artifact are unescaped and untrusted."""

from dataclasses import dataclass
from enum import StrEnum

from pratique.core.location import Location
from pratique.core.names import Digest, ReleaseRef
from pratique.respond.wanted.value import Indicator


class Moment(StrEnum):
    """When a part of the behaviour runs, earliest first."""

    INSTALL = "install"
    IMPORT = "import"
    CALLED = "called"


class Role(StrEnum):
    """The part that a detection plays in an attack, in the order in which a report lists the parts."""

    CONDITION = "condition"
    """Code that decides whether the rest runs: a time, a host, a user, a country, a CI system."""
    TAKES = "takes"
    HIDES = "hides"
    DOWNLOADS = "downloads"
    """Downloads or unpacks further code and starts it."""
    SENDS = "sends"
    OPENS = "opens"
    """Opens a shell on the machine for a remote party."""
    STAYS = "stays"
    """Writes to places that survive an uninstall."""
    SPREADS = "spreads"
    DAMAGES = "damages"
    MINES = "mines"


@dataclass(frozen=True, slots=True)
class Trigger:
    """What starts the code: an install hook, an import or a command."""

    moment: Moment
    words: str
    """The hook with its command, such as `postinstall: node setup.js`, or the file that an import runs."""
    place: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """One thing that the code does. The first place is where it ends, such as the line that sends data."""

    role: Role
    moment: Moment
    words: str
    places: tuple[Location, ...]
    proven: bool = False
    """Whether the analysis followed the data from its source to its end. Otherwise the parts are only near each other."""
    host: str = ""
    """The host that the detection reaches, if it is a constant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """What one artifact does, as far as its code shows."""

    digest: Digest
    filename: str
    ref: ReleaseRef | None = None
    triggers: tuple[Trigger, ...] = ()
    detections: tuple[Detection, ...] = ()
    """In order: by moment, then by role."""
    indicators: tuple[Indicator, ...] = ()
    reads: tuple[str, ...] = ()
    """The credentials that the code names: files, tokens and variables."""
    unread: tuple[str, ...] = ()
    """One clause for each executable part that the analysis could not read, so that the description may be incomplete."""

    @property
    def conditions(self) -> tuple[Detection, ...]:
        """Return the conditions on which the code runs, such as a CI system or a country."""
        return tuple(detection for detection in self.detections if detection.role is Role.CONDITION)


@dataclass(frozen=True, slots=True)
class NoBytes:
    """The bytes of a release are not on this machine, so its behaviour is unknown."""

    ref: ReleaseRef | None
    digests: tuple[Digest, ...]
    why: str
    """One clause, such as `the store has no file of axios@1.14.1`."""
    ways: tuple[str, ...]
    """Ways to get the bytes, one sentence each, the most likely first."""
