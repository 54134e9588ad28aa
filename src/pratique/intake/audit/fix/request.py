"""Defines dependency requests and overrides in the manifests of a project."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pratique.intake.audit.fix.ranges import Grammar


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One dependency request in a manifest."""

    name: str
    """The package name as spelled in the manifest."""
    text: str
    """The text in the manifest: a range, or a whole PEP 508 requirement."""
    range: str | None
    """The requested version range; None if there is none or it is unknown."""
    grammar: Grammar
    file: str
    """The path of the manifest, relative to the project."""
    section: str = ""
    """The section of the manifest, such as `devDependencies` or `tool.poetry.group.dev.dependencies`."""
    table: Mapping[str, object] | None = None
    """The TOML table, if the request is written as a table."""
    is_requirement: bool = False
    """Whether `text` is a whole PEP 508 requirement."""
    extras: tuple[str, ...] = ()
    """The requested extras of the package."""
    has_more: bool = False
    """Whether the request has a condition or a source that a package manager command would remove."""

    @property
    def place(self) -> tuple[str, str]:
        """Return the file and the section of the request."""
        return self.file, self.section


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """An override of the package version that other packages request."""

    name: str
    """The name of the overridden package."""
    range: str | None
    """The replacement range; None if the replacement is not a range."""
    grammar: Grammar
    file: str
    section: str
    selector: str
    """The selector as written in the manifest."""
    value: str
    within: frozenset[str] = frozenset()
    """The dependents that the override applies to; empty if it applies to all."""
    limits: bool = False
    """Whether the override is a constraint, which only narrows version ranges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The dependencies and overrides in one manifest, by normalized package name."""

    requests: Mapping[str, tuple[Request, ...]] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    manager: str = ""
    """The required package manager, as written in `packageManager`."""
    extras: frozenset[str] = frozenset()
    """The names of the extras that the Python project defines."""
    alone: bool = False
    """Whether the manifest exists and has no workspace members, so that nothing else depends on the project."""
