"""A layer of settings from one source: a file, the environment, or the command line."""

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
    """The origin of settings. Of the first four, the later one wins; a project may only make the result stricter."""

    ORGANISATION = 0
    """The machine-wide file."""
    USER = 1
    """The user's own file, or the one specified by PRATIQUE_CONFIG."""
    ENVIRONMENT = 2
    COMMAND_LINE = 3
    PROJECT = 4
    """A file inside the checked project."""
    BRANCH = 5
    """The same file in the target branch of a change: it may make settings stricter, and its waivers and ignores count."""

    @property
    def from_project(self) -> bool:
        """Return True for a project, which may only make the settings stricter."""
        return self in {Authority.PROJECT, Authority.BRANCH}


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """A value and the place where it is set, such as `pratique.toml:3`."""

    value: T
    origin: str


class RegistryTimes(StrEnum):
    """The meaning of a registry's publish times."""

    TRUSTED = "trusted"
    LOWER_BOUND = "lower-bound"
    """The artifact is at least as old as stated (the times of a cache)."""
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySetting:
    """A registry that may be queried. If `times` is None, its listings show whether it is a mirror."""

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
    """The reason for each denied purl."""
    exclude: tuple[Told[str], ...] = ()
    registries: tuple[RegistrySetting, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    """Names that look like misspelt settings but may belong to other software, with the most similar setting."""

    def get(self, setting: Setting[T]) -> Told[T] | None:
        """Return the value of a setting in this layer; None if it is not set."""
        # Whoever fills `values` reads each value by its own setting's form.
        return cast("Told[T] | None", self.values.get(setting.key))
