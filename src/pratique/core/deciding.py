"""Project settings that affect the installed packages, or that run code during installation."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pratique.core.names import ReleaseRef
from pratique.core.policy import Waiver

RULE = "install-settings"
"""The rule id of a waiver that accepts a changed install setting."""


class Effect(StrEnum):
    """The effect of an install setting."""

    PLACE = "place"
    """The setting affects the source of packages: registries, mirrors, caches, proxies or certificates."""
    CODE = "code at install"
    """The setting affects the code that runs during installation: the client itself, plugins, hooks or build tools."""
    SELECTION = "selection"
    """The setting affects the selection of package versions or files."""
    CONTENT = "content"
    """The setting changes the files of a package after unpacking, for example with a patch."""
    ALLOWED = "allowed scripts"
    """The setting lists the packages that may run their install scripts. Whatever the setting lists, Pratique judges
    all install scripts as if they ran."""
    OWN = "own script"
    """The setting lists scripts of the project that the client runs during installation."""

    @property
    def stops(self) -> bool:
        """Return True if changing a setting with this effect makes the result incomplete."""
        return self not in {Effect.ALLOWED, Effect.OWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallSetting:
    """One install setting with its current value and, if a change is judged, the value before the change.

    All text in an install setting is untrusted.
    """

    path: str
    """The path of the settings file, relative to the project folder. A path outside the project folder begins with `../`."""
    line: int | None
    setting: str
    effect: Effect
    after: str | None
    """The current value, shortened and without credentials; None if the judged change removes the setting."""
    before: str | None = None
    """The value before the change; None if the change adds the setting, or if no change is judged."""
    changed: bool = False
    """Whether the judged change to the setting may change the installed bytes."""
    waiver: Waiver | None = None
    """The waiver that accepts the change of the setting."""
    judged: bool = False
    """Whether the setting is a judged patch, or refers only to judged patches. If True, the setting does not make
    the result incomplete, because the verdict about the patches decides."""

    @property
    def stops(self) -> bool:
        """Return True if the setting makes the result incomplete."""
        return self.changed and self.effect.stops and self.waiver is None and not self.judged

    @property
    def source(self) -> str:
        """Return the location of the setting as `path:line`."""
        return self.path if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedPatch:
    """The project patches that a client applies to one locked release, in order of application."""

    ref: ReleaseRef
    paths: tuple[str, ...]
    """The paths of the patches, relative to the project folder."""
    why: str = ""
    """The reason why the patched release was not judged; "" if it was judged."""
    waiver: Waiver | None = None
    """The waiver that accepts the missing verdict."""

    @property
    def words(self) -> str:
        """Return a label such as `kite@1.1.0 patched by patches/kite.patch`."""
        return f"{self.ref} patched by {', '.join(self.paths)}"


def stopping(settings: Iterable[InstallSetting]) -> tuple[InstallSetting, ...]:
    """Return the settings that make a result incomplete."""
    return tuple(setting for setting in settings if setting.stops)
