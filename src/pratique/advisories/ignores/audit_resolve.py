"""Reads the decisions of npm-audit-resolver from `audit-resolve.json`, where each key is `id|path`.

Sources: npm-audit-resolver's `src/core/auditFile` (version 1) and `decision2resolution.js`. A decision `ignore` applies
until its `expiresAt`. A decision `postpone` applies for 24 hours from its `madeAt`, or until an earlier `expiresAt`.
`fix` ignores nothing. Times are milliseconds since 1970. The id in a key is npm's own number or, in newer files,
GitHub's id.
"""

from collections.abc import Mapping
from typing import Any

from pratique.advisories.ignores.document import from_json, mapping, text_of
from pratique.advisories.ignores.ends import last_day
from pratique.advisories.ignores.reading import Reading
from pratique.advisories.ignores.said import Ignores
from pratique.advisories.ignores.wildcards import chain_pattern
from pratique.core.audit import Ignore
from pratique.core.names import Ecosystem

_DAY_MS = 24 * 60 * 60 * 1000
_SILENT = ("fix", "none", "expired")


def parse(data: bytes, origin: str) -> Ignores:
    """Parse an audit-resolve.json file; `origin` is the file name in messages. Raises ParseError if the file is not JSON."""
    text, value = from_json(data, origin)
    document = mapping(value, origin)
    reading = Reading(origin, text)
    if document.get("version") != 1:
        reading.refuse(
            origin,
            f"version {str(document.get('version'))[:20]} of the file format is not supported; only version 1 is supported",
        )
        return reading.done()
    decisions = document.get("decisions", {})
    if not isinstance(decisions, dict):
        reading.refuse(origin, "the value of decisions is not an object")
        return reading.done()
    if document.get("rules"):
        reading.note(origin, "the rules of audit-resolve.json have no effect in Pratique")
    for key, decision in decisions.items():
        _take(key, decision, reading)
    return reading.done()


def _take(key: str, decision: object, reading: Reading) -> None:
    at = reading.at(key)
    name, _, path = key.partition("|")
    if not isinstance(decision, dict) or not name.strip() or not path.strip():
        reading.refuse(at, f"the entry is not a decision about an id and a path: {key}")
        return
    what = text_of(decision, "decision")
    if what in _SILENT:
        return
    if what not in {"ignore", "postpone"}:
        reading.refuse(at, f"{key}: {what or 'it'} is not a known decision")
        return
    try:
        ends = [last_day(end) for end in _ends(what, decision)]
    except ValueError as error:
        reading.refuse(at, f"{key}: {error}")
        return
    reading.add(
        Ignore(
            ids=(f"npm:{name}" if name.isascii() and name.isdigit() else name,),
            ecosystem=Ecosystem.NPM,
            path=chain_pattern(path.strip()),
            reason=text_of(decision, "reason"),
            expires=min(ends, default=None),
            origin=at,
        )
    )


def _ends(what: str, decision: Mapping[str, Any]) -> list[object]:
    ends: list[object] = [decision["expiresAt"]] if decision.get("expiresAt") else []
    if what == "postpone":
        made = decision.get("madeAt")
        if isinstance(made, bool) or not isinstance(made, int | float):
            raise ValueError("the decision is postpone, but madeAt is not a number")
        ends.append(made + _DAY_MS)
    return ends
