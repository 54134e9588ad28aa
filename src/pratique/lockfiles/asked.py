"""The requests of a manifest, as values of the manifest readers.

A manifest is the file that people write and a lock is made from: package.json, pyproject.toml, Pipfile. A
`Lock` beside it contains the installer's choice for each request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pratique.core.lock import Problem, SourceKind


class Syntax(StrEnum):
    """How a range of versions is written."""

    NPM = "npm"
    PEP440 = "pep440"
    POETRY = "poetry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One dependency that a manifest asks for."""

    name: str
    """The name under which it is installed, normalised by its ecosystem."""
    text: str
    """The request as it is written; for a table, what of it says most."""
    source: SourceKind | None = SourceKind.REGISTRY
    """None: of a kind that only the tool knows, such as an entry of a catalog."""
    package: str | None = None
    """The name of the package, when it is installed under another one."""
    versions: str | None = None
    """The range as written, of a package of a registry; None: any version."""
    syntax: Syntax = Syntax.NPM
    group: str | None = None
    """The extra or dependency group; None: needed at run time, or the manifest's groups are always locked."""
    condition: str | None = None
    """The marker under which it holds; None: always."""
    extras: frozenset[str] = frozenset()
    """The extras of the package that are asked for as well, normalised (Python)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectManifest:
    """The requests of one manifest that a lock beside it must contain."""

    name: str | None = None
    version: str | None = None
    private: bool = False
    asked: tuple[Asked, ...] = ()
    peers: tuple[Asked, ...] = ()
    """Those that it wants beside it and that are not optional; some tools install them."""
    replaced: frozenset[str] = frozenset()
    """Names that the manifest overrides, so that the lock may hold another release than requested."""
    overrides: Mapping[str, str] = field(default_factory=dict)
    """Names to the range that every entry of that name must be in, for all askers."""
    syntax: Syntax = Syntax.NPM
    """How the ranges of `overrides` are written."""
    members: tuple[str, ...] = ()
    """Patterns for the folders of its workspace, as written."""
    files: Mapping[str, str | None] = field(default_factory=dict)
    """Files from which the project's builder reads more requests, by their way from the manifest, each with its group."""
    placed: frozenset[str] = frozenset()
    """Names for which another table of the manifest gives the place."""
    problems: tuple[Problem, ...] = ()
    """Parts that could not be understood; the rest is valid."""
