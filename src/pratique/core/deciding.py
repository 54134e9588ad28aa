"""Settings in a project's files that decide what is installed, or that run at install."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pratique.core.names import ReleaseRef
from pratique.core.policy import Waiver

RULE = "install-settings"
"""The rule that a waiver names to accept a change of such a setting."""


class Effect(StrEnum):
    """What a setting decides."""

    PLACE = "place"
    """Where packages are taken from: registries, mirrors, caches, proxies, certificates."""
    CODE = "code at install"
    """Which code runs while packages are installed: the client itself, plugins, hooks, build tools."""
    SELECTION = "selection"
    """Which versions or files of packages are taken."""
    CONTENT = "content"
    """The files of a package after it was unpacked: patches."""
    ALLOWED = "allowed scripts"
    """Which packages may run their install scripts. All scripts are judged as if they ran."""
    OWN = "own script"
    """Scripts of the project itself that its client runs at install."""

    @property
    def stops(self) -> bool:
        """Return True if a change of such a setting makes the answer incomplete."""
        return self not in {Effect.ALLOWED, Effect.OWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallSetting:
    """One such setting, as it is or as a change leaves it. All texts are untrusted."""

    path: str
    """Of the file, from the project's folder; it begins with `../` above it."""
    line: int | None
    setting: str
    effect: Effect
    after: str | None
    """The value, shortened and without credentials; None: the change removes it."""
    before: str | None = None
    """The value before the change; None: the change adds it, or no change is judged."""
    changed: bool = False
    """Whether the judged change touches it in a way that may change the installed bytes."""
    waiver: Waiver | None = None
    """Who accepted the change."""
    judged: bool = False
    """Whether it is a patch that was judged, or names such patches alone: its verdict counts."""

    @property
    def stops(self) -> bool:
        """Return True if it makes the answer incomplete."""
        return self.changed and self.effect.stops and self.waiver is None and not self.judged

    @property
    def source(self) -> str:
        """Return `path:line`."""
        return self.path if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedPatch:
    """Patches of the project that a client applies to one locked release, in their order."""

    ref: ReleaseRef
    paths: tuple[str, ...]
    """From the project's folder."""
    why: str = ""
    """Why the release as it is patched was not judged; "" where it was."""
    waiver: Waiver | None = None
    """Who accepted that it was not."""

    @property
    def words(self) -> str:
        """Return `kite@1.1.0 patched by patches/kite.patch`."""
        return f"{self.ref} patched by {', '.join(self.paths)}"


def stopping(settings: Iterable[InstallSetting]) -> tuple[InstallSetting, ...]:
    """Return the settings because of which an answer is incomplete."""
    return tuple(setting for setting in settings if setting.stops)
