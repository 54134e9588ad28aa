"""Parses RubyGems requirements such as `~> 1.2, >= 1.2.3`, as `Gem::Requirement` does.

Sources: `rubygems/requirement.rb` and `rubygems/dependency.rb` of RubyGems 3.6.7.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt, ne
from types import MappingProxyType

from pratique.ecosystems.rubygems.versions import Marks, Version, parse_version

_LENGTH_LIMIT = 4096
_OPERATOR = re.compile(r"[ \t\n\v\f\r]*(!=|>=|<=|~>|=|>|<)?(.*)\Z", re.DOTALL)
_ANY = ">= 0"
_COMPARISONS: Mapping[str, Callable[[Marks, Marks], bool]] = MappingProxyType(
    {"=": eq, "!=": ne, ">": gt, "<": lt, ">=": ge, "<=": le}
)
"""All comparison operators except `~>`."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition on a version."""

    operator: str
    bound: Version

    def holds(self, version: Version) -> bool:
        """Return True if the version satisfies the condition."""
        comparison = _COMPARISONS.get(self.operator)
        if comparison is not None:
            return comparison(version.key, self.bound.key)
        return version.key >= self.bound.key and version.released().key < self.bound.bumped().key


@dataclass(frozen=True, slots=True)
class Requirement:
    """A list of version conditions that must all match."""

    clauses: tuple[Clause, ...]

    @property
    def prerelease(self) -> bool:
        """Return True if a condition contains a pre-release.

        Without a pre-release in a condition, pre-releases do not match by default.
        """
        return any(clause.bound.prerelease for clause in self.clauses)

    def accepts(self, version: Version) -> bool:
        """Return True if every condition is satisfied."""
        return all(clause.holds(version) for clause in self.clauses)


def parse_requirement(text: str) -> Requirement | None:
    """Parse conditions joined by commas; None if one is invalid.

    A single version matches itself, and an empty text matches any version. Gemfile.lock and developers join conditions with commas;
    a compact index joins conditions with `&`.
    """
    if len(text) > _LENGTH_LIMIT:
        return None
    clauses: list[Clause] = []
    for part in (text if text.strip() else _ANY).split(","):
        match = _OPERATOR.match(part)
        assert match is not None  # every part of it may be empty
        bound = parse_version(match[2]) if match[2].strip() else None
        if bound is None:
            return None
        clauses.append(Clause(match[1] or "=", bound))
    return Requirement(tuple(clauses))


def valid_range(text: str) -> bool:
    """Return True if `text` is a list of conditions, or a single version."""
    return parse_requirement(text) is not None


def satisfies(version: str, wanted: str, *, prereleases: bool = False) -> bool:
    """Return True if a version satisfies all conditions; False if a condition or the version is invalid.

    Without `prereleases`, a pre-release matches only if a condition contains one (`Gem::Dependency#matches_spec?`).
    """
    parsed, requirement = parse_version(version), parse_requirement(wanted)
    if parsed is None or requirement is None:
        return False
    if parsed.prerelease and not prereleases and not requirement.prerelease:
        return False
    return requirement.accepts(parsed)
