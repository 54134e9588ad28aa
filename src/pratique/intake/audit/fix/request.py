"""Defines the requests and overrides in a project's files."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pratique.intake.audit.fix.ranges import Grammar


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request of a manifest."""

    name: str
    """The name as spelled in the manifest."""
    text: str
    """The text in the manifest: a range, or a whole PEP 508 requirement."""
    range: str | None
    """The range; None if there is none or it is unknown."""
    grammar: Grammar
    file: str
    """The path relative to the project."""
    section: str = ""
    """The path of keys to it, such as `devDependencies` or `tool.poetry.group.dev.dependencies`."""
    table: Mapping[str, object] | None = None
    """The whole table, if the request is written as a table."""
    is_requirement: bool = False
    """Whether `text` is a whole PEP 508 requirement."""
    extras: tuple[str, ...] = ()
    """The extras of the requested package."""
    has_more: bool = False
    """Whether it has a condition, a source or the like, which a command that repeats the request would remove."""

    @property
    def place(self) -> tuple[str, str]:
        """Return where the request is written."""
        return self.file, self.section


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A project's replacement for requests of a package name."""

    name: str
    """The name of the replaced package."""
    range: str | None
    """The replacement; None if it is not a range."""
    grammar: Grammar
    file: str
    section: str
    selector: str
    """The selector as written."""
    value: str
    within: frozenset[str] = frozenset()
    """Names of dependents that the selector requires; empty if it applies everywhere."""
    limits: bool = False
    """Whether it is a constraint, which only narrows requests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The content of one file by normalized name."""

    requests: Mapping[str, tuple[Request, ...]] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    manager: str = ""
    """The required package manager, as written in `packageManager`."""
    extras: frozenset[str] = frozenset()
    """Names of the extras of a Python project itself."""
    alone: bool = False
    """Whether the manifest exists and has no workspace members, so that nothing else depends on the project."""
