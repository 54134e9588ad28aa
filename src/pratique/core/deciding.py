"""Settings in a project's files that affect what is installed, or that run code during installation."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pratique.core.names import ReleaseRef
from pratique.core.policy import Waiver

RULE = "install-settings"
"""The rule id of a waiver that accepts a change of such a setting."""


class Effect(StrEnum):
    """The effect of a setting."""

    PLACE = "place"
    """The source of packages: registries, mirrors, caches, proxies, certificates."""
    CODE = "code at install"
    """The code that runs during installation: the client itself, plugins, hooks, build tools."""
    SELECTION = "selection"
    """The selection of versions or files of packages."""
    CONTENT = "content"
    """The files of a package after unpacking: patches."""
    ALLOWED = "allowed scripts"
    """The packages that may run their install scripts. All scripts are judged as if they ran."""
    OWN = "own script"
    """Scripts of the project itself that its client runs during installation."""

    @property
    def stops(self) -> bool:
        """Return True if a change of such a setting makes the result incomplete."""
        return self not in {Effect.ALLOWED, Effect.OWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallSetting:
    """One such setting, as it is now or after a change. All its text is untrusted."""

    path: str
    """The path of the file, relative to the project's folder; it begins with `../` above it."""
    line: int | None
    setting: str
    effect: Effect
    after: str | None
    """The value, shortened and without credentials; None: the change removes it."""
    before: str | None = None
    """The value before the change; None: the change adds it, or no change is judged."""
    changed: bool = False
    """Whether the judged change affects it in a way that may change the installed bytes."""
    waiver: Waiver | None = None
    """The waiver that accepts the change."""
    judged: bool = False
    """Whether it is a patch that was judged, or refers only to such patches: its verdict counts."""

    @property
    def stops(self) -> bool:
        """Return True if it makes the result incomplete."""
        return self.changed and self.effect.stops and self.waiver is None and not self.judged

    @property
    def source(self) -> str:
        """Return `path:line`."""
        return self.path if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedPatch:
    """The project's patches that a client applies to one locked release, in order of application."""

    ref: ReleaseRef
    paths: tuple[str, ...]
    """Relative to the project's folder."""
    why: str = ""
    """Why the patched release was not judged; "" if it was."""
    waiver: Waiver | None = None
    """The waiver that accepts that it was not judged."""

    @property
    def words(self) -> str:
        """Return `kite@1.1.0 patched by patches/kite.patch`."""
        return f"{self.ref} patched by {', '.join(self.paths)}"


def stopping(settings: Iterable[InstallSetting]) -> tuple[InstallSetting, ...]:
    """Return the settings that make a result incomplete."""
    return tuple(setting for setting in settings if setting.stops)
