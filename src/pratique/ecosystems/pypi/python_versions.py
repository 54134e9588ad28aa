"""Determines the Python versions that a project allows, in PEP 440's or Poetry's syntax."""

import re
from functools import lru_cache

from packaging.version import Version

from pratique.ecosystems.pypi import poetry_constraints
from pratique.ecosystems.pypi.versions import parse_specifiers

PYTHONS = (*((3, minor) for minor in range(15, -1, -1)), (2, 7))
"""The Python versions that a project may be checked for, newest first."""
MOST_PYTHONS = 7
"""Maximum number of Python versions for each project.

The newest allowed versions are used; all wheels for them are downloaded and checked.
"""

_ANY = frozenset({"", "*"})
_MOST_CHARS = 2_000
_PATCHES = (99, *range(41))
"""The patch releases that are tested, because a range may exclude some patch releases.

The newest patch release is tested first, because most ranges contain the newest one.
"""
_OR = re.compile(r"\|\|?")


@lru_cache(maxsize=256)
def allowed(text: str) -> tuple[tuple[int, int], ...]:
    """Return the Python versions with a patch release that the range allows, newest first.

    The range is in PEP 440's or Poetry's syntax. Returns an empty result for an unlimited (`*`) or invalid range.
    """
    told = text.strip()
    if told in _ANY or len(told) > _MOST_CHARS:
        return ()
    return tuple(python for python in PYTHONS if any(_allows(told, python, patch) for patch in _PATCHES))


def newest(pythons: set[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the newest `MOST_PYTHONS` allowed versions, newest first."""
    return tuple(sorted(pythons, reverse=True)[:MOST_PYTHONS])


def _allows(text: str, python: tuple[int, int], patch: int) -> bool:
    version = f"{python[0]}.{python[1]}.{patch}"
    specifiers = parse_specifiers(text) if _OR.search(text) is None else None
    if specifiers is not None:
        return specifiers.contains(Version(version), prereleases=True)
    return poetry_constraints.satisfies(version, text) is True
