"""Reads the exceptions of better-npm-audit and of the old `nsp` tool in `.nsprc`.

Sources: the READMEs of better-npm-audit and nsp. In better-npm-audit, a key is an id of GitHub, CVE or npm, or the
URL of an advisory. The value of a key is an exception record or only the notes of a record; a record is active by
default. In nsp, `exceptions` is a list of URLs.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pratique.advisories.ignores.document import from_json, mapping
from pratique.advisories.ignores.npm_record import Record, read_record
from pratique.advisories.ignores.reading import Reading
from pratique.advisories.ignores.said import Ignores
from pratique.core.audit import Ignore
from pratique.core.names import Ecosystem

_ID = re.compile(r"(?:GHSA|CVE|NSWG|MAL|OSV)-[A-Za-z0-9-]{1,80}\Z", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,12}\Z", re.ASCII)
_WEAKNESS = re.compile(r"CWE-[0-9]", re.IGNORECASE)
_OLD_HOSTS = ("nodesecurity.io", "www.nodesecurity.io")


def parse(data: bytes, origin: str) -> Ignores:
    """Parse an .nsprc file; `origin` is the file name in messages. Raises ParseError if the file is not JSON with comments."""
    text, value = from_json(data, origin)
    reading = Reading(origin, text)
    for key, record in mapping(value, origin).items():
        if key == "exceptions" and isinstance(record, list):
            for address in record:
                _take(str(address), "", reading)
        elif _is_exception(key):
            _take(key, record, reading)
        else:
            reading.note(reading.at(key), f"{key} is not an exception and has no effect")
    return reading.done()


def _is_exception(key: str) -> bool:
    return bool(_ID.match(key) or _NUMBER.match(key) or _WEAKNESS.match(key)) or "/" in key


def _take(key: str, value: object, reading: Reading) -> None:
    at = reading.at(key)
    ids = tuple(_ids(key))
    if not ids:
        reading.refuse(at, f"the key is neither an advisory id nor an advisory URL: {key}")
        return
    try:
        record: Record = read_record(value, active=True)
    except ValueError as error:
        reading.refuse(at, f"{key}: {error}")
        return
    if record.active:
        reading.add(
            Ignore(
                ids=ids,
                ecosystem=Ecosystem.NPM,
                reason=record.reason,
                expires=record.expires,
                origin=at,
            )
        )


def _ids(key: str) -> Iterator[str]:
    """Yield the advisory ids that a key can mean. A number can be an id of npm or an id of the Node Security Project."""
    last = key.rstrip("/").rpartition("/")[2]
    if _ID.match(last):
        yield last
    elif _NUMBER.match(last):
        old = urlsplit(key if "//" in key else f"//{key}").netloc in _OLD_HOSTS
        yield f"NSWG-ECO-{last}" if old else f"npm:{last}"
