"""The packages that the code of an artifact imports or installs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPackages:
    """The names of the packages that an artifact imports or mentions in its install hooks.

    `gap` explains why the list may be incomplete.
    """

    names: frozenset[str] = frozenset()
    gap: str = ""
    """The reason why the list may be incomplete; empty if all relevant content was read."""
