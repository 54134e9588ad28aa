"""Reads `.trivyignore.yaml`, which lists the `vulnerabilities` that Trivy ignores, by id, file and package URL.

Sources: Trivy's page on filtering and `pkg/result/ignore.go`. An entry contains at least an id, `purls` or `paths`. If
an entry has `paths` and `purls`, one of the paths and one of the package URLs must match. Paths are globs in which `*`
matches within one file or folder name.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pratique.advisories.ignores.document import from_yaml, text_of
from pratique.advisories.ignores.ends import last_day
from pratique.advisories.ignores.reading import Reading
from pratique.advisories.ignores.said import Ignores
from pratique.advisories.ignores.scope import Scope, of_purl
from pratique.core.audit import Ignore

_OTHER_GLOBS = re.compile(r"[?\[\]{}\\]")
_EVERYWHERE = Scope(None, "")


def parse(data: bytes, origin: str) -> Ignores:
    """Parse a .trivyignore.yaml file; `origin` is the file name in messages. Raises ParseError if the file is not YAML."""
    text, document = from_yaml(data, origin)
    reading = Reading(origin, text)
    entries = document.get("vulnerabilities")
    if entries and not isinstance(entries, list):
        reading.refuse(origin, "the value of vulnerabilities is not a list")
        return reading.done()
    for entry in entries or []:
        if isinstance(entry, dict):
            _take(entry, reading)
        else:
            reading.refuse(origin, f"an entry of vulnerabilities is not a mapping: {str(entry)[:80]}")
    return reading.done()


def _take(entry: Mapping[str, Any], reading: Reading) -> None:
    name = text_of(entry, "id")
    paths, purls = _texts(entry, "paths"), _texts(entry, "purls")
    at = reading.at(name, *purls, *paths)
    try:
        expires = last_day(entry["expired_at"]) if entry.get("expired_at") else None
        scopes = [scope for purl in purls if (scope := of_purl(purl))] if purls else [_EVERYWHERE]
        globs = [_glob(path) for path in paths] if paths else [None]
    except ValueError as error:
        reading.refuse(at, f"{name or 'an entry'}: {error}")
        return
    for scope in scopes:
        for path in globs:
            reading.add(
                Ignore(
                    ids=(name,) if name else (),
                    ecosystem=scope.ecosystem,
                    package=scope.package or None,
                    versions=scope.versions,
                    path=path,
                    reason=text_of(entry, "statement"),
                    expires=expires,
                    origin=at,
                )
            )


def _texts(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    told = entry.get(key)
    return tuple(_each(told)) if isinstance(told, list) else ()


def _each(told: list[Any]) -> Iterator[str]:
    return (value for value in told if isinstance(value, str) and value.strip())


def _glob(path: str) -> str:
    if _OTHER_GLOBS.search(path) or ">" in path:
        raise ValueError(f"the only supported wildcard in paths is the asterisk: {path}")
    return path.removeprefix("./")
