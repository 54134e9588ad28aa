"""One source of settings: a file, the environment, or the command line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Generic, TypeVar, cast

from pratique.config.setting import Setting
from pratique.core.audit import Ignore
from pratique.core.names import Ecosystem
from pratique.core.policy import Waiver

T = TypeVar("T")


class Authority(Enum):
    """The origin of settings. Of the first four, the later one wins; a project may only tighten the result."""

    ORGANISATION = 0
    """The machine-wide file."""
    USER = 1
    """The user's own file, or the one that PRATIQUE_CONFIG names."""
    ENVIRONMENT = 2
    COMMAND_LINE = 3
    PROJECT = 4
    """A file inside the project under judgement."""
    BRANCH = 5
    """The same file as the branch has it that a change goes into: it may tighten, and its waivers and ignores count."""

    @property
    def from_project(self) -> bool:
        """Return True for a project, which may only tighten the others."""
        return self in {Authority.PROJECT, Authority.BRANCH}


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """A value and where it is written, such as `pratique.toml:3`."""

    value: T
    origin: str


class RegistryTimes(StrEnum):
    """What a registry's publish times are worth."""

    TRUSTED = "trusted"
    LOWER_BOUND = "lower-bound"
    """The artifact is at least that old (the times of a cache)."""
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySetting:
    """A registry that may be asked. `times=None`: judged by what its listings look like."""

    url: str
    """Without credentials, query and fragment; ends with a slash."""
    ecosystem: Ecosystem
    private: bool = False
    times: RegistryTimes | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """The settings of one source, without defaults."""

    authority: Authority
    origin: str
    values: Mapping[str, Told[object]] = field(default_factory=dict)
    """Single values by the key of their setting; read them with `get`."""
    waivers: tuple[Waiver, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    denied: Mapping[str, Told[str]] = field(default_factory=dict)
    """Purl -> reason."""
    exclude: tuple[Told[str], ...] = ()
    registries: tuple[RegistrySetting, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    """Names that look like misspelt settings but may belong to somebody else, with the nearest setting."""

    def get(self, setting: Setting[T]) -> Told[T] | None:
        """Return a setting of this source."""
        # Whoever fills `values` reads each value by its own setting's form.
        return cast("Told[T] | None", self.values.get(setting.key))
