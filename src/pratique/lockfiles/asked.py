"""Defines the dependency specifiers that the manifest readers return.

Developers edit a manifest (package.json, pyproject.toml, Pipfile), and the package manager generates a lockfile from it. A `Lock`
contains the release that the package manager selected for each dependency.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pratique.core.lock import Problem, SourceKind


class Syntax(StrEnum):
    """The syntax of a version range."""

    NPM = "npm"
    PEP440 = "pep440"
    POETRY = "poetry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One dependency that a manifest declares."""

    name: str
    """The name under which the dependency is installed, normalised by its ecosystem."""
    text: str
    """The dependency specifier as written; for a dependency written as a table, the most significant field of the table."""
    source: SourceKind | None = SourceKind.REGISTRY
    """The kind of source; None for a source that only the package manager supports, such as a catalog entry."""
    package: str | None = None
    """The real name of the package, if the dependency is installed under an alias."""
    versions: str | None = None
    """The version range of a registry package, as written; None for any version."""
    syntax: Syntax = Syntax.NPM
    group: str | None = None
    """The extra or dependency group; None if the dependency is needed at run time, or all groups are always locked."""
    condition: str | None = None
    """The environment marker of the dependency; None if the dependency applies everywhere."""
    extras: frozenset[str] = frozenset()
    """The extras of the package that the dependency enables, normalised (Python only)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectManifest:
    """The dependencies that one manifest declares.

    The lockfile in the same folder must satisfy all dependencies that the manifest declares.
    """

    name: str | None = None
    version: str | None = None
    private: bool = False
    asked: tuple[Asked, ...] = ()
    peers: tuple[Asked, ...] = ()
    """The required peer dependencies; some package managers install them."""
    replaced: frozenset[str] = frozenset()
    """Names of packages that the manifest overrides, so the lockfile may list a version outside the declared range."""
    overrides: Mapping[str, str] = field(default_factory=dict)
    """For each overridden package, the version range that every lockfile entry of the package must match."""
    syntax: Syntax = Syntax.NPM
    """The syntax of the version ranges in `overrides`."""
    members: tuple[str, ...] = ()
    """Glob patterns for the workspace folders, as written."""
    files: Mapping[str, str | None] = field(default_factory=dict)
    """Files with further dependencies for the build backend: paths relative to the manifest, each with its dependency group."""
    placed: frozenset[str] = frozenset()
    """Names of packages that have a source in a separate table of the manifest."""
    problems: tuple[Problem, ...] = ()
    """The parts of the manifest that could not be parsed; the other fields are valid."""
