"""Checks versions against the version ranges of all supported package managers, and rewrites ranges for another version.

A check returns None for a tag, a URL or a catalog entry.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pratique.core.lock import SourceKind
from pratique.ecosystems.npm import ranges as npm_ranges
from pratique.ecosystems.npm import versions as npm_versions
from pratique.lockfiles.npm.request import read_npm_request

_MOST_CHARS = 2_000
_OR = "||"
_FIRST_YEAR = 1990
_ANY = frozenset({"", "*", "x", "X", "latest"})
_ALIAS = re.compile(r"npm:(?:@[^@/]+/)?[^@/]+@")
_NPM_SIGN = re.compile(r"\s*+([~^]?)[v=\s]*+[0-9]")
_GEM_SIGN = re.compile(r"\s*+(?:(~>|=|>=)\s*+)?[0-9]")
_POETRY_SIGN = re.compile(r"\s*+(?:(\^|~=|~|===?|>=)\s*+)?v?[0-9]")


class Grammar(StrEnum):
    """The syntax of a version range."""

    NPM = "npm"
    PEP440 = "pep440"
    POETRY = "poetry"
    GEM = "gem"


@dataclass(frozen=True, slots=True)
class _Rules:
    accepts: Callable[[str, str], bool | None]
    renewed: Callable[[str, str], str]


def accepts(grammar: Grammar, text: str | None, version: str) -> bool | None:
    """Return True if a range accepts a version; None if the range is unknown or invalid."""
    if text is None or len(text) > _MOST_CHARS:
        return None
    return _RULES[grammar].accepts(text.strip(), version)


def renewed(grammar: Grammar, text: str | None, version: str) -> str:
    """Return a range for `version` in the style of `text`: an exact version stays exact, `~` stays `~`."""
    return _RULES[grammar].renewed((text or "")[:_MOST_CHARS].strip(), version)


def exactly(grammar: Grammar, version: str) -> str:
    """Return the range that accepts only `version`."""
    return {Grammar.NPM: "", Grammar.PEP440: "==", Grammar.POETRY: "", Grammar.GEM: "= "}[grammar] + version


def _npm_accepts(text: str, version: str) -> bool | None:
    found, told = _npm_range(text), _npm_version(version)
    if found is None or told is None:
        return None
    return found if isinstance(found, bool) else found.accepts(told)


_npm_version = lru_cache(maxsize=1 << 16)(npm_versions.parse_version)


@lru_cache(maxsize=4_096)  # a lock asks in the same few ways again and again
def _npm_range(text: str) -> npm_ranges.Range | bool | None:
    asked = read_npm_request("asked", text)
    if asked.source is not SourceKind.REGISTRY:
        return None
    told = (asked.versions or "").strip()
    return True if told in _ANY else npm_ranges.parse_range(told)


def _npm_renewed(text: str, version: str) -> str:
    alias = _ALIAS.match(text)
    prefix = alias[0] if alias else ""
    told = text[len(prefix) :]
    if npm_versions.parse_version(told) is not None:
        return prefix + version
    sign = _NPM_SIGN.match(told)
    return prefix + ((sign and sign[1]) or "^") + version


def _pep440_accepts(text: str, version: str) -> bool | None:
    """Return True if a range accepts a version. PDM's lockfiles join several ranges with `||`."""
    found = [_specifiers_accept(part.strip(), version) for part in text.split(_OR)]
    return None if None in found else any(found)


# Most runs meet one grammar, and mostly npm's: what reads the others is imported when they are met.


def _specifiers_accept(text: str, version: str) -> bool | None:
    if text in _ANY:
        return True
    from pratique.ecosystems.pypi import versions as pypi_versions  # noqa: PLC0415 - see above

    return pypi_versions.satisfies(version, text) if pypi_versions.valid_range(text) else None


def _pep440_renewed(text: str, version: str) -> str:
    from pratique.ecosystems.pypi import versions as pypi_versions  # noqa: PLC0415 - see above

    specifiers = list(pypi_versions.parse_specifiers(text) or ())
    operator = specifiers[0].operator if len(specifiers) == 1 else ">="
    if operator == "~=" and "." not in version:
        operator = ">="
    return (operator if operator in {"==", "===", "~="} else ">=") + version


def _poetry_accepts(text: str, version: str) -> bool | None:
    from pratique.ecosystems.pypi import poetry_constraints  # noqa: PLC0415 - see above

    return poetry_constraints.satisfies(version, text)


def _poetry_renewed(text: str, version: str) -> str:
    sign = _POETRY_SIGN.match(text)
    if sign is None or "," in text or _OR in text:
        return f"^{version}"
    return (sign[1] or "") + version


def _gem_accepts(text: str, version: str) -> bool | None:
    if text in _ANY:
        return True
    from pratique.ecosystems.rubygems import requirements as rubygems_requirements  # noqa: PLC0415 - see above

    return rubygems_requirements.satisfies(version, text) if rubygems_requirements.valid_range(text) else None


def _gem_renewed(text: str, version: str) -> str:
    sign = _GEM_SIGN.match(text)
    if sign is None or "," in text:
        return f"~> {version}" if "~>" in text else f">= {version}"
    return version if sign[1] in {None, "="} else f"{sign[1]} {version}"


_RULES: Mapping[Grammar, _Rules] = {
    Grammar.NPM: _Rules(_npm_accepts, _npm_renewed),
    Grammar.PEP440: _Rules(_pep440_accepts, _pep440_renewed),
    Grammar.POETRY: _Rules(_poetry_accepts, _poetry_renewed),
    Grammar.GEM: _Rules(_gem_accepts, _gem_renewed),
}


def is_major(grammar: Grammar, before: str, after: str) -> bool:
    """Return True if an upgrade may break dependents because the first nonzero number of the version changes, as in SemVer.

    A change of the first number does not count if that number is a year.
    """
    if grammar is Grammar.NPM:
        return not npm_ranges.satisfies(after, f"^{before}", prereleases=True)
    lead = _lead(before)
    return lead != _lead(after) and lead[:1] < (_FIRST_YEAR,)


def _lead(version: str) -> tuple[int, ...]:
    numbers = [int(part) for part in re.findall(r"[0-9]{1,9}", version.rpartition("!")[2])[:2]]
    return tuple(numbers if numbers[:1] == [0] else numbers[:1])
