"""The values of a list of steps."""

from dataclasses import dataclass
from enum import StrEnum

from pratique.respond.sighting import Sighting


class StepKind(StrEnum):
    """A step, in the order in which the steps are taken."""

    NOTHING = "nothing"
    FREEZE = "freeze"
    ISOLATE = "isolate"
    PURGE = "purge"
    PERSISTENCE = "remove-persistence"
    """Comes before ROTATE: some payloads destroy files when their token is revoked."""
    ROTATE = "rotate"
    PIN = "pin"
    RELOCK = "regenerate-lock"
    HUNT = "hunt"
    REPORT = "report"
    SEARCH_AGAIN = "search-again"


class System(StrEnum):
    """A system whose shell takes a command."""

    POSIX = "posix"
    WINDOWS = "windows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A line to paste."""

    client: str
    """The package manager or program, such as `npm`."""
    system: System
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: what to do and why, with commands to paste and the sightings that call for it."""

    kind: StepKind
    title: str
    why: str
    commands: tuple[Command, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences without a command, such as the names of credentials. They may contain untrusted text."""
    applies_to: tuple[Sighting, ...] = ()
