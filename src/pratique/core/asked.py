"""Which packages the code of an artifact asks for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPackages:
    """Names of other packages that files or hooks of an artifact name; `gap` says why more of them may be asked for."""

    names: frozenset[str] = frozenset()
    gap: str = ""
    """Empty: all that could ask for a package was read."""
