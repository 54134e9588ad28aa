"""The packages that the code of an artifact requests."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPackages:
    """The names of other packages in an artifact's files or hooks.

    `gap` explains why the list may be incomplete.
    """

    names: frozenset[str] = frozenset()
    gap: str = ""
    """The reason why the list may be incomplete; empty if all relevant content was read."""
