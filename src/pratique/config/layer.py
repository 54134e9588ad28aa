"""Defines a layer of settings from one source: a file, the environment, or the command line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, StrEnum
from typing import Generic, TypeVar, cast

from pratique.config.setting import Setting
from pratique.core.audit import Ignore
from pratique.core.names import Ecosystem
from pratique.core.policy import Waiver

T = TypeVar("T")


class Authority(Enum):
    """The source of a layer of settings.

    Of the first four sources, each overrides the sources before it. A project's settings can only make the effective
    settings stricter.
    """

    ORGANISATION = 0
    """The machine-wide settings file."""
    USER = 1
    """The user's own settings file, or the file specified by PRATIQUE_CONFIG."""
    ENVIRONMENT = 2
    COMMAND_LINE = 3
    PROJECT = 4
    """A settings file inside the checked project."""
    BRANCH = 5
    """The project's settings file in the target branch of a change.

    The settings file of the target branch can make settings stricter, and its waivers and ignores apply.
    """

    @property
    def from_project(self) -> bool:
        """Return True for a project's file, which can only make settings stricter."""
        return self in {Authority.PROJECT, Authority.BRANCH}


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """A value and the location where it is set, such as `pratique.toml:3`."""

    value: T
    origin: str


class RegistryTimes(StrEnum):
    """The meaning of a registry's publish times."""

    TRUSTED = "trusted"
    LOWER_BOUND = "lower-bound"
    """The registry is a cache: the artifact is at least as old as its publish time."""
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySetting:
    """A registry that Pratique may query. If `times` is None, the registry's listings determine whether it is a mirror."""

    url: str
    """The URL without credentials, query and fragment; ends with a slash."""
    ecosystem: Ecosystem
    private: bool = False
    times: RegistryTimes | None = None
    origin: str = ""


class TokenSystem(StrEnum):
    """The CI systems whose ID tokens the gate can read."""

    GITHUB = "github"
    GITLAB = "gitlab"


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcSetting:
    """An issuer of ID tokens, and the claims that an ID token must contain."""

    system: TokenSystem
    issuer: str
    """The URL of the issuer, exactly as in its ID tokens."""
    audience: str
    require: Mapping[str, tuple[str, ...]] = field(hash=False)
    """The accepted values of each required claim. There is at least one claim."""
    lifetime: timedelta = timedelta(hours=1)
    """The lifetime of the gate's own token."""
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """The settings of one source, without defaults."""

    authority: Authority
    origin: str
    values: Mapping[str, Told[object]] = field(default_factory=dict)
    """The values of the settings, by key; use `get` to read a value."""
    waivers: tuple[Waiver, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    denied: Mapping[str, Told[str]] = field(default_factory=dict)
    """The reason for each denied purl."""
    exclude: tuple[Told[str], ...] = ()
    registries: tuple[RegistrySetting, ...] = ()
    oidc: tuple[OidcSetting, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    """Environment variables that look like misspelt settings, with the most similar setting."""

    def get(self, setting: Setting[T]) -> Told[T] | None:
        """Return the value of a setting in this layer; None if it is not set."""
        # Whoever fills `values` reads each value by its own setting's form.
        return cast("Told[T] | None", self.values.get(setting.key))
