"""Reads the `allowlist` of audit-ci in `audit-ci.jsonc` and `audit-ci.json`.

An entry is a module, an advisory, or `advisory|path` with wildcards. An entry is written as a string, or as the only
key of an object.

Sources: audit-ci's README, `lib/allowlist.ts` and `lib/nsp-record.ts`. If the value of an entry's key is an object, the
entry is used only if this object sets `active`. A path is the dependency chain to the module, and `*` matches any part
of the chain.
"""

from collections.abc import Mapping
from typing import Any

from pratique.advisories.ignores.document import from_json, mapping
from pratique.advisories.ignores.npm_record import Record, read_record
from pratique.advisories.ignores.reading import Reading
from pratique.advisories.ignores.said import Ignores
from pratique.advisories.ignores.scope import of_package
from pratique.advisories.ignores.wildcards import SEPARATOR, chain_pattern
from pratique.core.audit import Ignore
from pratique.core.names import Ecosystem

_LEVELS = ("low", "moderate", "high", "critical")
_ELSEWHERE = {
    **dict.fromkeys(_LEVELS, "has no effect in Pratique: use --fail-on"),
    "skip-dev": "has no effect in Pratique: use --group prod",
}
_OLD = ("advisories", "whitelist", "path-whitelist")
_STRING = Record(active=True, reason="", expires=None)


def parse(data: bytes, origin: str) -> Ignores:
    """Parse an audit-ci file; `origin` is the file name in messages. Raises ParseError if the file is not JSON with comments."""
    text, value = from_json(data, origin)
    document = mapping(value, origin)
    reading = Reading(origin, text)
    for key, advice in _ELSEWHERE.items():
        if document.get(key):
            reading.note(origin, f"{key} {advice}")
    for key in _OLD:
        if document.get(key):
            reading.refuse(
                origin, f"{key} belongs to audit-ci before version 6, and npm no longer uses its ids"
            )
    allowed = document.get("allowlist", [])
    if not isinstance(allowed, list):
        reading.refuse(origin, "the value of allowlist is not a list")
        return reading.done()
    for entry in allowed:
        _take(entry, reading)
    return reading.done()


def _take(entry: object, reading: Reading) -> None:
    if isinstance(entry, str):
        _allow(entry, _STRING, reading)
    elif isinstance(entry, dict):
        _take_record(entry, reading)
    else:
        reading.refuse(
            reading.origin, f"an allowlist entry is neither a string nor an object: {str(entry)[:80]}"
        )


def _take_record(entry: Mapping[str, Any], reading: Reading) -> None:
    for key, value in list(entry.items())[:1]:  # audit-ci looks at the first key alone
        try:
            record = read_record(value, active=False)
        except ValueError as error:
            reading.refuse(reading.at(key), f"{key}: {error}")
            return
        if record.active:
            _allow(key, record, reading)


def _allow(key: str, record: Record, reading: Reading) -> None:
    at = reading.at(key)
    name, bar, path = key.partition("|")
    if not bar and SEPARATOR in key:
        name, path = "*", key
    name, path = name.strip(), path.strip()
    is_id = name.startswith("GHSA")
    try:
        package = None if is_id or name == "*" else of_package(Ecosystem.NPM, name).package
    except ValueError as error:
        reading.refuse(at, str(error))
        return
    if "*" in name and name != "*":
        reading.refuse(at, f"a wildcard may not be part of an advisory id: {key}")
        return
    reading.add(
        Ignore(
            ids=(name,) if is_id else (),
            ecosystem=Ecosystem.NPM,
            package=package,
            path=chain_pattern(path),
            reason=record.reason,
            expires=record.expires,
            origin=at,
        )
    )
