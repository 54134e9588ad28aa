"""Reads the dependency overrides in package.json: `overrides`, `resolutions` and `pnpm.overrides`.

Sources: npm's documentation ("package.json", `overrides`), yarn's ("Selective dependency resolutions", `resolutions`), pnpm's
(`overrides`, `resolutions`) and bun's ("Overrides and resolutions"). A selector is a package name, a name with a range (`a@1`), or
a path that ends with a name (`a/b`, `**/b`, `a>b`, nested objects).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pratique.core.lock import SourceKind
from pratique.lockfiles.npm.entry import is_name
from pratique.lockfiles.npm.request import read_npm_request

_EVERYWHERE = "**/"
_REFERENCE = "$"
_REMOVAL = "-"
# The names in a selector, and numbers of its ranges, which are no names that anybody asks for. The `@` of a scope
# stands at the start or behind a separator, that of a range behind a name.
_NAMES = re.compile(r"(?:(?<![A-Za-z0-9._~-])@[A-Za-z0-9._~-]++/)?[A-Za-z0-9._~-]++")


@dataclass(frozen=True, slots=True)
class Overrides:
    """The dependency overrides.

    `names` contains every package that a selector matches; `plain` maps each package that is replaced everywhere in the project to
    its new version range.
    """

    names: frozenset[str] = frozenset()
    plain: Mapping[str, str] = field(default_factory=dict)

    def joined(self, other: "Overrides") -> "Overrides":
        """Return the combination of two sets of overrides.

        A package that has a range in both sets gets neither range, because package managers differ in the order in which they apply
        the two sets.
        """
        twice = self.plain.keys() & other.plain.keys()
        plain = {**self.plain, **other.plain}
        return Overrides(
            self.names | other.names,
            {name: text for name, text in plain.items() if name not in twice},
        )


def read_overrides(section: object) -> Overrides:
    """Parse one section of overrides; invalid values are ignored."""
    if not isinstance(section, dict):
        return Overrides()
    names = {name for selector in _selectors(section) for name in _NAMES.findall(selector)}
    plain = {}
    for selector, told in section.items():
        name = selector.removeprefix(_EVERYWHERE)
        if is_name(name) and isinstance(told, str) and _is_range(name, told):
            plain[name] = told.strip()
    return Overrides(frozenset(names | plain.keys()), plain)


def _selectors(section: Mapping[str, Any]) -> Iterator[str]:
    """Yield each selector of an object and its nested objects."""
    waiting = [section]
    while waiting:
        for selector, told in waiting.pop().items():
            yield selector
            if isinstance(told, dict):
                waiting.append(told)


def _is_range(name: str, told: str) -> bool:
    if told.startswith(_REFERENCE) or told.strip() in {_REMOVAL, ""}:
        return False
    asked = read_npm_request(name, told)
    return asked.source is SourceKind.REGISTRY and asked.package is None
