"""Reads `.retireignore.json`, which lists Retire.js' ignores by component, version, identifiers and path.

Sources: Retire.js' README, `node/src/cli.ts` and `node/src/scanner.ts`. A pattern matches any part of a path. An entry
with `severity` is not supported and is reported as unusable.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pratique.advisories.ignores.document import bad, from_json, text_of
from pratique.advisories.ignores.reading import Reading
from pratique.advisories.ignores.retireignore import take
from pratique.advisories.ignores.said import Ignores
from pratique.advisories.ignores.scope import of_copy
from pratique.core.audit import Ignore

_SURE = ("CVE", "githubID")
"""Identifiers that are advisory ids. Other identifiers are issue numbers of the component."""


def parse(data: bytes, origin: str) -> Ignores:
    """Parse a .retireignore.json file; `origin` is the file name in messages. Raises ParseError if the file is not a JSON list."""
    text, value = from_json(data, origin)
    if not isinstance(value, list):
        raise bad(origin, f"expected a list, got a {type(value).__name__}")
    reading = Reading(origin, text)
    for entry in value:
        if isinstance(entry, dict):
            _take(entry, reading)
        else:
            reading.refuse(origin, f"an entry is not an object: {str(entry)[:80]}")
    return reading.done()


def _take(entry: Mapping[str, Any], reading: Reading) -> None:
    component, path = text_of(entry, "component"), text_of(entry, "path")
    at = reading.at(f'"{component}"' if component else f'"{path}"')
    if entry.get("severity"):
        reading.refuse(at, f"{component}: ignoring by severity is not supported")
    elif path:
        take(f"@{path}", reading, at=at, reason=text_of(entry, "justification"))
    elif component:
        _take_component(entry, component, at, reading)
    else:
        reading.refuse(at, "the entry has neither a component nor a path")


def _take_component(entry: Mapping[str, Any], component: str, at: str, reading: Reading) -> None:
    try:
        scope = of_copy(component, text_of(entry, "version"))
    except ValueError as error:
        reading.refuse(at, f"{component}: {error}")
        return
    reading.add(
        Ignore(
            ids=tuple(_ids(entry.get("identifiers"))),
            package=scope.package,
            versions=scope.versions,
            reason=text_of(entry, "justification"),
            origin=at,
        )
    )


def _ids(told: object) -> Iterator[str]:
    if not isinstance(told, dict):
        return
    sure = [key for key in _SURE if key in told]
    for key in sure or told:
        held = told[key]
        yield from (str(one) for one in (held if isinstance(held, list) else [held]) if isinstance(one, str))
