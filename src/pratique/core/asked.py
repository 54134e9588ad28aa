"""Which packages the code of an artifact asks for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPackages:
    """Names of other packages in an artifact's files or hooks; `gap` says why the list may be incomplete."""

    names: frozenset[str] = frozenset()
    gap: str = ""
    """Empty: all that could ask for a package was read."""
