"""Describes what a package runs when it is installed. The descriptions come from the analysis, never from the package's texts."""

from dataclasses import dataclass
from enum import StrEnum

from pratique.core.location import Location


class Effect(StrEnum):
    """One thing that an install script does, as far as its code shows."""

    NOTHING = "nothing"
    """It changes nothing that lasts."""
    PRINTS = "prints"
    """It prints a message."""
    BUILDS = "builds"
    """It builds native code or a wheel from the sources of its own package."""
    COPIES = "copies"
    """It copies or writes files of its own package, inside the folder of its package."""
    WRITES = "writes"
    """It writes files, and not provably inside the folder of its package."""
    DOWNLOADS = "downloads"
    """It downloads something, or asks the network."""
    STARTS = "starts"
    """It starts a program that is neither its own nor a known part of a build."""
    OTHER_CODE = "other-code"
    """It runs the code of another package."""
    CHANGES = "changes"
    """It changes the project or other packages, for example git hooks."""
    CREDENTIALS = "credentials"
    """It reads places where credentials are kept."""
    STARTUP = "startup"
    """Its code runs at later starts of an interpreter or a package manager, or it writes places of autostart."""
    UNKNOWN = "unknown"
    """The analysis does not understand the script."""


OWN_WORK = frozenset({Effect.NOTHING, Effect.PRINTS, Effect.BUILDS, Effect.COPIES})
"""The effects that need no person: the script builds or copies files of its own package, or prints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallScript:
    """One script that an installation of an artifact runs. All texts are unescaped and untrusted."""

    hook: str
    """What starts it: `preinstall`, `install`, `postinstall`, `setup.py`, `build-backend`, `pth`, `extconf`, ..."""
    command: str
    """The command line, or the path of the file that is run."""
    does: str
    """What it does, in one line; it begins with `unknown: ` if the analysis does not understand it."""
    effects: tuple[Effect, ...]
    """The effects, each once, in the order of `Effect`; at least one."""
    places: tuple[Location, ...]
    """Where the script is declared, then the lines that decide what it does; at least one."""
    tools: tuple[str, ...] = ()
    """The known programs that its words name, such as `node-gyp`; another package of the project may provide them."""
    behaviour: str = ""
    """SHA-256 in hex of what decides the behaviour: the command, the line, the effects and the files that it reaches."""

    @property
    def needs_person(self) -> bool:
        """Return True if the script needs review by a person before it is approved."""
        return not OWN_WORK.issuperset(self.effects)
