"""Reads `[[IgnoredVulns]]` and `[[PackageOverrides]]` in `osv-scanner.toml`.

Sources: osv-scanner's configuration page, and `internal/config` of version 2. An override applies to a finding only if
all fields of the override match. An override has an effect only if its `ignore` or its `vulnerability.ignore` is true.
An ignored id also covers the aliases of this id.
"""

from collections.abc import Mapping
from typing import Any

from pratique.advisories.ignores.document import from_toml, text_of
from pratique.advisories.ignores.ends import last_day
from pratique.advisories.ignores.reading import Reading
from pratique.advisories.ignores.said import Ignores
from pratique.advisories.ignores.scope import Scope, of_package
from pratique.config.lines import Lines, find_lines
from pratique.core.audit import Ignore
from pratique.core.names import Ecosystem

_VULNERABILITIES = "IgnoredVulns"
_OVERRIDES = "PackageOverrides"
_ECOSYSTEMS = {
    "npm": Ecosystem.NPM,
    "pypi": Ecosystem.PYPI,
    "rubygems": Ecosystem.RUBYGEMS,
}


def parse(data: bytes, origin: str) -> Ignores:
    """Parse an osv-scanner.toml file; `origin` is the file name in messages. Raises ParseError if the file is not TOML."""
    text, document = from_toml(data, origin)
    reading = Reading(origin)
    lines = find_lines(text)
    for number, entry in enumerate(_entries(document, _VULNERABILITIES, reading)):
        _take_vulnerability(entry, _at(lines, _VULNERABILITIES, number, reading), reading)
    for number, entry in enumerate(_entries(document, _OVERRIDES, reading)):
        _take_override(entry, _at(lines, _OVERRIDES, number, reading), reading)
    return reading.done()


def _entries(document: Mapping[str, Any], key: str, reading: Reading) -> list[Mapping[str, Any]]:
    told = document.get(key, [])
    if not isinstance(told, list) or not all(isinstance(entry, dict) for entry in told):
        reading.refuse(reading.origin, f"{key} is not an array of tables")
        return []
    return told


def _at(lines: Lines, table: str, number: int, reading: Reading) -> str:
    line = lines.key(table, "", entry=number)
    return reading.origin if line is None else f"{reading.origin}:{line}"


def _take_vulnerability(entry: Mapping[str, Any], at: str, reading: Reading) -> None:
    name = text_of(entry, "id")
    if not name:
        reading.refuse(at, "the entry has no id")
        return
    try:
        expires = last_day(entry["ignoreUntil"]) if "ignoreUntil" in entry else None
    except ValueError as error:
        reading.refuse(at, f"{name}: ignoreUntil: {error}")
        return
    reading.add(Ignore(ids=(name,), reason=text_of(entry, "reason"), expires=expires, origin=at))


def _take_override(entry: Mapping[str, Any], at: str, reading: Reading) -> None:
    vulnerability = entry.get("vulnerability")
    ignores = entry.get("ignore"), vulnerability.get("ignore") if isinstance(vulnerability, dict) else None
    if True not in ignores:
        return
    told = text_of(entry, "ecosystem")
    ecosystem = _ECOSYSTEMS.get(told.lower())
    if told and ecosystem is None:  # nothing of another ecosystem is ever looked up
        return
    group = text_of(entry, "group")
    try:
        scope = _scope(ecosystem, text_of(entry, "name"), text_of(entry, "version"))
        expires = last_day(entry["effectiveUntil"]) if "effectiveUntil" in entry else None
    except ValueError as error:
        reading.refuse(at, str(error))
        return
    reading.add(
        Ignore(
            ecosystem=ecosystem,
            package=scope.package if scope else None,
            versions=scope.versions if scope else None,
            groups=frozenset({group} - {""}),
            reason=text_of(entry, "reason"),
            expires=expires,
            origin=at,
        )
    )


def _scope(ecosystem: Ecosystem | None, name: str, version: str) -> Scope | None:
    """Return the package of an override; None if the override does not specify a package.

    Raises ValueError if the package is invalid.
    """
    if version and not (name and ecosystem):
        raise ValueError("the override has a version but no name and ecosystem")
    if not name:
        return None
    return Scope(None, name) if ecosystem is None else of_package(ecosystem, name, version)
