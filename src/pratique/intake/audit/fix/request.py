"""The requests and overrides of a project's files."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pratique.intake.audit.fix.ranges import Grammar


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request of a manifest."""

    name: str
    """As the manifest spells it."""
    text: str
    """What stands there: a range, or for a requirement of PEP 508 all of it."""
    range: str | None
    """None: not a range, or not told."""
    grammar: Grammar
    file: str
    """From the project."""
    section: str = ""
    """The way of keys to it, such as `devDependencies` or `tool.poetry.group.dev.dependencies`."""
    table: Mapping[str, object] | None = None
    """All of it, where it is written as a table."""
    is_requirement: bool = False
    """Whether `text` is a whole requirement of PEP 508."""
    extras: tuple[str, ...] = ()
    """Of the package that is asked for."""
    has_more: bool = False
    """Whether it has a condition, a source or the like, which a command that asks anew would take away."""

    @property
    def place(self) -> tuple[str, str]:
        """Return the place of the request."""
        return self.file, self.section


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A project's replacement for requests of a package name."""

    name: str
    """The package that is replaced."""
    range: str | None
    """What is put there; None: not a range."""
    grammar: Grammar
    file: str
    section: str
    selector: str
    """As it is written."""
    value: str
    within: frozenset[str] = frozenset()
    """Names that the selector wants above it; empty: everywhere."""
    limits: bool = False
    """Whether it only narrows what is asked for: a constraint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The content of one file by normalized name."""

    requests: Mapping[str, tuple[Request, ...]] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    manager: str = ""
    """The package manager that it wants, as `packageManager` has it."""
    extras: frozenset[str] = frozenset()
    """Names of the extras that a Python project has itself."""
    alone: bool = False
    """Whether it is there and names no members of a workspace, so that nobody else asks for the project."""
