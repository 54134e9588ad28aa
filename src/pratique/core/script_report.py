"""The install scripts of a project, with the decision about each package."""

from dataclasses import dataclass
from enum import StrEnum

from pratique.core.install_script import Effect, InstallScript
from pratique.core.location import Location
from pratique.core.names import Digest, Ecosystem, ReleaseRef
from pratique.core.policy import Action
from pratique.core.reading import LockRead, NotJudged


class ScriptState(StrEnum):
    """The decision about the install scripts of one package."""

    APPROVED = "approved"
    CARRIED = "carried-over"
    """Approved for another version with the same behaviour; `--write` records the new version."""
    BY_RULE = "own-work"
    """Not recorded yet; `--write` approves it without a person."""
    DENIED = "denied"
    CHANGED = "changed"
    """Approved before, and its behaviour or its bytes changed; it needs review."""
    UNDECIDED = "undecided"
    """Nobody approved it; it needs review."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The client that installs the packages of one ecosystem in a folder."""

    name: str
    version: str | None
    why: str
    """How the client was chosen, in a clause."""
    blocks: bool
    """Whether the client runs only scripts that were approved."""
    form: str | None = None
    """The name of the form in which the client reads approvals; None if it reads none."""
    note: str = ""
    """A sentence about what the client does with approvals; "" if there is nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedPackage:
    """A package of a project with install scripts. Texts of the package are unescaped and untrusted."""

    ref: ReleaseRef
    folder: str
    """The folder of the lockfile, relative to the project; "" for the project itself."""
    filename: str
    digest: Digest | None
    scripts: tuple[InstallScript, ...]
    state: ScriptState
    why: str
    """The reason for the state, in a clause."""
    action: Action
    """The verdict on the package itself."""
    verdict_why: str = ""
    needed: str = ""
    """Why the package may not be needed on this platform; "" if it is needed."""
    sources: tuple[str, ...] = ()
    by_person: bool = False
    runs: bool = False
    """Whether the client runs the scripts as the project is now."""
    stops: bool = False
    """Whether `--check` stops because of the package."""

    @property
    def ecosystem(self) -> Ecosystem:
        """Return the ecosystem of the package."""
        return self.ref.package.ecosystem

    @property
    def needs_person(self) -> bool:
        """Return True if one of the scripts does more than work of its own package."""
        return any(script.needs_person for script in self.scripts)

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Return the effects of all scripts, in the order of `Effect`."""
        found = {effect for script in self.scripts for effect in script.effects}
        return tuple(effect for effect in Effect if effect in found)

    @property
    def place(self) -> Location | None:
        """Return the first place of the first script."""
        return self.scripts[0].places[0] if self.scripts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptPlace:
    """A folder with lockfiles: its record of decisions and its clients."""

    folder: str
    record: str
    """The path of the record of decisions, relative to the project."""
    recorded: bool
    """Whether the record exists."""
    clients: tuple[Client, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptReport:
    """The install scripts of a project."""

    root: str
    places: tuple[ScriptPlace, ...]
    packages: tuple[ScriptedPackage, ...]
    files: tuple[LockRead, ...]
    not_judged: tuple[NotJudged, ...] = ()
    other_platforms: tuple[str, ...] = ()
    """Releases that were not read because they are not installed on this platform, as `name@version`."""
    read: int = 0
    """The number of packages whose artifacts were read."""
    written: tuple[str, ...] = ()
    """The files that were written, relative to the project."""
    notes: tuple[str, ...] = ()
    """Facts about the project that do not make the result incomplete."""

    @property
    def complete(self) -> bool:
        """Return True if every lockfile and every artifact in scope was read."""
        broken = any(file.error is not None or file.problems for file in self.files)
        return bool(self.files) and not broken and not self.not_judged

    @property
    def stopped(self) -> tuple[ScriptedPackage, ...]:
        """Return the packages because of which `--check` stops."""
        return tuple(package for package in self.packages if package.stops)
