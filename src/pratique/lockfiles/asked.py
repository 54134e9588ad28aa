"""Defines the requests that the manifest readers return.

A manifest is the file that developers edit and a lock is generated from: package.json, pyproject.toml, Pipfile. A `Lock` beside it
contains the installer's choice for each request.
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
    """One dependency that a manifest requests."""

    name: str
    """The name under which it is installed, normalised by its ecosystem."""
    text: str
    """The request as written; for a table, its most significant field."""
    source: SourceKind | None = SourceKind.REGISTRY
    """None: of a kind that only the tool supports, such as an entry of a catalog."""
    package: str | None = None
    """The name of the package, if it is installed under another one."""
    versions: str | None = None
    """The range as written, for a package of a registry; None: any version."""
    syntax: Syntax = Syntax.NPM
    group: str | None = None
    """The extra or dependency group; None: needed at run time, or the manifest's groups are always locked."""
    condition: str | None = None
    """The marker under which it applies; None: always."""
    extras: frozenset[str] = frozenset()
    """The requested extras of the package, normalised (Python)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectManifest:
    """The requests of one manifest that a lock beside it must contain."""

    name: str | None = None
    version: str | None = None
    private: bool = False
    asked: tuple[Asked, ...] = ()
    peers: tuple[Asked, ...] = ()
    """The required peers; some tools install them."""
    replaced: frozenset[str] = frozenset()
    """Names that the manifest overrides, so that the lock may hold another release than requested."""
    overrides: Mapping[str, str] = field(default_factory=dict)
    """Names mapped to the range that every entry of that name must be in, for all dependents."""
    syntax: Syntax = Syntax.NPM
    """The syntax of the ranges in `overrides`."""
    members: tuple[str, ...] = ()
    """Patterns for the folders of its workspace, as written."""
    files: Mapping[str, str | None] = field(default_factory=dict)
    """Files from which the project's build backend reads more requests, by path relative to the manifest, each with its group."""
    placed: frozenset[str] = frozenset()
    """Names whose source is in another table of the manifest."""
    problems: tuple[Problem, ...] = ()
    """Parts that could not be parsed; the rest is valid."""
